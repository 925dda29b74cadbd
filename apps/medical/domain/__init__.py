"""What the clinician's desk knows and computes; imports no page, no model and no server."""
