"""What is read of people, by noun."""
