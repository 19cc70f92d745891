"""`/disputes`: where two councils do not agree whose something is."""
