"""The page of one referral: what was told, what it adds up to, and what is decided."""
