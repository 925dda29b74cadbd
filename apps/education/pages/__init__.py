"""The pages of the teacher's desk."""
