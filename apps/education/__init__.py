"""The teacher's desk: who is weak where, what next and why, and exercises whose keys are proved."""
