"""Bringing in the tracker that a council keeps today: a workbook becomes contexts and referrals, or nothing does."""
