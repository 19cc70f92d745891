"""What a council tells somebody outside it, and on whose word: chosen field by field, seen as the receiver will see it,
agreed to by a second person, sealed, and recorded."""
