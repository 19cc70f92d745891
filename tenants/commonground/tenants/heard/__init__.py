"""Whether those who told us feel heard, asked so that no answer can be tied to anybody."""
