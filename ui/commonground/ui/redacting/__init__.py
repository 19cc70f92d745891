"""Making a redacted copy: the words as they were written beside what everybody else will read of them."""
