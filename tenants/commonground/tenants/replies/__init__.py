"""A council's own ready words for those who told us, one text for each outcome and one for what has changed."""
