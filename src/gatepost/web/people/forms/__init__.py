"""What is typed about people, by noun."""
