"""The pages of the safe, by whose they are."""
