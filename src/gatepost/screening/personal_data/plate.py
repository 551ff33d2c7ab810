"""Number plates of the United Kingdom, from the present form back to those that carry no date."""

import re
from collections.abc import Iterator

from gatepost.screening.personal_data.hit import Hit, around
from gatepost.screening.personal_data.words import NEAR, WORDS, first_words

STARTS = first_words(WORDS["near"]["plate"])
SAYS_PART = frozenset(("number", "numberplate", "plate", "plates", "reg", "registration", "regs"))

_ALONE = r"(?![a-z0-9])"
_BESIDE_A_LETTER = re.compile(r"[0-9](?:(?<=[a-z].)|(?=[ -]?[a-z](?![a-z0-9])))")
_PRESENT = re.compile(r"[0-9o](?<=[a-z]{2}.)(?<![a-z0-9]{3}.)[0-9o][ -]?[a-z]{3}" + _ALONE)
_PRESENT_SPACED = re.compile(r"[0-9](?<=[a-z]{2} .)(?<![a-z0-9]{3} .)[0-9] ?[a-z]{3}" + _ALONE)
_PREFIX = re.compile(r"[0-9](?<=[a-hj-npr-y].)(?<![a-z0-9]{2}.)[0-9]{0,2}[ -]?[a-z]{3}" + _ALONE)
_SUFFIX = re.compile(
    r"[0-9](?:(?<=[a-z]{3}[ -].)(?<![a-z0-9][a-z]{3}[ -].)|(?<=[a-z]{3}.))[0-9]{0,2}[ -]?[a-z]" + _ALONE
)
_IRISH = re.compile(r"[1-9](?<=[a-z -].)[0-9]{0,3}" + _ALONE)
_IRISH_LETTERS = re.compile(r"(?<![a-z0-9])(?:[a-z][iz]|[iz][a-z]|[a-z]{1,2}[iz]|[a-z][iz][a-z])[ -]?$")
_LETTERS_FIRST = re.compile(r"(?<![a-z0-9-])[a-z]{1,3}[ -]?[0-9]{1,4}(?!-)" + _ALONE)
_DIGITS_FIRST = re.compile(r"(?<![a-z0-9-])[0-9]{1,4}[ -]?[a-z]{1,3}(?!-)" + _ALONE)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_ROAD = re.compile(r"[abm][0-9]{1,4}")
_MODEL = re.compile(r"[0-9]{3} ?[a-z]|[acegsx][1-9][0-9]0")  # of a car: 320 d, c220
_DISTRICT = re.compile(r"[a-z]{1,2}[0-9]{1,2}")  # the first half of a postcode
_PLACE_BEFORE = re.compile(
    r"(?<![a-z])(?:at|by|from|in|near|on|to|via|flight|flights|bay|room|row|seat|gate|level)[ ]?$"
)
_PARKED_AFTER = re.compile(r" (?:is|was|has|keeps|again|always|who) (?:been |was )?(?:park|block|driv|speed)")
_SAID = r"(?<![a-z])(?:reg|regs|registration|plates?|number ?plates?|rhif cofrestru)(?: no\.?| number)?"
_SAID_BEFORE = re.compile(_SAID + r"(?: (?:is|was|of))?[ :\-(]{1,3}$")
_SAID_PART = re.compile(
    _SAID + r" (?:(?:that|it) )?(?:end|ends|ended|ending|start|starts|started|starting|begin|begins|beginning)"
    r"(?: in| with)?[ :]{1,2}(?P<part>[a-z]{2}[0-9]{2}|[0-9]{0,3} ?[a-z]{3}|[0-9]{1,2} ?[a-z]{1,2})" + _ALONE
)
_THING_REACH = 20  # characters before a code in which a word may say that it is a thing's
_PART = re.compile(r"[a-z]+|[0-9]+")
_VOWEL = re.compile("[aeiouy]")
_SUFFIX_LETTERS = re.compile(r"(?<![a-z0-9])[a-z]{3}[ -]?$")
_WORDS = WORDS["plate"]["not_letters"]
_EVERYDAY = WORDS["plate"]["everyday"]
_MODELS = WORDS["plate"]["models"]
_VEHICLES = WORDS["plate"]["vehicles"]
_COMMON = _WORDS | _EVERYDAY | _MODELS
_FIRST_ISSUED = "02"  # the number of a present plate: March's is the year, September's fifty more
_LAST_ISSUED = "79"
_IS_PLATE = "This is a number plate."
_LOOKS = "This looks like a number plate."
_MAY_BE = "This may be a number plate."
_SHORTEST = 4  # characters of a plate without a date
_FEWEST_DIGITS = 3  # of a Northern Irish plate in small letters
_LONGEST_VEHICLE = 16  # characters from the start of a car's name to a plate
_SAID_REACH = 30  # characters before it in which `reg` and the like may stand
_LONG_ENOUGH = 6  # characters of an older plate whose letters are a word, so that it is one: `n899 pen`


def number_plates(plain: str, cased: str, *, named: bool) -> Iterator[Hit]:
    """Number plates: the present form at sight, older ones in capitals, those without a date after a word for a car.

    In small letters the forms before the present one need such a word: `named` says that the text has one.
    """
    if not named and _BESIDE_A_LETTER.search(plain) is None:
        return
    taken = bytearray(len(plain))  # a mark for each character of a plate
    for match in _PRESENT.finditer(plain):
        start, end = match.start() - 2, match.end()
        if _present_letters(plain[start:end]) and _is_present(plain, cased, start, end, named):
            _take(taken, start, end)
            yield _plate(plain, start, end)
    if named:
        for match in _PRESENT_SPACED.finditer(plain):
            start, end = match.start() - 3, match.end()
            words = plain[start : start + 2] in _COMMON or plain[end - 3 : end] in _WORDS
            if _present_letters(plain[start:end]) and not words and _near(plain, start, end):
                _take(taken, start, end)
                yield _plate(plain, start, end)
    for match in _PREFIX.finditer(plain):
        start, end = match.start() - 1, match.end()
        if _written_as_one(plain, cased, start, end, named):
            _take(taken, start, end)
            yield _plate(plain, start, end)
    for match in _SUFFIX.finditer(plain):
        letters = _SUFFIX_LETTERS.search(plain, max(0, match.start() - 5), match.start())
        if letters and _written_as_one(plain, cased, letters.start(), match.end(), named):
            if plain[match.end() - 1] in "ioquz" and not named:
                continue
            _take(taken, letters.start(), match.end())
            yield _plate(plain, letters.start(), match.end())
    if named:
        yield from _without_date(plain, cased, taken)


def _without_date(plain: str, cased: str, taken: bytearray) -> Iterator[Hit]:
    for part in parts_of_plates(plain):
        if not _overlaps(taken, part.start, part.end):
            _take(taken, part.start, part.end)
            yield part
    for match in _IRISH.finditer(plain):
        letters = _IRISH_LETTERS.search(plain, max(0, match.start() - 5), match.start())
        if letters is None or _overlaps(taken, letters.start(), match.end()):
            continue
        start, end = letters.start(), match.end()
        if _irish_letters(plain, cased, start, match.start(), end) and _near(plain, start, end):
            _take(taken, start, end)
            yield Hit("number-plate", start, end, "likely", _LOOKS)
    for match in (*_LETTERS_FIRST.finditer(plain), *_DIGITS_FIRST.finditer(plain)):
        start, end = match.span()
        if end - start < _SHORTEST or _overlaps(taken, start, end):
            continue
        capitals = cased[start:end].isupper()
        said = _SAID_BEFORE.search(plain, max(0, start - _SAID_REACH), start) is not None
        if said and (capitals or not _everyday(plain, start, end)):
            _take(taken, start, end)
            yield Hit("number-plate", start, end, "likely" if capitals else "possible", _LOOKS if capitals else _MAY_BE)
        elif not _is_elsewhere(plain, start, end) and (_close if capitals else _beside_a_vehicle)(plain, start, end):
            _take(taken, start, end)
            yield Hit("number-plate", start, end, "possible", _MAY_BE)


def parts_of_plates(plain: str) -> Iterator[Hit]:
    """A part that is said to be one: `reg ends xkp`."""
    for match in _SAID_PART.finditer(plain):
        if match["part"][-3:] not in _COMMON:
            yield Hit("number-plate", *match.span("part"), "possible", "This may be a part of a number plate.")


def _irish_letters(plain: str, cased: str, start: int, digits: int, end: int) -> bool:
    """In small letters a word, or what could be a year, is no plate: `kia 2019`, `size 12`."""
    letters = plain[start:digits].rstrip(" -")
    if letters in _MODELS:
        return False
    if cased[start:digits].isupper():
        return True
    return letters not in _COMMON and end - digits >= _FEWEST_DIGITS and not _YEAR.fullmatch(plain, digits, end)


def _everyday(plain: str, start: int, end: int) -> bool:
    """Whether the letters of a code are a word or a unit, or its digits a year."""
    parts = _PART.findall(plain, start, end)
    return any(part in _COMMON or _YEAR.fullmatch(part) for part in parts) or len(parts) != 2


def _beside_a_vehicle(plain: str, start: int, end: int) -> bool:
    """Whether a code in small letters, none of them a vowel, stands right after a car or before `is parked`."""
    if _everyday(plain, start, end) or _VOWEL.search(plain, start, end):
        return False
    if _PARKED_AFTER.match(plain, end):
        return True
    before = plain[max(0, start - _LONGEST_VEHICLE) : start].rstrip(" (,:")
    return before[before.rfind(" ") + 1 :].lstrip("(") in _VEHICLES


def _is_elsewhere(plain: str, start: int, end: int) -> bool:
    """Whether a code is a road, a flight, a room, the half of a postcode, or a model of car."""
    written = plain[start:end]
    if _ROAD.fullmatch(written) or _MODEL.fullmatch(written) or not _MODELS.isdisjoint(_PART.findall(written)):
        return True
    placed = _PLACE_BEFORE.search(plain, max(0, start - 9), start)
    return placed is not None and (_DISTRICT.fullmatch(written) is not None or len(placed[0].strip()) > 2)


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)


def _overlaps(taken: bytearray, start: int, end: int) -> bool:
    return any(taken[start:end])


def _present_letters(written: str) -> bool:
    """I, Q and Z do not stand in front, I and Q not at the end."""
    return not (set(written[:2]) & set("iqz") or set(written[-3:]) & set("iq")) and sum(map(str.isdigit, written)) > 0


def _is_present(plain: str, cased: str, start: int, end: int, named: bool) -> bool:
    """Whether a plate of the present form stands there: in capitals, or joined, or beside a word for a car."""
    if plain[start - 1 : start] in ("@", "#", "_", "/"):
        return False
    issued = _FIRST_ISSUED <= plain[start + 2 : start + 4] <= _LAST_ISSUED and plain[start : start + 2] not in _EVERYDAY
    word = plain[end - 3 : end] in _WORDS
    if named and _near(plain, start, end) and (not word or issued):
        return True
    if NEAR["thing"].search(plain, max(0, start - _THING_REACH), start):
        return False
    if cased[start:end].isupper():
        # A whole text in capitals has words there: `ROOMS AB12 AND CD14`.
        return not word or " " not in plain[start:end] or (issued and not cased[end : end + _THING_REACH].isupper())
    if word:
        return False
    return plain[start:end].isalnum() or _issued_in_small_letters(plain, start, end)


def _written_as_one(plain: str, cased: str, start: int, end: int, named: bool) -> bool:
    """Whether an older plate stands there: in capitals, or beside a word for a car and no road with a word after it."""
    if plain[start - 1 : start] in ("@", "#", "_", "/"):
        return False
    capitals, last = cased[start:end].isupper(), plain[end - 3 : end]
    if named and _near(plain, start, end) and last not in _WORDS:
        road = last in _EVERYDAY and plain[start] in "abm" and plain[start + 1].isdigit()
        return not road and (capitals or last not in _EVERYDAY or end - start > _LONG_ENOUGH)
    spaced_word = " " in plain[start:end] and (last in _WORDS or last in _EVERYDAY)
    return capitals and not spaced_word and NEAR["thing"].search(plain, max(0, start - _THING_REACH), start) is None


def _issued_in_small_letters(plain: str, start: int, end: int) -> bool:
    """Whether `ab12 cde` was issued, and is neither a number with an everyday word nor a part of a longer code."""
    return (
        _FIRST_ISSUED <= plain[start + 2 : start + 4] <= _LAST_ISSUED
        and (plain[start : start + 2] not in _EVERYDAY or _VOWEL.search(plain, end - 3, end) is None)
        and plain[end - 3 : end] not in _EVERYDAY
        and plain[start - 1 : start] not in ("-", ".", ":", "=")
        and plain[end : end + 1] not in ("-", "_", "/", "@", "=")
    )


def _near(plain: str, start: int, end: int) -> bool:
    return NEAR["plate"].search(around(plain, start, end)) is not None


def _close(plain: str, start: int, end: int) -> bool:
    if _PARKED_AFTER.match(plain, end):
        return True
    return NEAR["plate"].search(around(plain, start, end, 24, 4)) is not None


def _plate(plain: str, start: int, end: int) -> Hit:
    told = _near(plain, start, end)
    return Hit("number-plate", start, end, "certain" if told else "likely", _IS_PLATE if told else _LOOKS)
