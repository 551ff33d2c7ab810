"""Notices: that something waits, by e-mail and on Home; never what it is about."""
