"""A referral: somebody's worry about a context, from the moment it arrives until it is decided and answered.

`rules` holds the one state machine and what a decision must contain; `safe_words` what a reply may say."""
