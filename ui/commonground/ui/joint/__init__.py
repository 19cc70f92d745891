"""Pages of joint concerns: the list, one of them with its parts, and the small forms by which councils work on it."""
