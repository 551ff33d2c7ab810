"""Text as it was written, with the signs in it that cannot be seen or turn it round shown by their names."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Every other sign that turns the text round or cannot be seen is shown by its name.
_SEEN_AS_IS = "\n\t\u200d\u200c"
_UNSEEN = frozenset({"Cf", "Cc", "Cs"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text, or, `hidden`, the name of a sign that cannot be seen."""

    text: str
    hidden: bool = False


def pieces(text: str) -> tuple[Piece, ...]:
    """The text in order."""
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    plain = ""
    for sign in text:
        if unicodedata.category(sign) in _UNSEEN and sign not in _SEEN_AS_IS:
            if plain:
                yield Piece(plain)
            plain = ""
            yield Piece(f"U+{ord(sign):04X}", hidden=True)
        else:
            plain += sign
    if plain:
        yield Piece(plain)
