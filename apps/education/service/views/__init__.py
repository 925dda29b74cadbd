"""What the pages of the teacher's desk show, as tables, lines and marks; draws nothing itself."""
