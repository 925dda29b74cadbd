"""The clinician's desk: an EMR assistant that shows its evidence and never replaces a clinician."""
