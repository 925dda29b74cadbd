"""One reader a collection: a folder as its publisher lays it out, to rows."""
