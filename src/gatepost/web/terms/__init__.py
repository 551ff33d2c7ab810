"""The school's year: its dates, its bells, who works when, and what time it is at school."""
