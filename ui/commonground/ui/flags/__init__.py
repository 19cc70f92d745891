"""Warning flags on a record: their words at its head, their page, and the forms that put, keep and take them off."""
