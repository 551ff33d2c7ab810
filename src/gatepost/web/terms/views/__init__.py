"""The pages of the school's year."""
