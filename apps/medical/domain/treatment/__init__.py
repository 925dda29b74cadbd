"""What has been used for a disease, and what speaks against it in one patient."""
