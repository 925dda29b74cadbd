"""Writes answers and verdicts in the formats that other systems read: CSV, xAPI, OneRoster."""
