"""What is done with consents, by noun."""
