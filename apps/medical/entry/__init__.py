"""Scripts that Streamlit runs."""
