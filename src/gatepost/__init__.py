"""A school's social-media policy, live: the same text answers, checks, asks, routes and shows its clauses."""

__version__ = "0.1.0"
