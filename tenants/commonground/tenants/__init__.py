"""One council's practice, isolated: no other council sees what stands here."""
