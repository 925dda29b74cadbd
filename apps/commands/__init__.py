"""What `consilium` can do, one module a command group."""
