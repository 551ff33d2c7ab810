"""Postcodes of the United Kingdom."""

import re
from collections.abc import Iterator

from gatepost.screening.personal_data.hit import Hit
from gatepost.screening.personal_data.words import POSTCODE_AREAS

_INWARD = re.compile(r"[0-9o][abd-hjlnp-uw-z0]{2}(?![a-z0-9])")
_OUTWARD = re.compile(r"(?<![a-z0-9@#_/])([a-z0]{1,2}) ?([0-9oi][0-9a-z]?)[ \-._\t]{0,3}$")
_TOLD = re.compile(r"(?:post ?code|cod post|zip)[ :=\-]{0,3}(?:is )?$")
_ORDINALS = frozenset(("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "0th"))
_GIRO = re.compile(r"(?<![a-z0-9])(?:gir ?0aa|bfpo ?[0-9]{1,4})(?![a-z0-9])")


def postcodes(plain: str, cased: str) -> Iterator[Hit]:
    """UK postcodes whose first letters are those of a postal town, also with O for 0, and Forces' post (BFPO)."""
    for match in _INWARD.finditer(plain):
        start, end = match.span()
        if start and plain[start - 1] not in " -._\t" and not plain[start - 1].isalnum():
            continue
        outward = _OUTWARD.search(plain, max(0, start - 8), start)
        if outward is None or not _is_outward(outward[1], outward[2]):
            continue
        written = cased[outward.start() : end]
        if outward.end(1) < outward.start(2) and not written.isupper():
            continue
        digits = sum(c.isdigit() for c in written)
        if digits < 2 and not (digits == 1 and written.isupper() and "o" in plain[outward.start(2) : start + 1]):
            continue
        told = _TOLD.search(plain, max(0, outward.start() - 16), outward.start()) is not None
        if (
            not written.isupper()
            and not told
            and (match[0] in _ORDINALS or plain[start + 1] == "0" or plain[start + 2] == "0")
        ):
            continue
        if not plain[start + 1 : end].isalpha() or (outward[1] in "ym" and match[0] in _ORDINALS):
            continue
        yield Hit("postcode", outward.start(), end, "likely", "This looks like a postcode.")
    if "bfpo" in plain or "gir" in plain:
        yield from forces(plain)


def forces(plain: str) -> Iterator[Hit]:
    """The postcodes of the Forces (BFPO) and the Girobank's, which have a form of their own."""
    for match in _GIRO.finditer(plain):
        yield Hit("postcode", *match.span(), "likely", "This looks like a postcode.")


def _is_outward(area: str, district: str) -> bool:
    if area.replace("0", "o") not in POSTCODE_AREAS:
        return False
    return district[0].isdigit() or district[-1].isdigit()
