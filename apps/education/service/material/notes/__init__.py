"""Short notes of the project's own on school mathematics, cited where a course has no material."""
