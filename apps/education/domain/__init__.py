"""What the teacher's desk knows and computes; imports no page, no model and no server."""
