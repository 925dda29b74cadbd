"""Runs the finance desk: the script that `consilium up` hands to Streamlit."""

from __future__ import annotations

from apps.finance.app import main

main()
