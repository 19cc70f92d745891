"""Views of the tracker that somebody saved: which filters, in which order, with which columns. Never a row: whoever
looks sees what they may open."""
