"""Sharing agreements between councils: what may be done with whom, proposing, signing and leaving one."""
