"""The schools of this site."""
