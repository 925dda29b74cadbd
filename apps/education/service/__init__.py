"""What the pages ask of the domain: courses kept, mastery traced, paths planned, sheets made."""
