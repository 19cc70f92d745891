"""What the reader was told: a sentence, a reference and a link for each."""
