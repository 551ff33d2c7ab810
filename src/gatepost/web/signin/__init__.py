"""Who is at the keyboard: ways in, second proofs, sessions, and one's own page."""
