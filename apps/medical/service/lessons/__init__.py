"""Lessons of the clinician's desk: questions to guidance, abstracts and notes."""
