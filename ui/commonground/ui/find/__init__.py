"""The field in the header: a reference, a name or an address."""
