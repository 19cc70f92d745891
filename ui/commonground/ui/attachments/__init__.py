"""Files on a record: their list, the form that adds some, the page that takes one off, and the bytes of each."""
