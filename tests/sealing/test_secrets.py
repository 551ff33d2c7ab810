"""No key, text or phrase slips out by a repr, a pickle, a copy or an error."""

import copy
import io
import pickle
from collections.abc import Callable

import pytest

from gatepost.sealing.card import Card
from gatepost.sealing.envelope import DataKey, Place, open_chunks, open_text, seal_text
from gatepost.sealing.faults import CannotOpen, CardFault
from gatepost.sealing.keyring import PrivateKey, Strength, held_open, hold, lock, new_pair, unlock, unwrap, wrap
from gatepost.sealing.recovery import cut, recover
from tests.sealing.damage import all_that_is_told, spellings

SECRET = "Emrys said it in the cloakroom"
PLACE = Place("cases_event", "12", "text")
KEY, PRIVATE = DataKey.new(), new_pair()
CARD = Card(7, PRIVATE)
LOCKED = lock(PRIVATE, SECRET, Strength(1, 8))
SEALED = seal_text(KEY, SECRET, PLACE)
TOKEN, HELD = hold(PRIVATE)


@pytest.mark.parametrize("thing", [KEY, PRIVATE, CARD, LOCKED], ids=lambda thing: type(thing).__name__)
def test_keys_print_as_nothing(thing: object) -> None:
    told = f"{thing} {thing!r} {[thing]}"
    for raw in (KEY.raw, PRIVATE.raw, LOCKED.salt, LOCKED.box):
        assert not [spelling for spelling in spellings(raw) if spelling in told]
    assert not [group for group in CARD.groups if group in told]


@pytest.mark.parametrize("key", [KEY, PRIVATE, CARD], ids=lambda key: type(key).__name__)
@pytest.mark.parametrize("leave", [pickle.dumps, copy.deepcopy], ids=lambda leave: leave.__name__)
def test_keys_are_neither_pickled_nor_copied(key: object, leave: Callable[[object], object]) -> None:
    with pytest.raises(TypeError, match="neither pickled nor copied"):
        leave(key)


def test_keys_of_two_kinds_are_never_equal() -> None:
    data_key: object = DataKey(PRIVATE.raw)
    assert data_key != PRIVATE
    assert DataKey(KEY.raw) == KEY


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: DataKey(KEY.raw + b"x"),
        lambda: PrivateKey(PRIVATE.raw[:-1]),
        lambda: seal_text(KEY, SECRET + "\ud800", PLACE),
        lambda: seal_text(KEY, SECRET * 100_000, PLACE),
        lambda: open_text(DataKey.new(), SEALED, PLACE),
        lambda: open_text(KEY, SEALED, Place("cases_event", "13", "text")),
        lambda: list(open_chunks(KEY, io.BytesIO(b"\x21" + SEALED), PLACE)),
        lambda: unlock(LOCKED, SECRET + "x"),
        lambda: unwrap(wrap(KEY, PRIVATE.public), new_pair()),
        lambda: held_open(TOKEN[::-1], HELD),
        lambda: Card(256, PRIVATE),
        lambda: Card.read(CARD.printed + "0"),
        lambda: Card.read(CARD.printed[:-4]),
        lambda: Card.read(CARD.printed.replace(CARD.groups[6], "ABCD")),
        lambda: recover(cut([Card.new(7).public, Card.new(8).public]), CARD, Card.new(8)),
    ],
)
def test_an_error_carries_no_secret(wrong: Callable[[], object]) -> None:
    with pytest.raises((CannotOpen, CardFault, ValueError)) as caught:
        wrong()
    told = all_that_is_told(caught.value)
    assert SECRET not in told
    assert not [group for group in CARD.groups if group in told]
    for raw in (KEY.raw, PRIVATE.raw, TOKEN):
        assert not [spelling for spelling in spellings(raw) if spelling in told]


def test_an_error_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(CannotOpen(3, 196_660)))  # noqa: S301
    assert (error.chunk, error.offset) == (3, 196_660)
    assert str(error) == str(CannotOpen(3, 196_660))
