"""What is read of consents, by noun."""
