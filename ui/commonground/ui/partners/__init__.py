"""The register of partner organisations: who they are, what is agreed with them, and who of them has an account."""
