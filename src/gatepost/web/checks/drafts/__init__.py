"""Check a draft: what is in it, what the policy says of it, what would make it fine."""
