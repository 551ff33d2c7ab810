"""The verbs of schools, by noun. Each asks for the permission, changes, and ends with its entry in the record."""
