"""Streamlit pages: layout and words, no arithmetic."""
