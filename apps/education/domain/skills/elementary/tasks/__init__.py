"""How an exercise for a point is made: one function for each kind of task."""
