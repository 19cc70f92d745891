"""Where whatever leaves a council is built, whoever it is for: another council (`handoffs`) or somebody outside the
platform (`disclosures`). Each of the two says only in what it differs."""
