"""Houses that have a name in place of a number: `Rose Cottage, Weir Road, Askwick`."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from gatepost.screening.personal_data.address import BEFORE_POSTCODE, HOME_BEFORE, street_name
from gatepost.screening.personal_data.hit import Hit
from gatepost.screening.personal_data.words import WORDS
from gatepost.screening.reading import Reading

NAMES = WORDS["house"]["names"]
_PUBLIC = WORDS["house"]["public"]
_FIRST = WORDS["house"]["first"]
_NOT_A_NAME = WORDS["street"]["not_a_name"]
_STREET_ENDS = re.compile(r" {0,2}(?:[,;.)\n!?]|$)")
_HOUSE = re.compile(r"(?<![a-z0-9'\-])(?:[a-z][a-z'\-]{0,20} ){0,3}[a-z][a-z'\-]{1,20}(?=,)")
_PUPILS_HOUSES = frozenset(("house", "lodge", "tower", "farm", "cottage"))  # `Owl House, Kite House`: no street follows
_PART = re.compile("['-]")
_SHORTEST = 2  # words of a house's name, `the` among them
_WHY = "This looks like a postal address."


def houses(reading: Reading, found: Sequence[Hit]) -> Iterator[Hit]:
    """Houses with a name before a street or a postcode; `found` are the postcodes and addresses, in order."""
    plain = reading.plain
    codes = [hit.start for hit in found if hit.kind == "postcode"]
    taken = [hit.end for hit in found if hit.kind == "address"]
    last = 0
    for match in _HOUSE.finditer(plain):
        start = max(match.start(), last)
        house = _house(plain, match)
        if house is None or house < start:
            continue
        following = bisect_left(codes, match.end())
        coded = following < len(codes) and codes[following] - match.end() <= BEFORE_POSTCODE
        if coded:
            between = bisect_left(taken, match.end())
            parted = "\n\n" in plain[match.end() : codes[following]] or (
                between < len(taken) and taken[between] <= codes[following]
            )
            if not parted:
                last = match.end()
                yield Hit("address", house, last, "likely", _WHY)
                continue
        end = _street_after(reading, house, match.end())
        if end:
            last = end
            if reading.cased[house].isupper() or HOME_BEFORE.search(plain, max(0, house - 40), house):
                yield Hit("address", house, end, "likely", _WHY)
            else:
                yield Hit("address", house, end, "possible", "This may be a postal address.")


def _house(plain: str, match: re.Match[str]) -> int | None:
    """Where the name of a house starts in what stands before a comma."""
    words = match[0].split(" ")
    first = max((number for number, word in enumerate(words, 1) if word in _NOT_A_NAME and word != "end"), default=0)
    if "the" in words[first:]:
        first += words[first:].index("the")
    named = words[first:]
    if len(named) < _SHORTEST or not _PUBLIC.isdisjoint(named):
        return None
    if named[-1] not in NAMES and _PART.split(named[0], maxsplit=1)[0] not in _FIRST:
        return None
    return match.start() + sum(len(word) + 1 for word in words[:first])


def _street_after(reading: Reading, house: int, comma: int) -> int | None:
    """Where the street ends that follows a house and a comma; all of it in capitals, or parted from what follows."""
    plain = reading.plain
    names, end, kind = street_name(plain, comma + 1)
    if kind is None or kind in _PUPILS_HOUSES:
        return None
    place = comma + 1 + (plain[comma + 1 : comma + 2] == " ")
    capitals = reading.cased[house].isupper() and reading.cased[place].isupper()
    if not capitals and not (len(plain[house:comma].split(" ")) > 1 and plain[house:comma] != "the"):
        return None
    if not _STREET_ENDS.match(plain, end) and not (capitals and HOME_BEFORE.search(plain, max(0, house - 40), house)):
        return end if capitals and len(names) > 1 else None
    return end
