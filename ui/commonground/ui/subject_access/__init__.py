"""Subject access: a request, the texts in which the person is mentioned, what of each they get, and the bundle."""
