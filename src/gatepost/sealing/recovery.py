"""Recovery by any two cards: a compartment's private key is made, sealed to each pair of holders, and forgotten."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from secrets import token_bytes
from typing import Any

from gatepost.sealing.card import Card, CardPublic
from gatepost.sealing.cipher import decrypt, encrypt
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.keyring import BOX_BYTES, PrivateKey, PublicKey, new_pair, opened_by, sealed_to
from gatepost.sealing.secret import KEY_BYTES, require_bytes

__all__ = ["Card", "CardPublic", "Compartment", "Envelope", "cut", "recover", "recut"]

ENVELOPE = b"\x61"

FEWEST_CARDS = 2
MOST_CARDS = 5
SHARE_BYTES = 80  # a sealed box of 32 bytes
LONGEST_JSON = 20_000  # characters; five cards take about 6,000

_VERSION = 1
_NOT_ONE = "this is no compartment, or it is damaged"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What two cards open together: the recovery key in `box`, and for each card, lower number first, its share."""

    first: int
    second: int
    shares: tuple[bytes, bytes] = field(repr=False)
    box: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if type(self.first) is not int or type(self.second) is not int:
            raise TypeError("the numbers of cards are whole numbers")
        if not self.first < self.second:
            raise ValueError("an envelope is for two different cards, the lower number first")
        for share in self.shares:
            require_bytes(share, SHARE_BYTES)
        require_bytes(self.box, BOX_BYTES)


@dataclass(frozen=True, slots=True)
class Compartment:
    """A recovery key's public half and an envelope for each pair of cards; nothing in it is secret.

    Raises ValueError unless there are 2 to 5 different cards and exactly one envelope for each two of them.
    """

    public: PublicKey
    envelopes: tuple[Envelope, ...]
    cards: tuple[CardPublic, ...]

    def __post_init__(self) -> None:
        _require_cards(self.cards)
        pairs = [(one.number, other.number) for one, other in combinations(self.cards, 2)]
        if [(envelope.first, envelope.second) for envelope in self.envelopes] != pairs:
            raise ValueError("a compartment has one envelope for each two of its cards, in their order")

    def to_json(self) -> str:
        """The compartment as one line of JSON; other spaces and another order of keys read back as well."""
        whole = {
            "gatepost-compartment": _VERSION,
            "public": _base64(self.public.raw),
            "cards": [{"number": card.number, "public": _base64(card.public.raw)} for card in self.cards],
            "envelopes": [
                {
                    "first": envelope.first,
                    "second": envelope.second,
                    "shares": [_base64(share) for share in envelope.shares],
                    "box": _base64(envelope.box),
                }
                for envelope in self.envelopes
            ],
        }
        return json.dumps(whole, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Compartment":
        """What `to_json` gave; raises ValueError for anything else."""
        if len(text) > LONGEST_JSON:
            raise ValueError(_NOT_ONE)
        try:
            whole = json.loads(text, object_pairs_hook=_without_doubles)
            compartment = _compartment(whole)
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            raise ValueError(_NOT_ONE) from None
        if json.loads(compartment.to_json()) != whole:  # a key too many, a share too many, base64 spelt otherwise
            raise ValueError(_NOT_ONE)
        return compartment


def cut(cards: Sequence[CardPublic]) -> Compartment:
    """A compartment with a new key, which no one has seen, for 2 to 5 cards; raises ValueError."""
    return recut(new_pair(), cards)


def recut(private: PrivateKey, cards: Sequence[CardPublic]) -> Compartment:
    """The same key for other cards; raises ValueError. Cards of an older cut still open that cut, where it is kept."""
    ordered = tuple(sorted(cards, key=lambda card: card.number))
    _require_cards(ordered)
    public = private.public
    envelopes = tuple(_envelope(private, public, one, other) for one, other in combinations(ordered, 2))
    return Compartment(public, envelopes, ordered)


def recover(compartment: Compartment, card: Card, other: Card) -> PrivateKey:
    """The private key, by two of the compartment's cards in either order; raises CannotOpen."""
    low, high = sorted((card, other), key=lambda one: one.number)
    for envelope in compartment.envelopes:
        if (envelope.first, envelope.second) == (low.number, high.number):
            shares = opened_by(low.secret, envelope.shares[0]), opened_by(high.secret, envelope.shares[1])
            associated = _associated(compartment.public, low.public, high.public)
            private = PrivateKey(decrypt(_joined(*shares), envelope.box, associated))
            if private.public == compartment.public:
                return private
    raise CannotOpen


def _envelope(private: PrivateKey, public: PublicKey, low: CardPublic, high: CardPublic) -> Envelope:
    shares = token_bytes(KEY_BYTES), token_bytes(KEY_BYTES)
    box = encrypt(_joined(*shares), private.raw, _associated(public, low, high))
    return Envelope(low.number, high.number, (sealed_to(low.public, shares[0]), sealed_to(high.public, shares[1])), box)


def _associated(public: PublicKey, low: CardPublic, high: CardPublic) -> bytes:
    cards = b"".join(bytes([card.number]) + card.public.raw for card in (low, high))
    return ENVELOPE + public.raw + cards


def _joined(one: bytes, other: bytes) -> bytes:
    """Either share alone says nothing about the key: each is drawn at random."""
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _require_cards(cards: Sequence[CardPublic]) -> None:
    if not FEWEST_CARDS <= len(cards) <= MOST_CARDS:
        raise ValueError(f"a compartment is for {FEWEST_CARDS} to {MOST_CARDS} cards, not {len(cards)}")
    numbers = [card.number for card in cards]
    if numbers != sorted(set(numbers)):
        raise ValueError("the cards of a compartment have different numbers, in their order")
    if len({card.public for card in cards}) < len(cards):
        raise ValueError("two of the cards are the same card")


def _compartment(whole: Any) -> Compartment:
    """Whatever shape it has: what is wrong raises one of the errors that `from_json` catches, there or in the end."""
    if type(whole["gatepost-compartment"]) is not int:
        raise ValueError(_NOT_ONE)
    return Compartment(
        PublicKey(base64.b64decode(whole["public"])),
        tuple(
            Envelope(
                one["first"],
                one["second"],
                (base64.b64decode(one["shares"][0]), base64.b64decode(one["shares"][1])),
                base64.b64decode(one["box"]),
            )
            for one in whole["envelopes"]
        ),
        tuple(CardPublic(one["number"], PublicKey(base64.b64decode(one["public"]))) for one in whole["cards"]),
    )


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(_NOT_ONE)
    return found


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
