"""One reader a format: bytes in, `Document` with places out."""
