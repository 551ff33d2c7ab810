"""Which children may be shown where: what was asked, what was answered, what follows from it."""
