"""Parts that several pages of the teacher's desk share."""
