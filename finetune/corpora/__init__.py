"""Text for training: where it is read, how it is cleaned, and which part of it is held out."""
