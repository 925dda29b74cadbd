"""Collections that a user adds to be cited: read in the sandbox, searched by words and meaning."""
