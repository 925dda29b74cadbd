"""Graphs of knowledge points: checked, repaired, walked, laid out, edited, read and written."""
