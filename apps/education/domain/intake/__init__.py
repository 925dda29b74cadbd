"""Reads what students answered out of other systems' files, and accounts for every row."""
