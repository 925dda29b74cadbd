"""What the pages show, as plain values: pure functions from filings and figures to tables."""
