"""How long records are kept: the council's schedule, holds, the review queue, disposal by two people, certificates."""
