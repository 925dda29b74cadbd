"""Runs the clinician's desk: the script that `consilium up` hands to Streamlit."""

from __future__ import annotations

from apps.medical.app import main

main()
