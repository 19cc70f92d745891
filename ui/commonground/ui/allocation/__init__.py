"""To whom a referral is proposed: a council's rules, and the sentence that says why."""
