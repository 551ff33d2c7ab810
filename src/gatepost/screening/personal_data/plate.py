"""Number plates of the United Kingdom, from the present form back to those that carry no date."""

import re
from collections.abc import Iterator

from gatepost.screening.personal_data.hit import Hit, around
from gatepost.screening.personal_data.words import NEAR, WORDS, first_words

STARTS = first_words(WORDS["near"]["plate"])

_ALONE = r"(?![a-z0-9])"
_BESIDE_A_LETTER = re.compile(r"[0-9](?:(?<=[a-z].)|(?=[ -]?[a-z](?![a-z0-9])))")
_PRESENT = re.compile(r"[0-9o](?<=[a-z]{2}.)(?<![a-z0-9]{3}.)[0-9o][ -]?[a-z]{3}" + _ALONE)
_PRESENT_SPACED = re.compile(r"[0-9](?<=[a-z]{2} .)(?<![a-z0-9]{3} .)[0-9] ?[a-z]{3}" + _ALONE)
_PREFIX = re.compile(r"[0-9](?<=[a-hj-npr-y].)(?<![a-z0-9]{2}.)[0-9]{0,2}[ -]?[a-z]{3}" + _ALONE)
_SUFFIX = re.compile(r"[0-9](?<=[a-z]{3}[ -].|.[a-z]{3}.)(?<![a-z0-9][a-z]{3}[ -].)[0-9]{0,2}[ -]?[a-z]" + _ALONE)
_IRISH = re.compile(r"[1-9](?<=[a-z ].)[0-9]{0,3}" + _ALONE)
_IRISH_LETTERS = re.compile(r"(?<![a-z0-9])(?:[a-z][iz]|[iz][a-z]|[a-z]{1,2}[iz]|[a-z][iz][a-z]) ?$")
_LETTERS_FIRST = re.compile(r"(?<![a-z0-9])[a-z]{1,3} ?[0-9]{1,4}" + _ALONE)
_DIGITS_FIRST = re.compile(r"(?<![a-z0-9])[0-9]{1,4} ?[a-z]{1,3}" + _ALONE)
_SUFFIX_LETTERS = re.compile(r"(?<![a-z0-9])[a-z]{3}[ -]?$")
_WORDS = WORDS["plate"]["not_letters"]
_EVERYDAY = WORDS["plate"]["everyday"]
_FIRST_ISSUED = "02"  # the number of a present plate: March's is the year, September's fifty more
_LAST_ISSUED = "79"
_IS_PLATE = "This is a number plate."
_LOOKS = "This looks like a number plate."
_MAY_BE = "This may be a number plate."


def number_plates(plain: str, cased: str, *, named: bool) -> Iterator[Hit]:
    """Number plates: the present form at sight, older ones in capitals, those without a date after a word for a car.

    In small letters the forms before the present one need such a word: `named` says that the text has one.
    """
    if not named and _BESIDE_A_LETTER.search(plain) is None:
        return
    spans: list[tuple[int, int]] = []
    for match in _PRESENT.finditer(plain):
        start, end = match.start() - 2, match.end()
        if _present_letters(plain[start:end]) and _written_as_one(plain, cased, start, end, named):
            spans.append((start, end))
            yield _plate(plain, start, end)
    if named:
        for match in _PRESENT_SPACED.finditer(plain):
            start, end = match.start() - 3, match.end()
            if _present_letters(plain[start:end]) and plain[end - 3 : end] not in _WORDS and _near(plain, start, end):
                spans.append((start, end))
                yield _plate(plain, start, end)
    for match in _PREFIX.finditer(plain):
        start, end = match.start() - 1, match.end()
        if _written_as_one(plain, cased, start, end, named, strict=True):
            spans.append((start, end))
            yield _plate(plain, start, end)
    for match in _SUFFIX.finditer(plain):
        letters = _SUFFIX_LETTERS.search(plain, max(0, match.start() - 5), match.start())
        if letters and _written_as_one(plain, cased, letters.start(), match.end(), named, strict=True):
            if plain[match.end() - 1] in "ioquz" and not named:
                continue
            spans.append((letters.start(), match.end()))
            yield _plate(plain, letters.start(), match.end())
    if named:
        yield from _without_date(plain, cased, spans)


def _without_date(plain: str, cased: str, taken: list[tuple[int, int]]) -> Iterator[Hit]:
    for match in _IRISH.finditer(plain):
        letters = _IRISH_LETTERS.search(plain, max(0, match.start() - 5), match.start())
        if letters is None or _overlaps(taken, letters.start(), match.end()):
            continue
        if cased[letters.start() : match.start()].isupper() and _near(plain, letters.start(), match.end()):
            taken.append((letters.start(), match.end()))
            yield Hit("number-plate", letters.start(), match.end(), "likely", _LOOKS)
    for match in (*_LETTERS_FIRST.finditer(plain), *_DIGITS_FIRST.finditer(plain)):
        written = cased[match.start() : match.end()]
        if not written.isupper() or len(written) < 4 or _overlaps(taken, *match.span()):
            continue
        if _close(plain, *match.span()):
            taken.append(match.span())
            yield Hit("number-plate", *match.span(), "possible", _MAY_BE)


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in taken[-50:])


def _present_letters(written: str) -> bool:
    """I, Q and Z do not stand in front, I and Q not at the end."""
    return not (set(written[:2]) & set("iqz") or set(written[-3:]) & set("iq")) and sum(map(str.isdigit, written)) > 0


def _written_as_one(plain: str, cased: str, start: int, end: int, named: bool, *, strict: bool = False) -> bool:
    """Whether it stands there as a plate does: in capitals, or joined, or beside a word for a car."""
    if plain[start - 1 : start] in ("@", "#", "_", "/"):
        return False
    capitals = cased[start:end].isupper()
    if named and _near(plain, start, end) and (capitals or plain[end - 3 : end] not in _WORDS):
        return True
    if capitals:
        return plain[end - 3 : end] not in _WORDS or " " not in plain[start:end]
    if strict or plain[end - 3 : end] in _WORDS:
        return False
    return plain[start:end].isalnum() or _issued_in_small_letters(plain, start, end)


def _issued_in_small_letters(plain: str, start: int, end: int) -> bool:
    """Whether `ab12 cde` was issued, and is neither a number with an everyday word nor a part of a longer code."""
    return (
        _FIRST_ISSUED <= plain[start + 2 : start + 4] <= _LAST_ISSUED
        and plain[start : start + 2] not in _EVERYDAY
        and plain[end - 3 : end] not in _EVERYDAY
        and plain[start - 1 : start] not in ("-", ".", ":", "=")
        and plain[end : end + 1] not in ("-", "_", "/", "@", "=")
    )


def _near(plain: str, start: int, end: int) -> bool:
    return NEAR["plate"].search(around(plain, start, end)) is not None


def _close(plain: str, start: int, end: int) -> bool:
    return NEAR["plate"].search(around(plain, start, end, 24, 4)) is not None


def _plate(plain: str, start: int, end: int) -> Hit:
    told = _near(plain, start, end)
    return Hit("number-plate", start, end, "certain" if told else "likely", _IS_PLATE if told else _LOOKS)
