"""Knowledge tracing by strong logistic features: how probable a right answer is, and how sure."""
