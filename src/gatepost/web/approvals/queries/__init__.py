"""What is read of requests, of what was granted, and of the register of accounts."""
