"""News that is not out yet: for whom it is held, until when, and which words give it away."""
