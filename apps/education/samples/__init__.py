"""A class that the project made up, so that a first visit shows something. Marked synthetic."""
