"""One made-up patient a module: a chart over years, notes, and sheets of the laboratory."""
