"""Makes a smaller student and teaches it what a larger core says."""
