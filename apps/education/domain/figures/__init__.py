"""Pictures that are the task itself, as plain shapes."""
