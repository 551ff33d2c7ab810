"""Pages of requests and of the register of accounts."""
