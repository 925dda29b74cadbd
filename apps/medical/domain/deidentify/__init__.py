"""Takes out of a text what names a person, and puts it back for who holds the key."""
