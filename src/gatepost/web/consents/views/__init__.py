"""The pages of consents, by noun."""
