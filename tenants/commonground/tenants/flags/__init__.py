"""Warning flags: what whoever goes there, or passes something on, must know first. About what to do, never about what
somebody is; each has a reason, a source, a note on how it was made fair, and an end."""
