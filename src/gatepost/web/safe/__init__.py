"""The safe: everybody's keys under a phrase of their own, what is sealed to whom, and recovery by any two cards."""
