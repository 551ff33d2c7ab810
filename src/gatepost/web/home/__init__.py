"""Home: a school's own page."""
