"""The resident's whole journey: a council's public pages, the report, and what a return code opens. No account."""
