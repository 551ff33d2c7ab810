"""The secret of a token: 256 random bits after a prefix by which scanners for lost secrets know it."""

import hashlib
import secrets

PREFIX = "gp_"
LONGEST = 100  # characters that are looked at; a secret has 46


def new_secret() -> str:
    """A secret that never was: `gp_` and 43 letters, digits, hyphens or underscores."""
    return f"{PREFIX}{secrets.token_urlsafe(32)}"


def hashed(secret: str) -> str:
    """As it is kept: hex SHA-256. What was drawn by lot needs no slow hash."""
    return hashlib.sha256(secret[:LONGEST].encode("utf-8", "surrogatepass")).hexdigest()
