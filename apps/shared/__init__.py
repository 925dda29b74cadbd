"""What the apps have in common: settings, wiring, jobs, frame, words."""
