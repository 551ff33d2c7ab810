"""The demo sends nothing: every letter is kept in the storage folder, for the page that shows them."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as the page shows it."""

    to: str
    subject: str
    body: str
    sent_at: datetime


class KeptBackend(BaseEmailBackend):
    """Writes each letter into a file of its own."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were kept."""
        place = _place()
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            # The name sorts by time. It is renamed when whole, so that nobody reads half a letter.
            name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
            half = place / f".{name}"
            half.write_bytes(message.message().as_bytes())
            half.rename(place / f"{name}.eml")
        return len(email_messages)


def letters() -> tuple[Letter, ...]:
    """The newest letters, newest first."""
    return tuple(_read(path) for path in sorted(_place().glob("*.eml"), reverse=True)[:SHOWN])


def _read(path: Path) -> Letter:
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    body = message.get_body(preferencelist=("plain",))
    return Letter(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        body=body.get_content() if body else "",
        sent_at=parsedate_to_datetime(str(message["Date"])),
    )


def _place() -> Path:
    place: Path = settings.CONFIG.folder / "mail"
    return place
