"""The words for year groups: `Year 4`, `4`, `Reception`, `N2` to a number."""

import re

NURSERY, RECEPTION, LAST = -2, 0, 14

_WORDS = {
    **dict.fromkeys(("r", "rec", "reception", "fs2", "f2", "yr", "year r", "eyfs2", "eyr", "yr r"), RECEPTION),
    **dict.fromkeys(("n", "nur", "nursery", "n2", "fs1", "f1", "nursery 2", "pre-school", "preschool", "-1"), -1),
    **dict.fromkeys(("n1", "nursery 1", "-2"), NURSERY),
}
_NUMBERED = re.compile(r"(?:year group|national curriculum year|nc year|year|yr|y|grade)?[\s.]*0*(\d{1,2})(?:\.0+)?")


class NotAYear(ValueError):
    """A text that names no year group; the message is a sentence."""


def year_group(text: str) -> int | None:
    """0 for Reception, -1 and -2 for nursery, None for an empty text; raises NotAYear."""
    word = " ".join(text.casefold().split())
    if not word:
        return None
    if word in _WORDS:
        return _WORDS[word]
    match = _NUMBERED.fullmatch(word)
    if match and RECEPTION <= int(match[1]) <= LAST:
        return int(match[1])
    raise NotAYear("This is not a year group. Write a number, Reception or Nursery.")
