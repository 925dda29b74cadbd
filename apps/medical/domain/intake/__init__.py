"""Files of any kind that a clinic holds become records of patients, with an account of each part."""
