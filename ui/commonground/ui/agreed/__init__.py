"""What was agreed with other agencies about a referral: recording it, changing it, saying what came of it."""
