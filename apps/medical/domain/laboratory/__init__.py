"""Laboratory values and vital signs: what was measured, in which unit, and whether it is usual."""
