"""What somebody outside the platform is told: begun at a context or a referral, prepared field by field, agreed to by a
second person, sent as a download that opens once."""
