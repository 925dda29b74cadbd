"""Files of any kind that a clinic holds become records, with an account of each part."""
