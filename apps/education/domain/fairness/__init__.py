"""Whether predictions and verdicts are as right for one group of students as for another."""
