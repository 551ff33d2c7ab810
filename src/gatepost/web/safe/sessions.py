"""Where sessions are kept: Django's table. A session that ends, in whatever way, locks the safe that it had open."""

import hashlib
import logging

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.db import OperationalError

from gatepost.web.safe.models import Unlocked

log = logging.getLogger(__name__)


def hash_of(session_key: str) -> str:
    """The name under which a session's open safe is kept."""
    return hashlib.sha256(f"safe:{session_key}".encode()).hexdigest()


class SessionStore(InDatabase):
    """Django's, but signing out, signing in anew and being signed out from elsewhere lock the safe."""

    def save(self, must_create: bool = False) -> None:
        """As Django's; but where the database cannot write, an answer that stands is given all the same.

        What the page did has been kept by then, or it would have failed before. Django would say that the session was
        ended meanwhile, and that nothing was kept.
        """
        try:
            super().save(must_create)
        except UpdateError as fault:
            if not isinstance(fault.__context__, OperationalError):
                raise
            log.exception("session-not-kept")

    def delete(self, session_key: str | None = None) -> None:
        """As Django's."""
        ended = session_key or self.session_key
        if ended:
            Unlocked.objects.filter(session_hash=hash_of(ended)).delete()
        super().delete(session_key)
