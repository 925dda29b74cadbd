"""The item bank of a course: exercises that a teacher imported, checked, kept and chosen from."""
