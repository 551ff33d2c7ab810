"""Tokens: with one, a program sees what the member who made it sees on their pages, as far as its scopes go."""
