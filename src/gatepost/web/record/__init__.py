"""The record: the rows of each school's ledger, which can be added to and never changed."""
