"""Lessons of the teacher's desk: questions to course material, hints, rewording, worked sums."""
