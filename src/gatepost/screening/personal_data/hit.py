"""One piece of personal data before it is known whose it is, and what stands around it."""

import re
from dataclasses import dataclass

from gatepost.screening.finding import Sure

BEFORE = 60  # characters before a number in which a word may say what it is
AFTER = 30  # characters after it


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding to be: `start` and `end` are places in `Reading.plain`, `why` a plain sentence."""

    kind: str
    start: int
    end: int
    sure: Sure
    why: str


def ahead(plain: str, start: int, length: int = BEFORE) -> str:
    """The text before a place, cut off where a sentence or a line ended."""
    text = plain[max(0, start - length) : start]
    return _last_part(text)


_END = re.compile(r"(?<=[a-z0-9)]{2})[.!?]\s|[!?\n]")


def _last_part(text: str) -> str:
    cut = 0
    for end in _END.finditer(text):
        if not text[: end.start()].endswith((" no", " tel", " mob", " acc", " ref", " ext", " reg")):
            cut = end.end()
    return text[cut:]


def around(plain: str, start: int, end: int, before: int = BEFORE, after: int = AFTER) -> str:
    """The text before and after a find, with a bar in its place."""
    return f"{plain[max(0, start - before) : start]}|{plain[end : end + after]}"
