"""What is typed about consents, by noun."""
