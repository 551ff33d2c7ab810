"""One name found among the words of a text."""

from typing import NamedTuple


class Match(NamedTuple):
    """A name: word numbers of a view, `last` included, whose it is, who needs most care first, and how it is written.

    `how` is a key of `tiers.TIERS`; `inside` says which letters of a single word the name is, None for all of it.
    """

    first: int
    last: int
    people: tuple[int, ...]
    how: str
    inside: tuple[int, int] | None = None
