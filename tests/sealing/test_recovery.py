"""Any two cards of a cut open it; one alone, a strange one and one left out open nothing."""

import base64
import dataclasses
import json
from functools import reduce
from itertools import combinations
from operator import xor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.sealing.card import Card
from gatepost.sealing.cipher import decrypt, encrypt
from gatepost.sealing.envelope import DataKey
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.keyring import new_pair, opened_by, sealed_to, unwrap, wrap
from gatepost.sealing.recovery import ENVELOPE, Compartment, Envelope, cut, recover, recut
from tests.sealing.damage import damaged, damaged_text

CARDS = [Card.new(number) for number in (1, 2, 5)]
CUT = cut([card.public for card in CARDS])
PRIVATE = recover(CUT, CARDS[0], CARDS[1])


def opens_nothing(compartment: Compartment, card: Card, other: Card) -> None:
    for one, two in ((card, other), (other, card)):
        with pytest.raises(CannotOpen):
            recover(compartment, one, two)


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_every_two_cards_open_and_no_card_alone(number: int) -> None:
    cards = [Card.new(at + 1) for at in range(number)]
    compartment = cut([card.public for card in cards])
    key = DataKey.new()
    wrapped = wrap(key, compartment.public)
    for card, other in combinations(cards, 2):
        assert unwrap(wrapped, recover(compartment, card, other)) == key
        assert unwrap(wrapped, recover(compartment, other, card)) == key
    for card in cards:
        opens_nothing(compartment, card, card)
        opens_nothing(compartment, card, Card.new(card.number % number + 1))  # the number of another, not its key
        for other in cards:
            opens_nothing(compartment, card, Card(other.number, card.secret))


def test_a_strange_card_opens_nothing() -> None:
    for card in CARDS:
        for number in (1, 2, 5, 9):
            opens_nothing(CUT, card, Card.new(number))
    opens_nothing(CUT, Card.new(1), Card.new(2))


@settings(max_examples=25)
@given(st.sets(st.integers(1, 255), min_size=3, max_size=5), st.randoms())
def test_a_card_left_out_of_a_cut_opens_nothing_of_it(numbers: set[int], chance: Any) -> None:
    cards = [Card.new(number) for number in numbers]
    chance.shuffle(cards)
    left_out, *others = cards
    compartment = cut([card.public for card in others])
    for card in others:
        opens_nothing(compartment, left_out, card)
    assert recover(compartment, others[0], others[1]).public == compartment.public


def test_each_cut_has_a_key_of_its_own() -> None:
    again = cut([card.public for card in CARDS])
    assert again.public != CUT.public
    for one, other in combinations(CARDS, 2):
        swapped = dataclasses.replace(again, envelopes=CUT.envelopes)
        opens_nothing(swapped, one, other)


def test_a_lost_card_is_replaced_by_two_others_without_a_new_key() -> None:
    new = Card.new(6)
    kept = [CARDS[0], CARDS[2], new]
    again = recut(PRIVATE, [card.public for card in kept])
    assert again.public == CUT.public
    for card, other in combinations(kept, 2):
        assert recover(again, card, other) == PRIVATE
    for card in kept:
        opens_nothing(again, CARDS[1], card)


def test_two_envelopes_of_one_cut_share_no_bytes() -> None:
    pieces = [piece for envelope in CUT.envelopes for piece in (*envelope.shares, envelope.box)]
    assert len(set(pieces)) == len(pieces)
    assert not [piece for piece in pieces if PRIVATE.raw in piece]


def test_the_order_in_which_cards_are_given_does_not_matter() -> None:
    backwards = cut([card.public for card in reversed(CARDS)])
    assert [card.number for card in backwards.cards] == [1, 2, 5]
    assert recover(backwards, CARDS[2], CARDS[0]).public == backwards.public


@pytest.mark.parametrize(
    ("numbers", "says"),
    [([], "2 to 5 cards, not 0"), ([1], "not 1"), ([1, 2, 3, 4, 5, 6], "not 6"), ([1, 2, 2], "different numbers")],
)
def test_a_cut_is_for_two_to_five_different_cards(numbers: list[int], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        cut([Card.new(number).public for number in numbers])


def test_one_card_under_two_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="the same card"):
        cut([CARDS[0].public, Card(2, CARDS[0].secret).public, CARDS[2].public])


def test_what_one_card_opens_by_itself_is_no_key_however_it_is_put_together() -> None:
    """A thief with one card follows no rule of ours: they open its shares and try them in every combination."""
    for card in CARDS:
        shares = [bytes(32), b"\xff" * 32, card.secret.raw]
        for envelope in CUT.envelopes:
            if card.number in (envelope.first, envelope.second):
                shares.append(opened_by(card.secret, envelope.shares[card.number == envelope.second]))
        assert len(set(shares)) == 5
        tried = {
            bytes(reduce(xor, column, 0) for column in zip(*some, strict=True))
            for number in range(1, 6)
            for some in combinations(shares, number)
        }
        for envelope in CUT.envelopes:
            low, high = (one for one in CARDS if one.number in (envelope.first, envelope.second))
            associated = ENVELOPE + CUT.public.raw
            associated += b"".join(bytes([one.number]) + one.secret.public.raw for one in (low, high))
            for key in tried:
                with pytest.raises(CannotOpen):
                    decrypt(key, envelope.box, associated)
            both = [opened_by(one.secret, share) for one, share in zip((low, high), envelope.shares, strict=True)]
            joined = bytes(map(xor, *both))  # the same way, by two: it does open
            assert decrypt(joined, envelope.box, associated) == PRIVATE.raw


def test_an_envelope_that_holds_another_key_does_not_open() -> None:
    """Whoever can write the database knows every public key, and could put a key of their own into an envelope."""
    low, high = CARDS[0].public, CARDS[1].public
    shares, private = (bytes(32), bytes(32)), new_pair()
    numbered = bytes([low.number]) + low.public.raw + bytes([high.number]) + high.public.raw
    box = encrypt(bytes(32), private.raw, ENVELOPE + CUT.public.raw + numbered)
    forged = Envelope(1, 2, (sealed_to(low.public, shares[0]), sealed_to(high.public, shares[1])), box)
    opens_nothing(dataclasses.replace(CUT, envelopes=(forged, *CUT.envelopes[1:])), CARDS[0], CARDS[1])
    own = dataclasses.replace(CUT, public=private.public, envelopes=(forged, *CUT.envelopes[1:]))
    opens_nothing(own, CARDS[0], CARDS[1])


def test_an_envelope_with_any_byte_changed_does_not_open() -> None:
    envelope = CUT.envelopes[0]
    for at, piece in enumerate((*envelope.shares, envelope.box)):
        for changed in damaged(piece):
            if len(changed) == len(piece):
                pieces = [*envelope.shares, envelope.box]
                pieces[at] = changed
                broken = Envelope(1, 2, (pieces[0], pieces[1]), pieces[2])
                compartment = dataclasses.replace(CUT, envelopes=(broken, *CUT.envelopes[1:]))
                with pytest.raises(CannotOpen):
                    recover(compartment, CARDS[0], CARDS[1])


# As JSON


def test_a_compartment_reads_back_from_its_json() -> None:
    assert Compartment.from_json(CUT.to_json()) == CUT
    assert "\n" not in CUT.to_json()


def test_a_database_may_lay_it_out_anew() -> None:
    laid_out = json.dumps(json.loads(CUT.to_json()), sort_keys=True, indent=1)
    assert Compartment.from_json(laid_out) == CUT


def test_a_compartment_tells_nothing_of_the_key() -> None:
    assert base64.b64encode(PRIVATE.raw).decode() not in CUT.to_json()


def test_damaged_json_is_refused_or_opens_the_same_key_or_none() -> None:
    read = 0
    small = recut(PRIVATE, [card.public for card in CARDS[:2]])
    for text in damaged_text(small.to_json()):
        try:
            compartment = Compartment.from_json(text)
        except ValueError:
            continue
        read += 1
        try:
            assert recover(compartment, CARDS[0], CARDS[1]) == PRIVATE
        except CannotOpen:
            assert compartment != small
    assert read > 100


@given(st.text())
def test_a_text_of_chance_is_no_compartment(text: str) -> None:
    with pytest.raises(ValueError, match="no compartment"):
        Compartment.from_json(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("AAAA"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PATHS: list[list[str | int]] = [
    ["gatepost-compartment"], ["public"], ["cards"], ["cards", 0], ["cards", 0, "number"], ["cards", 1, "public"],
    ["envelopes"], ["envelopes", 1], ["envelopes", 1, "first"], ["envelopes", 0, "second"], ["envelopes", 0, "shares"],
    ["envelopes", 0, "shares", 1], ["envelopes", 2, "box"],
]  # fmt: skip


@given(st.sampled_from(PATHS), VALUES)
def test_a_value_of_another_kind_is_refused(path: list[str | int], value: Any) -> None:
    whole = json.loads(CUT.to_json())
    inner: Any = whole
    for step in path[:-1]:
        inner = inner[step]
    if type(inner[path[-1]]) is type(value) and inner[path[-1]] == value:
        return
    inner[path[-1]] = value
    with pytest.raises(ValueError, match="no compartment"):
        Compartment.from_json(json.dumps(whole))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        '{"a":' * 3_000,
        "NaN",
        "9" * 10_000,
        CUT.to_json()[:-1] + ',"more":1}',
        CUT.to_json().replace('{"gatepost-compartment":1,', '{"gatepost-compartment":1,"gatepost-compartment":1,', 1),
        CUT.to_json().replace('"gatepost-compartment":1', '"gatepost-compartment":2', 1),
        CUT.to_json().replace('"gatepost-compartment":1', '"gatepost-compartment":true', 1),
        CUT.to_json().replace('"gatepost-compartment":1', '"gatepost-compartment":1.0', 1),
        CUT.to_json().replace('"number":1,', '"number":true,', 1),
        CUT.to_json().replace('"first":1,', '"first":1.0,', 1),
        CUT.to_json().ljust(20_001),
        "null",
        "{}",
    ],
    ids=range(14),
)
def test_what_only_resembles_a_compartment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no compartment"):
        Compartment.from_json(text)


def test_a_compartment_needs_an_envelope_for_each_two_cards() -> None:
    for envelopes in (CUT.envelopes[1:], CUT.envelopes * 2, CUT.envelopes[::-1]):
        with pytest.raises(ValueError, match="one envelope for each two"):
            Compartment(CUT.public, envelopes, CUT.cards)
    with pytest.raises(ValueError, match="two different cards"):
        dataclasses.replace(CUT.envelopes[0], first=2, second=2)


def test_a_cut_forgets_the_key_that_it_made() -> None:
    assert new_pair() != new_pair()
    assert {field.name for field in dataclasses.fields(CUT)} == {"public", "envelopes", "cards"}
