"""What the school's people can read of how things stand: the record, whether it is whole, and who holds its heads."""
