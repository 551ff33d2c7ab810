"""What the templates ask of policies."""
