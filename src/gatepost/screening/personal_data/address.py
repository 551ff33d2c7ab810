"""Postal addresses: a number with a street, a flat."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set

from gatepost.screening.finding import Sure
from gatepost.screening.personal_data.hit import Hit
from gatepost.screening.personal_data.words import WORDS, either
from gatepost.screening.reading import Reading

_NUMBER = re.compile(
    r"[0-9](?<![0-9a-z].)(?<![0-9][.:,/].)(?<![\u00a3$#].)[0-9]{0,3}[a-h]?(?: ?[/-] ?[0-9]{1,4}[a-h]?)?(?!"
    r"[a-z0-9%:]|[.][0-9])(?=[ ,.]{1,3}[a-z])"
)
_SCORE = re.compile(r"([0-9]{1,3}) ?-([0-9]{1,2})")
_NAME_WORD = re.compile(r"[ ,.]{1,3}([a-z][a-z'-]{0,25}\.?)(?![a-z0-9])")
_HOME_WORDS = frozenset(
    ("live", "lives", "lived", "living", "staying", "stays", "address", "moved", "moving", "home", "at")
)
_ONE_WORD = re.compile(r"[0-9](?<=[a-z:] .)[0-9]{0,3}[a-h]? [a-z]{4,25}(?:,|[ .!]|$)")
_LIVES_AT = re.compile(
    r"(?:live|lives|lived|living|staying|stays|address(?: is)?|moved|moving|home) ?(?:at|to|in|is|:)? ?$"
)
_TOWN = re.compile(r", {0,2}[A-Z][a-z]{2,20}(?![a-z])")
_FLAT = re.compile(
    r"(?<![a-z0-9])(?:flat|apartment|apt|fflat|maisonette)\.? ?(?:no\.? ?)?(?:[0-9]{1,4}[a-z]?|[a-h])(?![a-z0-9])"
)
_PREVIOUS = re.compile(r"([a-z0-9']{1,20})[^a-z0-9']{0,3}$")
HOME_BEFORE = re.compile("(?:" + either(WORDS["street"]["home_before"]).pattern + r")[ :,\-]{0,3}(?:the |our |my )?$")
BEFORE_POSTCODE = 70
_SURE = WORDS["street"]["sure"]
_ORDINARY = WORDS["street"]["ordinary"]
_WELSH = WORDS["street"]["welsh"]
_NOT_A_NAME = WORDS["street"]["not_a_name"]
_NOT_AFTER = WORDS["street"]["not_after"]
_NOT_BEFORE = WORDS["street"]["not_before"]
WELSH_JOINTS = frozenset(("y", "yr", "yn", "ar", "uchaf", "isaf", "fawr", "wen", "goch"))
_PLAIN_WELSH = frozenset(("heol", "ffordd", "stryd", "lon", "clos", "rhodfa", "cwrt", "teras", "cilgant", "gerddi"))
_FLATS = frozenset(("flat", "apartment", "apt", "fflat", "maisonette"))
STREETS = _SURE | _ORDINARY | _WELSH | {f"{kind}'r" for kind in _WELSH} | _FLATS
_EVERYDAY = WORDS["street"]["everyday"]
_IN_CAPITALS = WORDS["street"]["in_capitals"]
_PLAINLY = WORDS["street"]["plainly"]
_TITLES = WORDS["street"]["titles"]
STARTS = STREETS | _HOME_WORDS
_LONGEST_NAME = 4  # words of a street's name
_FIRST_PART = re.compile("['.-]")
_WITH_THE = 2  # words of `the green`
_LONGEST_SMALL = 3  # words of a street's name that is written without capitals
_ENDS = re.compile(
    r" {0,2}(?:[,;)(\n]|[.!?]?(?:\s{0,3}$|[ \n]{1,2}[^a-z0-9 ])|(?:please|pls|plz|thanks|ta|xx?)(?![a-z]))"
)
_AGAIN = re.compile(r" (?:by|after|to|upon|and|or) ([a-z]{2,20})")
_NAMES_A_STREET = re.compile(r"[a-z]{3,20}(?:way|gate|side|mead|fields|croft|holme|hurst|garth|fryd|bryn|haven)")


def addresses(reading: Reading, found: Sequence[Hit], told: Set[str]) -> Iterator[Hit]:
    """Numbers with a street, and flats; `found` are its postcodes in order, `told` its words of STARTS."""
    plain = reading.plain
    codes = [hit.start for hit in found if hit.kind == "postcode"]
    last = 0
    homes = not _HOME_WORDS.isdisjoint(told) and _ONE_WORD.search(plain) is not None
    if homes or not STREETS.isdisjoint(told):
        matches = list(_NUMBER.finditer(plain))
        if not _FLATS.isdisjoint(told):
            matches = sorted((*_FLAT.finditer(plain), *matches), key=re.Match.start)
        for match in matches:
            if match.start() < last:
                continue
            hit = _flat(reading, match, codes) if match.re is _FLAT else _street(reading, match, codes, homes=homes)
            if hit:
                last = hit.end
                yield hit


def _flat(reading: Reading, match: re.Match[str], codes: Sequence[int]) -> Hit | None:
    plain = reading.plain
    start, end = match.span()
    while plain[end : end + 1] in (" ", ","):
        end += 1
    number = _NUMBER.match(plain, end)
    street = _street(reading, number, codes, told=True) if number else None
    if street:
        return Hit("address", start, street.end, street.sure, street.why)
    home = _home(plain, start)
    names, end, kind = street_name(plain, match.end())
    if kind or (names and home and reading.cased[end - len(names[-1])].isupper()):
        return _address(start, end, codes)
    return Hit("address", *match.span(), "possible", "This may tell where somebody lives.") if home else None


def _home(plain: str, start: int) -> bool:
    return HOME_BEFORE.search(plain, max(0, start - 40), start) is not None


def _street(
    reading: Reading, match: re.Match[str], codes: Sequence[int], *, told: bool = False, homes: bool = False
) -> Hit | None:
    plain, start = reading.plain, match.start()
    names, end, kind = street_name(plain, match.end())
    if kind is None:
        return _one_word(reading, start, match.end(), codes) if homes else None
    score = _SCORE.fullmatch(match[0])
    if score and int(score[2]) <= int(score[1]):
        return None
    home = told or _home(plain, start)
    if not home:
        previous = _PREVIOUS.search(plain, max(0, start - 24), start)
        if (previous and previous[1] in _NOT_AFTER) or _says_little(names, kind):
            return None
        if plain[match.end()] == "." and kind not in _SURE:
            return None  # the number of a line: `1. Pretty close`
        if names[0] in _IN_CAPITALS and not _is_new_road(plain, reading.cased, match.end(), end, kind):
            return None
    following = _NAME_WORD.match(plain, end)
    if following and plain[end] != ",":
        if following[1] in _NOT_BEFORE:
            return None
        if kind in ("st", "dr") and reading.cased[following.start(1)].isupper():
            return None  # a saint, a doctor
    if home or _before_a_postcode(end, codes):
        return _address(start, end, codes)
    capitals = all(
        reading.cased[word.start(1)].isupper()
        for word in _NAME_WORD.finditer(plain, match.end(), end)
        if word[1] not in WELSH_JOINTS
    )
    again = _AGAIN.match(plain, end)
    if again and (again[1] == kind or (plain[end + 1 : end + 3] == "by" and not capitals)):
        return None  # `street by street`
    if capitals or (len(names) <= _LONGEST_SMALL and (kind in _SURE or kind in _PLAIN_WELSH)):
        return _address(start, end, codes)
    small = len(names) == _WITH_THE and kind in _ORDINARY and names[0] not in _EVERYDAY
    if not small or (names[0] == "the" and kind in _TITLES) or not _ENDS.match(plain, end):
        return None
    alone = _stands_alone(plain, start)
    if alone and (kind in _PLAINLY or names[0] == "the"):
        return _address(start, end, codes)
    if alone or kind in _PLAINLY:
        return Hit("address", start, end, "possible", "This may be a postal address.")
    return None


def _is_new_road(plain: str, cased: str, at: int, end: int, kind: str) -> bool:
    """Whether `new road`, `back lane` is a street's name, not a road that is new."""
    if cased[at : at + 3].strip(" ,.")[:1].isupper() and (kind in _SURE or kind in _PLAINLY):
        return True
    return plain.count(" ", at, end) == _WITH_THE and _ENDS.match(plain, end) is not None


def _stands_alone(plain: str, start: int) -> bool:
    """Whether nothing but a comma, a bracket or the start of a line stands before it."""
    before = plain[max(0, start - 2) : start].rstrip(" ")
    return not before or before[-1] in ",:;(\n"


def _one_word(reading: Reading, start: int, at: int, codes: Sequence[int]) -> Hit | None:
    """A street whose name is one word, `4 Brynhyfryd`, `12 Kingsway`, after a word for somebody's home."""
    plain = reading.plain
    name = _NAME_WORD.match(plain, at)
    if name is None or not reading.cased[name.start(1)].isupper() or name[1] in _NOT_A_NAME:
        return None
    lives = _LIVES_AT.search(plain, max(0, start - 30), start) is not None
    place = _TOWN.match(reading.cased, name.end(1)) is not None
    if (lives and (place or _NAMES_A_STREET.fullmatch(name[1]))) or (
        place and _NAMES_A_STREET.fullmatch(name[1]) and _home(plain, start)
    ):
        return _address(start, name.end(1), codes)
    return None


def street_name(plain: str, at: int) -> tuple[list[str], int, str | None]:
    """The words of a street's name from a place on, the place after it, and the word that makes it a street."""
    names: list[str] = []
    first = _NAME_WORD.match(plain, at)
    if first is None:
        return names, at, None
    word = _FIRST_PART.split(first[1], 1)[0]
    if word in _WELSH:
        return _welshstreet_name(plain, first)
    end = at
    kind: str | None = None
    while len(names) <= _LONGEST_NAME:
        match = _NAME_WORD.match(plain, end)
        if match is None or (kind and "," in plain[end : match.start(1)]):
            break
        word = match[1].rstrip(".'")
        if names and (word in _SURE or (word in _ORDINARY and kind is None)):
            kind = word
        elif kind or (
            not _NOT_A_NAME.isdisjoint(word.split("-")) and (names or (word != "the" and word not in _IN_CAPITALS))
        ):
            break
        names.append(word)
        end = match.start(1) + len(word)
    return names, end, kind


def _says_little(names: list[str], kind: str) -> bool:
    """Whether it may be a title: `chapter 3 The Island` is none of the addresses such as `7 The Green`."""
    return names[0] == "the" and len(names) == _WITH_THE and kind in _TITLES


def _welshstreet_name(plain: str, first: re.Match[str]) -> tuple[list[str], int, str | None]:
    kind = _FIRST_PART.split(first[1], 1)[0]
    end = first.end(1)
    names = [kind]
    while len(names) < _LONGEST_NAME:
        match = _NAME_WORD.match(plain, end)
        if match is None or "," in plain[end : match.start(1)] or match[1] in _NOT_A_NAME:
            break
        names.append(match[1])
        end = match.end(1)
        if match[1] not in WELSH_JOINTS:
            break
    named = (len(names) > 1 and names[-1] not in ("y", "yr")) or "-" in first[1]
    return names, end, kind if named else None


def _address(start: int, end: int, codes: Sequence[int]) -> Hit:
    code = _before_a_postcode(end, codes)
    sure: Sure = "certain" if code else "likely"
    why = "This is a postal address." if code else "This looks like a postal address."
    return Hit("address", start, end, sure, why)


def _before_a_postcode(end: int, codes: Sequence[int]) -> bool:
    following = bisect_left(codes, end)
    return following < len(codes) and codes[following] - end <= BEFORE_POSTCODE
