"""What each command of `gatepost` does; cli.py reads the words typed and calls them. None of them starts Django."""
