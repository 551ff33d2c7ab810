"""The contacts that a school publishes of itself: they are nobody's personal data."""

import re
from dataclasses import dataclass
from functools import lru_cache

from gatepost.screening.personal_data.hit import Hit
from gatepost.screening.reading import read
from gatepost.screening.school import School

_NOT_TEXT = re.compile(r"[^a-z0-9]+")
_NOT_DIGIT = re.compile(r"[^0-9]")


@dataclass(frozen=True, slots=True)
class Published:
    """A school's contacts and the lines of its address, each folded so that no way of writing it matters."""

    contacts: frozenset[str]
    address: tuple[str, ...]


@lru_cache(maxsize=64)
def published(school: School) -> Published:
    """What a school publishes, folded."""
    contacts = {_folded(contact) for contact in school.contacts} | {_number(contact) for contact in school.contacts}
    return Published(frozenset(contacts - {""}), tuple(filter(None, map(_folded, school.address))))


def is_published(plain: str, hit: Hit, known: Published) -> bool:
    """Whether what was found is a contact or the address of the school itself."""
    written = plain[hit.start : hit.end]
    if hit.kind == "phone":
        return _number(written) in known.contacts
    if hit.kind == "address":
        folded = _folded(written)
        return any(folded in line or line in folded for line in known.address if len(line) > 5)
    return hit.kind in ("e-mail", "postcode") and _folded(written) in known.contacts


def _folded(text: str) -> str:
    return _NOT_TEXT.sub("", read(text).plain)


def _number(text: str) -> str:
    plain = read(text).plain
    main = re.split("[ ,]*(?:ext|x)", plain)[0]
    digits = _NOT_DIGIT.sub("", main.replace("o", "0") if main and main[0] in "o0+(" else main)
    if len(digits) < 9:
        return ""
    if plain.lstrip(" (").startswith("+44") or digits.startswith(("0044", "447")):
        digits = "0" + re.sub("^(?:00)?44", "", digits).lstrip("0")
    return digits
