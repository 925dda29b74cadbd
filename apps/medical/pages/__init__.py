"""The pages of the clinician's desk."""
