"""What a trained core can do on text it has not seen, always beside the base it came from."""
