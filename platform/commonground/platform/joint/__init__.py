"""Joint concerns: one peer group, place, school or online space on which several councils and their partners work.

Each part stays its council's own: who sees it is said before it is added, and it can be taken back at any time. Nothing
here can say who somebody is: codes, bands, and words that were looked through for names before they were saved."""
