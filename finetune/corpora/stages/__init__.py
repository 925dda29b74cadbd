"""The twelve stages of cleaning, one a file; `order` lists them."""
