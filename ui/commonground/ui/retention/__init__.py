"""How long records are kept: the review queue, holds, disposal by two people, certificates, the schedule."""
