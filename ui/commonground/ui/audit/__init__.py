"""The council reads its own trail: who looked at and changed what."""
