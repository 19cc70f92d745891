"""Break-glass: the form, what it will do, what one has opened by it, and the pages of whoever reviews it."""
