"""Places exact to the metre: what3words, coordinates, grid references, links to a map."""

import re
from collections.abc import Iterable, Iterator

from gatepost.screening.personal_data.hit import Hit, ahead
from gatepost.screening.personal_data.words import NEAR, WORDS

_THREE_WORDS = re.compile(r"///? ?([a-z]{3,20})[.\u3002]([a-z]{3,20})[.\u3002]([a-z]{3,20})(?![a-z])")
_THREE_WORDS_TOLD = re.compile(
    r"(?:what3words|w3w|what three words)(?:\.com|\.co)?[ :/,\-a-z]{0,24}?[ :/]([a-z]{3,20}\.[a-z]{3,20}\."
    r"[a-z]{3,20})(?![a-z])"
)
_COORDINATES = re.compile(
    r"[0-9](?<![0-9.].)[0-9]?\.[0-9]{3,10}\u00b0? ?[ns]?[, /;]{1,3}(?:long"
    r"(?:itude)?:? ?|lon:? ?|lng:? ?)?-?[0-9]{1,3}\.[0-9]{3,10}(?![0-9])"
)
_DEGREES = re.compile(
    r"[0-9](?<![0-9].)[0-9]?[\u00b0o] ?[0-9]{1,2}['m ] ?[0-9.]{0,6}[\"'s ]{0,2} ?n[, /]{1,3}[0-9]{1,3}[\u00b0o]"
    r" ?[0-9]{1,2}['m ] ?[0-9.]{0,6}[\"'s ]{0,2} ?[we]"
)
_GRID = re.compile(
    r"[0-9](?:(?<=[hnost][a-z].)|(?<=[hnost][a-z] .))(?:[0-9]{2}( ?)[0-9]{3}|[0-9]{3}( ?)[0-9]{4}|[0-9]{4}( ?)[0-9]{5})"
    r"(?![0-9a-z]|[.,][0-9]| (?:m|metres|meters|euros|pounds|points|pts)(?![a-z]))"
)
_GRID_LETTERS = re.compile(r"(?<![a-z0-9#@_/-])([a-z]{2}) ?$")
_GRID_TOLD = re.compile(r"(?<![a-z])(?:grid|os|map|maps|coordinates|co-ordinates|pin|location|meet|camp|tent)(?![a-z])")
_PLUS = re.compile(
    r"\+(?<=[23456789cfghjmpqrvwx]{4}.)[23456789cfghjmpqrvwx]{2,3}(?![a-z0-9+])(?P<town>,? {1,2}[a-z]{3,20})?"
)
_PLUS_BEFORE = re.compile(r"(?<![a-z0-9+@#])(?:[23456789cfghjmpqrvwx]{4}){1,2}$")
_PLUS_TOLD = re.compile(r"(?<![a-z])(?:plus code|pluscode|pin|location|maps?|phone|tent|camp|meet|spot|place)(?![a-z])")
_WHOLE = 8  # characters before the plus; a short code needs its town
_SQUARES = WORDS["location"]["squares"]
_ALSO_WORDS = frozenset(("tv", "no", "so"))  # in capitals too
_BY_GRID = "This looks like an exact place, by its grid reference."
_MAP_LINK = re.compile(
    r"(?:maps\.app\.goo\.gl|goo\.gl/maps|google\.[a-z.]{2,6}/maps|maps\.google\.[a-z.]{2,6}|maps\.apple\.com"
    r"|w3w\.co|what3words\.com)/[^ \n]{2,200}"
)
STARTS = frozenset(("what3words", "w3w", "coordinates", "gps", "lat", "latitude", "grid", "maps"))


def exact_places(plain: str, words: Iterable[str]) -> Iterator[Hit]:
    """what3words, coordinates, grid references beside a word for them, and links to a place on a map."""
    if "//" in plain:
        for match in _THREE_WORDS.finditer(plain):
            if match[1] not in ("www", "maps", "http", "https") and (
                match[0].startswith("///") or plain[match.start() - 1 : match.start()] != ":"
            ):
                yield Hit("location", *match.span(), "likely", "This looks like an exact place, in three words.")
    told = not STARTS.isdisjoint(words)
    if told:
        for match in _THREE_WORDS_TOLD.finditer(plain):
            yield Hit("location", *match.span(1), "likely", "This looks like an exact place, in three words.")
    if "goo.gl" in plain or "maps" in plain or "w3w.co" in plain or "what3words.com" in plain:
        for match in _MAP_LINK.finditer(plain):
            yield Hit("location", *match.span(), "possible", "This link may show an exact place on a map.")


def grid_references(plain: str, cased: str) -> Iterator[Hit]:
    """References to the national grid, `SH 613 544`: in one piece or in small letters beside a word for a place."""
    for match in _GRID.finditer(plain):
        letters = _GRID_LETTERS.search(plain, max(0, match.start() - 4), match.start())
        if letters is None or letters[1] not in _SQUARES:
            continue
        start, end = letters.start(1), match.end()
        before = ahead(plain, start, 40)
        told = _GRID_TOLD.search(before) is not None
        plainly = cased[start:end].isupper() and letters[1] not in _ALSO_WORDS
        if not told and (NEAR["thing"].search(before) or not plainly):
            continue
        if told or any(match.groups()):
            yield Hit("location", start, end, "likely", _BY_GRID)
        elif before.endswith((" at ", "at: ")):
            yield Hit("location", start, end, "possible", "This may be an exact place, by its grid reference.")


def plus_codes(plain: str, cased: str) -> Iterator[Hit]:
    """Plus codes, whole (`9C3X987C+CJX`) or short with their town (`987C+CJ Askwick`)."""
    for match in _PLUS.finditer(plain):
        before = _PLUS_BEFORE.search(plain, max(0, match.start() - 10), match.start())
        if before is None:
            continue
        start = before.start()
        end = match.start("town") if match["town"] else match.end()
        code = cased[start:end]
        if not code.isupper() or code.isalpha() or not any(map(str.isdigit, code)):
            continue
        town = match["town"] is not None and cased[match.end() - len(match["town"].lstrip(", "))].isupper()
        why = "This looks like an exact place, by its plus code."
        if match.start() - start == _WHOLE:
            yield Hit("location", start, end, "likely", why)
        elif town:
            yield Hit("location", start, match.end(), "likely", why)
        elif _PLUS_TOLD.search(ahead(plain, start, 40)):
            yield Hit("location", start, end, "likely", why)
        else:
            yield Hit("location", start, end, "possible", "This may be an exact place, by its plus code.")


def coordinates(plain: str) -> Iterator[Hit]:
    """Degrees of latitude and longitude."""
    for match in _COORDINATES.finditer(plain):
        start = match.start() - (plain[match.start() - 1 : match.start()] == "-")
        yield Hit("location", start, match.end(), "likely", "This looks like an exact place, by its coordinates.")
    for match in _DEGREES.finditer(plain):
        yield Hit("location", *match.span(), "likely", "This looks like an exact place, by its coordinates.")
