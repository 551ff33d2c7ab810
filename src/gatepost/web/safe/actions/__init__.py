"""What is done with the safe, by noun: a person's phrase, the keys of things, recovery cards, recovery."""
