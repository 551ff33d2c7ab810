"""Names as they are looked for: without accents, capitals and hyphens."""

from collections.abc import Iterable

from gatepost.rosters.names import skeleton

LONGEST = 400  # characters of the column


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name: `Siân O'Brien-Łuc` is `sian`, `obrien`, `luc`."""
    return tuple(word for part in text.replace("-", " ").split() if (word := skeleton(part)))


def folded(names: Iterable[str]) -> str:
    """Every word of these names once, each with a space before it, so that a search finds the beginnings of words."""
    found = dict.fromkeys(word for name in names for word in words_of(name))
    return "".join(f" {word}" for word in found)[:LONGEST]
