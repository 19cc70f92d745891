"""What other councils have handed to this one, from accepting it to taking it in as a referral of one's own."""
