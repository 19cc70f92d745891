"""The councils' trails from outside: verified, and taken out as files that others can verify."""
