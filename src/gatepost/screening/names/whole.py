"""The ways in which the parts of a whole name stand on a page, with nothing of it left out."""

from gatepost.screening.reading import read

_SCOTS = ("mac", "mc")
_SHORTEST_CLAN = 4  # letters after Mac: `Mac Leod`, but no `Mac Ey`
_BEFORE_APOSTROPHE = 2  # letters that may stand apart from what follows their apostrophe: `O Brien`


def given_forms(words: list[str]) -> list[list[str]]:
    """A forename in one or more words: as it is, written as one word, its first word alone."""
    if not words:
        return []
    return [words] if len(words) == 1 else [words, ["".join(words)], [words[0]]]


def family_forms(surname: str, words: list[str]) -> list[list[str]]:
    """A surname: as it is, written as one word, and parted after `O'`, `D'`, `Mac` and `Mc`; `words` are its parts."""
    if not words:
        return []
    found = [words]
    if len(words) > 1:
        found.append(["".join(words)])
    if "'" in (plain := read(surname).plain):
        loose = [part for word in read(surname).words for part in _loosened(word)]
        if loose != words:
            found.append(loose)
    for scots in _SCOTS:
        if len(words) == 1 and plain.startswith(scots) and len(words[0]) >= len(scots) + _SHORTEST_CLAN:
            found.append([scots, words[0][len(scots) :]])
            break
    return found


def _loosened(word: str) -> list[str]:
    head, mark, rest = word.partition("'")
    return [head, rest] if mark and head and rest and len(head) <= _BEFORE_APOSTROPHE else [word.replace("'", "")]
