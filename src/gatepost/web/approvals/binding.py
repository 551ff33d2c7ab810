"""What exactly is asked: the words, pictures, account and hour that a yes is for, and for which clauses."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What permission is asked for. `pictures` are the SHA-256 (hex) of their bytes in the order in which they are
    shown, each with its text in `alt_texts`; `account` is where it goes, in whatever words both sides use for it;
    `not_before` the moment before which it does not go out. `clauses` are ids, in any order.

    Raises ValueError for a picture without its text or the other way round, and for a moment without a time zone.
    """

    words: str = ""
    pictures: tuple[str, ...] = ()
    alt_texts: tuple[str, ...] = ()
    account: str = ""
    not_before: datetime | None = None
    clauses: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if len(self.pictures) != len(self.alt_texts):
            raise ValueError("each picture has one text, which may be empty")
        if self.not_before is not None and self.not_before.tzinfo is None:
            raise ValueError("a moment needs its time zone")

    @property
    def content(self) -> "Asked":
        """The same, whatever clauses it is asked for."""
        return replace(self, clauses=frozenset())


def digest(asked: Asked) -> str:
    """The SHA-256 (hex) of canonical JSON: another one as soon as anything differs but the way in which lines end."""
    told = {
        "v": 1,
        "words": _lines(asked.words),
        "pictures": [one.lower() for one in asked.pictures],
        "alt_texts": [_lines(one) for one in asked.alt_texts],
        "account": _lines(asked.account),
        "not_before": asked.not_before.astimezone(UTC).isoformat() if asked.not_before else None,
        "clauses": sorted(asked.clauses),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _lines(text: str) -> str:
    """A browser sends every end of a line as two characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
