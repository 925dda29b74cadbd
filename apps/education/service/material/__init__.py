"""Course material: read element by element, cited by module and element, turned into hints."""
