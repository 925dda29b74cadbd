"""What a student does next, in order, with the reason for every step."""
