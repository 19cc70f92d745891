"""Sharing agreements between councils: who may inform, work jointly or hand over, signed by whom, and until when."""
