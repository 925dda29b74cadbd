"""What Streamlit is given to run. It lies apart from `pages`, which Streamlit would else serve."""
