"""The clocks that run already, when a council changes its working days: decisions, steps that follow one, and answers
to whoever asks what is held about them. What is counted in working days and kept in a row is counted again here."""
