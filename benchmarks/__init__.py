"""Runnable measurements: `python -m benchmarks.NAME --data DIR`."""
