"""The policies that schools have adopted: read, explained and compared."""
