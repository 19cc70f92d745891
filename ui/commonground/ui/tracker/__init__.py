"""The tracker: every referral that the reader's team and allocation let them see, overdue first."""
