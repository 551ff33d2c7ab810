"""The nearest known word to a mistyped one, for the `did you mean` of every message."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 60  # difflib is quadratic in the word; nobody mistypes a word this long


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the word of `known` closest to `word`, or None when nothing is close."""
    if len(word) > _LONGEST:
        return None
    as_written = {name.lower(): name for name in known}  # clause ids have capitals
    matches = get_close_matches(word.lower(), as_written, n=1, cutoff=0.6)
    return as_written[matches[0]] if matches else None


def printable(text: str) -> str:
    """The text with `?` for what a terminal or a log would act on instead of showing."""
    return "".join(c if c.isprintable() else "?" for c in text)


def quoted(word: object) -> str:
    """The user's own word in backticks, cut short and without control characters, fit for any message."""
    text = printable(str(word)[: _LONGEST + 1])
    return f"`{text[:_LONGEST]}...`" if len(text) > _LONGEST else f"`{text}`"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean ...?)` with its leading space, or nothing."""
    near = nearest(word, known)
    return f" (did you mean {quoted(near)}?)" if near else ""
