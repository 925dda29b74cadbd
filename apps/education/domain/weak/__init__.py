"""Which points a student is weak at: decided where the evidence allows it, else left open."""
