"""Lessons of the finance desk: questions to filings, their tables and their prose."""
