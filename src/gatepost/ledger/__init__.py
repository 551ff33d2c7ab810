"""A record that cannot be quietly changed: entries, their tree, signed heads, receipts, and the check of all of it.

Standard library only, and relative imports only: the folder, copied anywhere, is the stand-alone checker.
"""
