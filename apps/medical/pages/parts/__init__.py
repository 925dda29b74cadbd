"""Parts that several pages of the clinician's desk share."""
