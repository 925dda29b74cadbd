"""What the pages call: reading in a sandbox, the library, questions, exports."""
