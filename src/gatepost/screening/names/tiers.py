"""How sure a way of writing a name is, and the sentence that says so."""

import unicodedata
from collections.abc import Collection
from typing import NamedTuple

from gatepost.screening.finding import Sure
from gatepost.screening.roll import Kind


class Tier(NamedTuple):
    """`rank` orders the ways, 0 the surest; `why` has a place for whose name it is."""

    rank: int
    sure: Sure
    why: str


TIERS: dict[str, Tier] = {
    "full": Tier(0, "certain", "This looks like {whose} full name."),
    "middle": Tier(1, "certain", "This looks like {whose} full name, with another name in the middle."),
    "listed": Tier(2, "certain", "This looks like {whose} full name, with the surname first."),
    "words": Tier(2, "likely", "This looks like {whose} full name, though the words mean something else too."),
    "shared": Tier(2, "likely", "This looks like {whose} name; the surname follows after another name."),
    "order": Tier(2, "likely", "This looks like {whose} name, with the surname first or a comma between."),
    "short": Tier(3, "likely", "This looks like {whose} name, in a short or different form."),
    "disguised": Tier(3, "likely", "This looks like {whose} name, written with unusual letters or signs."),
    "spelt-out": Tier(3, "likely", "This looks like {whose} name, with its letters spread out."),
    "joined": Tier(4, "likely", "This looks like {whose} name, written as one word."),
    "title": Tier(4, "likely", "This looks like {whose} name."),
    "initial": Tier(5, "likely", "This looks like {whose} name, with an initial."),
    "one-off": Tier(6, "likely", "This looks like {whose} name, spelt a little differently."),
    "leet": Tier(7, "possible", "This may be {whose} name, with numbers or signs in place of letters."),
    "two-off": Tier(8, "possible", "This may be {whose} name, spelt differently."),
    "small": Tier(8, "possible", "This may be {whose} full name, though the words mean something else too."),
    "pet": Tier(8, "possible", "This may be {whose} name, with a short form of the first name."),
    "half": Tier(8, "possible", "This may be {whose} name, with half of the surname."),
    "at-large": Tier(9, "possible", "This may be {whose} full name."),
    "first": Tier(10, "possible", "This may be {whose} first name."),
}

WHOSE: dict[Kind, str] = {
    "pupil": "a pupil's",
    "former-pupil": "a former pupil's",
    "staff": "a member of staff's",
    "governor": "a governor's",
    "parent": "a parent's",
}
LABELS: dict[Kind, str] = {
    "pupil": "pupil",
    "former-pupil": "pupil",
    "staff": "staff",
    "governor": "governor",
    "parent": "parent",
}
# Where two people share a name, the one who needs most care is meant.
ORDER: tuple[Kind, ...] = ("pupil", "former-pupil", "parent", "staff", "governor")

_CHILD = "Leave the name out, or ask the headteacher before you post it."
_ADULT = "Leave the name out unless this person has agreed to it."


def advice(kind: Kind) -> str:
    """What to do about the name of such a person."""
    return _CHILD if kind in ("pupil", "former-pupil") else _ADULT


def disguised(written: str, letters: Collection[str]) -> bool:
    """Whether a name is written with characters that no name has: invisible, circled, small capitals, another alphabet.

    Latin letters with their accents, spaces, punctuation of any kind, and the `letters` of the roll are as one writes.
    """
    if written.isascii():
        return not written.isprintable() and any(c < " " and not c.isspace() for c in written)
    return any(c not in letters and not _as_one_writes(c) for c in unicodedata.normalize("NFC", written))


def _as_one_writes(character: str) -> bool:
    if character.isascii() or unicodedata.category(character)[0] in "PZ":
        return True
    name = unicodedata.name(character, "")
    return name.startswith(("LATIN SMALL LETTER", "LATIN CAPITAL LETTER", "ACUTE ACCENT", "MODIFIER LETTER APOSTROPHE"))
