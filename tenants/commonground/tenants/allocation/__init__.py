"""A council's rules on which team and whom a referral is proposed for. Nothing is put anywhere by them: somebody is."""
