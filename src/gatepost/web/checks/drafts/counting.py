"""How long a text is to each platform. static/gatepost/counts.js counts the same while somebody types."""

import re
import unicodedata
from dataclasses import dataclass

from gatepost.law.platform_limits import GRAPHEMES, WEIGHTED, Platform, platforms

ADDRESS_COUNTS = 23  # X and Mastodon shorten every address to so many letters
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_JOINER, _KEYCAP = "\u200d", "\u20e3"
# The ranges of which a character counts once on X; every other counts twice.
_LIGHT = ((0x0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))


@dataclass(frozen=True, slots=True)
class Count:
    """How long a text is to one platform. `over`: how much too long, 0 where it fits; `too_many`: pictures beyond those
    that one post takes.
    """

    platform: Platform
    letters: int
    over: int
    too_many: int


def counts(text: str, pictures: int = 0) -> tuple[Count, ...]:
    """The text on every platform, in the order of the file of limits."""
    found = []
    for one in platforms().values():
        letters = letters_for(one, text)
        over = max(0, letters - one.letters)
        if one.bytes and not over:
            over = max(0, len(text.encode()) - one.bytes)
        found.append(Count(one, letters, over, max(0, pictures - one.pictures)))
    return tuple(found)


def letters_for(platform: Platform, text: str) -> int:
    """How long a text is in what the platform counts."""
    if platform.counts == GRAPHEMES:
        return len(graphemes(text))
    addresses = len(_ADDRESS.findall(text))
    rest = graphemes(_ADDRESS.sub("", text))
    own = sum(map(_weight, rest)) if platform.counts == WEIGHTED else len(rest)
    return own + addresses * ADDRESS_COUNTS


def graphemes(text: str) -> list[str]:
    """The text in what a reader sees as single signs: letters with their accents, flags, joined emoji.

    A plain reading of Unicode's rules (UAX 29), of what NFC composes.
    """
    found: list[str] = []
    flags = 0
    for sign in unicodedata.normalize("NFC", text):
        before = found[-1] if found else ""
        if before and _joins(before, sign, flags):
            found[-1] += sign
        else:
            found.append(sign)
        flags = flags + 1 if _is_flag(sign) else 0
    return found


def _joins(before: str, sign: str, flags: int) -> bool:
    if before in ("\r", "\n") or sign in ("\r", "\n"):
        return before == "\r" and sign == "\n"
    if unicodedata.category(sign) in ("Mn", "Me", "Mc") or sign in (_JOINER, _KEYCAP):
        return True
    if 0x1F3FB <= ord(sign) <= 0x1F3FF or 0xE0020 <= ord(sign) <= 0xE007F:  # colours of skin; the tags of flags
        return True
    if before.endswith(_JOINER):
        return unicodedata.category(sign) == "So"
    return _is_flag(sign) and flags % 2 == 1


def _is_flag(sign: str) -> bool:
    return 0x1F1E6 <= ord(sign) <= 0x1F1FF


def _weight(grapheme: str) -> int:
    if len(grapheme) > 1 and any(unicodedata.category(one) == "So" for one in grapheme):
        return 2  # an emoji counts two however many signs it is made of
    return sum(1 if any(low <= ord(one) <= high for low, high in _LIGHT) else 2 for one in grapheme)
