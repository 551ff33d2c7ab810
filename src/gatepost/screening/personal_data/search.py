"""Puts the families together: which patterns a text calls for, whose each find is, what to do about it."""

import re
from collections.abc import Iterator, Set
from dataclasses import replace

from gatepost.screening.finding import Finding
from gatepost.screening.personal_data import (
    address,
    bank,
    birth,
    contact,
    house,
    location,
    numbers,
    plate,
    postcode,
    spots,
    whereabouts,
)
from gatepost.screening.personal_data.hit import Hit
from gatepost.screening.personal_data.published import is_published, published
from gatepost.screening.personal_data.whose import is_own
from gatepost.screening.reading import Reading
from gatepost.screening.school import School

_HIDDEN = frozenset(("dot", "gmail", "googlemail", "hotmail", "outlook", "icloud", "yahoo", "sch"))
TRIGGERS: frozenset[str] = frozenset(
    (
        *_HIDDEN,
        *contact.SPOKEN_STARTS,
        *house.NAMES,
        *location.STARTS,
        *spots.STARTS,
        *plate.SAYS_PART,
        *whereabouts.STARTS,
        *whereabouts.MOVES,
    )
)
"""Words without which a text that has no digit, no `@` and no `//` holds nothing for this detector."""
_PASSPORT = frozenset(("passport", "pasbort"))
_BESIDE_DIGITS = address.STARTS | bank.STARTS | birth.STARTS | contact.TOLD_STARTS | plate.STARTS | _PASSPORT | {"ip"}
_SAYING = TRIGGERS | _BESIDE_DIGITS | whereabouts.TIMES

_ANY_DIGIT = re.compile("[0-9]")
_SIX_DIGITS = re.compile(r"[0-9](?:[^0-9\n]{0,3}[0-9o]){5}")
_TEN_DIGITS = re.compile(r"[0-9](?:[^0-9\n]{0,4}[0-9o]){8}")  # nine of them: an `o` may stand for the first
# A letter beside a digit; not times (`6pm`), nor ordinals with nothing before them that a postcode begins with.
_POSTCODE_LIKE = re.compile(
    r"[0-9](?:(?<=[a-z].)|(?=[a-z])(?!(?:[ap]m|p|k)(?![a-z0-9])|(?<![0-9].)(?<![0-9a-z][ \-._\t].)(?:st|nd|rd|th)))"
)
_BRACKETS = re.compile(r"[\[({<]")
_BRACKETED_AT = re.compile(r"[\[({<] ?(?:at|dot|@) ?[\])}>]")
_LINE = re.compile(r"[0-9](?:[^\n]*[0-9])?")
_NUMBERS = frozenset(("bank-details", "national-insurance", "nhs-number", "passport", "phone", "upn"))
_ADVICE = {
    "address": "Take the address out, or ask first whether it may be given.",
    "bank-details": "Take the bank details out: use the school's own way to pay.",
    "date-of-birth": "Take the date out: an age or a year group is enough.",
    "e-mail": "Take the address out, or give the school office's instead.",
    "location": "Leave out the place or the time: nobody outside needs to know where a child is.",
    "phone": "Take the number out, or give the school office's instead.",
    "postcode": "Take the postcode out, or name the village or the town alone.",
}
_ADVICE_OTHERWISE = "Take it out: nobody who reads this needs it."
_OWN_ADVICE = "Think again whether everybody who can read this should have it; take it out if not."


def find(reading: Reading, school: School) -> list[Finding]:
    """Every piece of personal data in a text but the school's own contacts, in the order of the text.

    The label is `own-personal-data` where the writer says that it is their own, else `personal-data`.
    """
    plain = reading.plain
    hits = sorted([part for hit in _hits(reading) for part in _by_line(plain, hit)], key=_place)
    if not hits:
        return []
    known = published(school)
    found: list[Finding] = []
    for hit in _once(hits):
        if is_published(plain, hit, known):
            continue
        own = is_own(plain, hit)
        label = "own-personal-data" if own else "personal-data"
        advice = _OWN_ADVICE if own else _ADVICE.get(hit.kind, _ADVICE_OTHERWISE)
        found.append(Finding(label, hit.kind, *reading.origin(hit.start, hit.end), hit.sure, hit.why, advice))
    return found


def _by_line(plain: str, hit: Hit) -> Iterator[Hit]:
    """A number that is written over lines as one find in each, from its first digit there to its last."""
    if "\n" not in plain[hit.start : hit.end] or hit.kind not in _NUMBERS:
        yield hit
        return
    for line in _LINE.finditer(plain, hit.start, hit.end):
        yield replace(hit, start=line.start(), end=line.end())


def _place(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _hits(reading: Reading) -> Iterator[Hit]:
    plain, words = reading.plain, reading.words
    told = _SAYING.intersection(words)
    if "@" in plain:
        yield from contact.emails(plain)
    if not _HIDDEN.isdisjoint(told) or (_BRACKETS.search(plain) and _BRACKETED_AT.search(plain)):
        yield from contact.hidden_emails(plain)
    if "//" in plain or not location.STARTS.isdisjoint(told):
        yield from location.exact_places(plain, words)
    digits = _ANY_DIGIT.search(plain) is not None
    if not (told or digits):
        return
    if not contact.SPOKEN_STARTS.isdisjoint(told):
        yield from contact.spoken_phones(words, reading.starts, reading.ends)
    places: list[Hit] = []
    if digits:
        if _POSTCODE_LIKE.search(plain):
            places += postcode.postcodes(plain, reading.cased)
        elif "bfpo" in plain or "gir" in plain:
            places += postcode.forces(plain)
        places += address.addresses(reading, places, told)
        places.sort(key=_place)
        yield from _numbers(reading, told)
    elif not plate.SAYS_PART.isdisjoint(told):
        yield from plate.parts_of_plates(plain)
    streets = not address.STREETS.isdisjoint(told)
    if "," in plain and (streets or places) and not house.NAMES.isdisjoint(told):
        places = sorted((*places, *house.houses(reading, places)), key=_place)
    yield from places
    if not whereabouts.MOVES.isdisjoint(told) and (digits or not whereabouts.TIMES.isdisjoint(told)):
        yield from whereabouts.meetings(reading, places)
    if streets and not spots.STARTS.isdisjoint(told):
        yield from spots.spots(reading)
    if not whereabouts.STARTS.isdisjoint(told):
        yield from whereabouts.homes(reading, places)


def _numbers(reading: Reading, told: Set[str]) -> Iterator[Hit]:
    plain = reading.plain
    yield from plate.number_plates(plain, reading.cased, named=not plate.STARTS.isdisjoint(told))
    if _SIX_DIGITS.search(plain):
        yield from _long_numbers(reading, told)
    if not birth.STARTS.isdisjoint(told):
        yield from birth.dates_of_birth(plain)
    if "+" in plain:
        yield from location.plus_codes(plain, reading.cased)


def _long_numbers(reading: Reading, told: Set[str]) -> Iterator[Hit]:
    plain = reading.plain
    yield from numbers.insurance_numbers(plain)
    yield from numbers.driving_licences(plain)
    yield from location.grid_references(plain, reading.cased)
    yield from bank.accounts(plain, named=not bank.STARTS.isdisjoint(told))
    if not contact.TOLD_STARTS.isdisjoint(told):
        yield from contact.told_to_ring(plain)
    if "." in plain or "\u00b0" in plain:
        yield from location.coordinates(plain)
        if "ip" in told:
            yield from numbers.ip_addresses(plain)
    if not _PASSPORT.isdisjoint(told):
        yield from numbers.passports(plain)
    if _TEN_DIGITS.search(plain):
        yield from contact.phones(plain)
        yield from numbers.nhs_numbers(plain)
        yield from numbers.upns(plain)
        yield from bank.cards_and_ibans(plain)
    elif "+" in plain:
        yield from contact.phones_abroad(plain)


_STRENGTH = {"certain": 0, "likely": 1, "possible": 2}


def _once(hits: list[Hit]) -> list[Hit]:
    """Of finds that overlap the surer one, then the longer; hits are in the order of their start."""
    kept: list[Hit] = []
    for hit in hits:
        if kept and hit.start < kept[-1].end:
            if _rank(hit) < _rank(kept[-1]):
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


def _rank(hit: Hit) -> tuple[int, int]:
    return _STRENGTH[hit.sure], hit.start - hit.end
