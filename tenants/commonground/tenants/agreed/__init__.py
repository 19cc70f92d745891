"""What was agreed with other agencies about a referral: at a strategy discussion, or that one agency works on it alone.
It waits for somebody until it is said what came of it."""
