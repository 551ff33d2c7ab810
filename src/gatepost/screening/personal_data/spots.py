"""A spot that anybody can find: the corner of two streets, a bench behind a shop on a street."""

import re
from collections.abc import Iterator

from gatepost.screening.finding import Sure
from gatepost.screening.personal_data.hit import Hit
from gatepost.screening.personal_data.words import WORDS, either
from gatepost.screening.reading import Reading

_SURE = WORDS["street"]["sure"]
_STREET = (
    _SURE | WORDS["street"]["plainly"] | {"close", "way", "hill", "row", "walk", "park", "place", "green", "st", "ln"}
)
_WELSH = WORDS["street"]["welsh"] - {"y", "yr", "pen", "tan", "min", "parc", "pant", "dol"}
_NOT_A_NAME = WORDS["street"]["not_a_name"]
_IN_CAPITALS = WORDS["street"]["in_capitals"]
STREETS = _STREET | _WELSH
STARTS = (
    frozenset(("corner", "junction", "crossroads"))
    | WORDS["location"]["spots"]
    | {"stop", "outside", "behind", "opposite"}
)
_BESIDE = either(WORDS["location"]["beside"]).pattern
_SPOT = either(WORDS["location"]["spots"]).pattern
_CORNER = re.compile(
    r"(?<![a-z])(?:corner|junction|crossroads) (?:of|between|with|where) (?:the )?([a-z'. -]{3,40}?)"
    r"(?: and | & | ?/ ?| meets | with | a'r | a )(?:the )?([a-z][a-z'.-]{0,20}(?: [a-z][a-z'.-]{0,20}){1,3})"
)
_BESIDE_SOMETHING = re.compile(
    rf"(?:(?P<spot>{_SPOT}) (?:is |just |right |that's |which is ){{0,2}})?(?:(?P<beside>{_BESIDE}) )?"
    r"(?:the |a |our )?(?:[a-z&'-]{1,20} ){0,4}?(?:on|in|off|along|down|at) (?:the )?$"
)
_PRESENT = either(WORDS["location"]["present"])
_NEAR = 80  # characters around the spot in which somebody may be said to be there
_LONGEST_NAME = 3  # words of a street's name before its kind


def spots(reading: Reading) -> Iterator[Hit]:
    """Spots on streets: likely where the text says that somebody is, or will be, there, else only possible."""
    plain = reading.plain
    for match in _CORNER.finditer(plain):
        second = _street_end(reading, match.start(2), match.end(2))
        last = match[1].rsplit(" ", 1)[-1].strip(".")
        capital = reading.cased[match.start(1)].isupper()
        if second and (last in STREETS or capital or match[1].split(" ", 1)[0] in _WELSH):
            yield _spot(plain, match.start(), second)
    last_end = 0
    for number, word in enumerate(reading.words):
        if word not in STREETS:
            continue
        first, end = _name_around(reading, number)
        if first is None or reading.starts[first] < last_end:
            continue
        at = reading.starts[first]
        start = max(last_end, at - _NEAR)
        found = None
        for beside in _ANY_BESIDE.finditer(plain, start, at):
            found = _BESIDE_SOMETHING.match(plain, beside.start(), at)
            if found and _stop_between(plain, beside.start(), at) is False:
                break
            found = None
        if found is None:
            continue
        present = _is_present(plain, found.start(), end)
        if not present and not (found["spot"] and found["beside"]):
            continue
        last_end = end
        yield _spot(plain, found.start(), end)


_ANY_BESIDE = re.compile(rf"{_SPOT}|{_BESIDE}")
_STOP = re.compile(r"[.!?](?: |$)|\n")


def _stop_between(plain: str, start: int, end: int) -> bool:
    return _STOP.search(plain, start, end) is not None


def _name_around(reading: Reading, number: int) -> tuple[int | None, int]:
    """The number of the first word of a street's name and the place after it; its kind is the word of `number`."""
    words = reading.words
    if words[number] in _WELSH:
        following = number + 1
        if following < len(words) and reading.capital(number) and reading.capital(following):
            return number, reading.ends[following]
        return None, 0
    first = number
    while first and number - first < _LONGEST_NAME:
        word = words[first - 1]
        if reading.starts[first] - reading.ends[first - 1] > 2:
            break
        if word in _NOT_A_NAME and not (word in _IN_CAPITALS and reading.capital(first - 1)):
            break
        if first < number and reading.capital(first) and not reading.capital(first - 1):
            break
        first -= 1
    if first == number or not (reading.capital(number - 1) or words[number] in _SURE):
        return None, 0
    return first, reading.ends[number]


def _street_end(reading: Reading, start: int, end: int) -> int | None:
    """Where the first street ends between two places, if there is one."""
    words = list(re.finditer(r"[a-z'-]+", reading.plain[start:end]))
    if words[0][0] in _WELSH:
        return start + words[1].end() if len(words) > 1 else None
    if words[0][0] in _NOT_A_NAME and not reading.cased[start].isupper():
        return None
    for word in words[1:]:
        if word[0] in STREETS:
            return start + word.end()
    return None


def _is_present(plain: str, start: int, end: int) -> bool:
    return _PRESENT.search(plain, max(0, start - _NEAR), end + _NEAR // 2) is not None


def _spot(plain: str, start: int, end: int) -> Hit:
    present = _is_present(plain, start, end)
    sure: Sure = "likely" if present else "possible"
    why = "This looks like where somebody is or will be." if present else "This may tell where somebody is or will be."
    return Hit("location", start, end, sure, why)
