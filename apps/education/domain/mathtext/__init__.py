"""Reads the text of exercises: plain words, **bold**, and `$...$` with plain TeX mathematics."""
