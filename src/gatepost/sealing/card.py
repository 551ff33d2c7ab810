"""A holder's card: a private key on paper, written so that a slip of the pen is found with its place."""

import hashlib
import unicodedata
from dataclasses import dataclass

from gatepost.sealing.faults import CardFault
from gatepost.sealing.keyring import PrivateKey, PublicKey, new_pair
from gatepost.sealing.secret import KEY_BYTES

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U
GROUPS = 20
GROUPS_OF_A_LINE = 4
HIGHEST_NUMBER = 255

_LONGEST = 1000  # characters of what is typed
_SYMBOLS = 3  # of a group; its fourth checks them
_CHECK_BITS = 36  # of the whole card: with number and key they fill the groups, 20 times 15 bits
_READ_AS = {**{symbol: value for value, symbol in enumerate(ALPHABET)}, "O": 0, "I": 1, "L": 1}
# Factors in the field of 32 elements: all differ, so a wrong symbol or two in the wrong order never fit, and `_PLACE`
# times the number of the group tells a group that stands elsewhere.
_FACTORS = (2, 4, 8)
_PLACE = 16


@dataclass(frozen=True, slots=True)
class CardPublic:
    """What the server keeps of a card: its number, 1 to 255, and its public key. Raises TypeError and ValueError."""

    number: int
    public: PublicKey

    def __post_init__(self) -> None:
        _require_number(self.number)


@dataclass(frozen=True, slots=True)
class Card:
    """A numbered card, 1 to 255, with its private key. Raises TypeError and ValueError."""

    number: int
    secret: PrivateKey

    def __post_init__(self) -> None:
        _require_number(self.number)

    @classmethod
    def new(cls, number: int) -> "Card":
        """A card with a key drawn at random."""
        return cls(number, new_pair())

    @property
    def public(self) -> CardPublic:
        """What the server keeps of it."""
        return CardPublic(self.number, self.secret.public)

    @property
    def groups(self) -> tuple[str, ...]:
        """The 20 groups of 4 that are printed, the first being group 1."""
        body = bytes([self.number]) + self.secret.raw
        bits = int.from_bytes(body, "big") << _CHECK_BITS | _check_of_card(body)
        groups = []
        for number in range(GROUPS):
            bits_of_group = bits >> 5 * _SYMBOLS * (GROUPS - 1 - number)
            values = [bits_of_group >> 5 * (_SYMBOLS - 1 - place) & 31 for place in range(_SYMBOLS)]
            groups.append("".join(ALPHABET[value] for value in (*values, _check_of_group(number, values))))
        return tuple(groups)

    @property
    def printed(self) -> str:
        """The groups in five lines of four, for paper or a QR code; `read` reads it back."""
        lines = [self.groups[at : at + GROUPS_OF_A_LINE] for at in range(0, GROUPS, GROUPS_OF_A_LINE)]
        return "\n".join(" ".join(line) for line in lines)

    @classmethod
    def read(cls, typed: str) -> "Card":
        """The card that was printed so, with or without spaces, hyphens and capitals; raises CardFault."""
        values = _values(typed)
        faulty = [
            at // 4 + 1 for at in range(0, len(values), 4) if not _fits(at // 4, values[at : at + 4])
        ]  # counted from 1, as on the card
        if len(values) != 4 * GROUPS:
            raise CardFault(_of_length(len(values), faulty))
        if faulty:
            raise CardFault(_of_groups(faulty))
        bits = 0
        for at, value in enumerate(values):
            if at % 4 < _SYMBOLS:
                bits = bits << 5 | value  # type: ignore[operator]  # a group with None in it is faulty
        body = (bits >> _CHECK_BITS).to_bytes(1 + KEY_BYTES, "big")
        if bits & ((1 << _CHECK_BITS) - 1) != _check_of_card(body) or not body[0]:
            raise CardFault("The groups do not belong to one card. Compare each of them with the card.")
        return cls(body[0], PrivateKey(body[1:]))


def _values(typed: str) -> list[int | None]:
    """The value of every symbol, None for what is on no card; spaces and dashes are left out."""
    if len(typed) > _LONGEST:
        raise CardFault(f"This is longer than a card, which has {GROUPS} groups of 4.")
    kept = [c for c in typed if not c.isspace() and unicodedata.category(c) not in ("Pd", "Cf", "Cc")]
    if not kept:
        raise CardFault(f"Type the {GROUPS} groups of 4 that are on the card.")
    return [_READ_AS.get(c.upper()) for c in kept]


def _fits(group: int, values: list[int | None]) -> bool:
    known = [value for value in values if value is not None]
    return len(known) == _SYMBOLS + 1 and _check_of_group(group, known[:_SYMBOLS]) == known[_SYMBOLS]


def _of_length(found: int, faulty: list[int]) -> str:
    wanted = 4 * GROUPS
    much = f"{wanted - found} too few" if found < wanted else f"{found - wanted} too many"
    where = f" Group {faulty[0]} is the first that does not fit." if faulty else ""
    return f"The card has {wanted} letters and digits; these are {much}.{where}"


def _of_groups(faulty: list[int]) -> str:
    if len(faulty) == 1:
        return f"Group {faulty[0]} is mistyped. Compare it with the card."
    if len(faulty) > GROUPS // 2:
        return "Most groups do not fit. See that they are typed in order, from the first line to the last."
    *others, last = faulty
    return f"Groups {', '.join(map(str, others))} and {last} are mistyped. Compare them with the card."


def _check_of_group(group: int, values: list[int]) -> int:
    check = _times(_PLACE, group)
    for factor, value in zip(_FACTORS, values, strict=True):
        check ^= _times(factor, value)
    return check


def _times(one: int, other: int) -> int:
    """The product in the field of 32 elements, modulo x^5 + x^2 + 1."""
    product = 0
    for bit in range(5):
        if other >> bit & 1:
            product ^= one << bit
    for bit in range(8, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << bit - 5
    return product


def _check_of_card(body: bytes) -> int:
    digest = hashlib.blake2b(body, digest_size=8, person=b"gatepost card 1").digest()
    return int.from_bytes(digest, "big") >> 64 - _CHECK_BITS


def _require_number(number: int) -> None:
    if type(number) is not int:
        raise TypeError(f"the number of a card is a whole number, not {type(number).__name__}")
    if not 1 <= number <= HIGHEST_NUMBER:
        raise ValueError(f"the number of a card is 1 to {HIGHEST_NUMBER}")
