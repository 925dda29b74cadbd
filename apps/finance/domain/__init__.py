"""Filings, facts, metrics and checks: pure code, no interface and no model."""
