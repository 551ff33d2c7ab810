"""The pages of schools, by noun."""
