"""What leaves a referral: an e-mail that refers it on, and a printed letter. Neither says anything of any child."""
