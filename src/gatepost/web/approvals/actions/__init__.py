"""What people and the clock do with requests and accounts."""
