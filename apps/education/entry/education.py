"""Runs the teacher's desk: the script that `consilium up` hands to Streamlit."""

from __future__ import annotations

from apps.education.app import main

main()
