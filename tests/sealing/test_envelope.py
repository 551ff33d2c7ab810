"""A sealed text opens with its key, in its place, whole; and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.sealing.cipher import encrypt
from gatepost.sealing.envelope import (
    LARGE_STEP,
    LONGEST_NAME,
    LONGEST_TEXT,
    SMALL_STEP,
    DataKey,
    Place,
    open_text,
    seal_text,
)
from gatepost.sealing.faults import CannotOpen
from tests.sealing.damage import damaged

KEY = DataKey.new()
PLACE = Place("cases_event", "12", "text")
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
PLACES = st.builds(Place, NAMES, NAMES, NAMES)
OVERHEAD = 1 + 24 + 16


@given(st.text(), PLACES)
def test_what_is_sealed_opens_as_it_was(text: str, place: Place) -> None:
    assert open_text(KEY, seal_text(KEY, text, place), place) == text


@pytest.mark.parametrize("size", [SMALL_STEP - 1, SMALL_STEP, LARGE_STEP - 1, LARGE_STEP, LONGEST_TEXT])
def test_texts_of_every_length_come_back(size: int) -> None:
    for text in ("x" * size, "\0" * size, "\x80" * (size // 2), "ŵ" * (size // 2)):
        assert open_text(KEY, seal_text(KEY, text, PLACE), PLACE) == text


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 1,048,576 bytes"):
        seal_text(KEY, "x" * (LONGEST_TEXT + 1), PLACE)


@given(st.text(max_size=80), st.text(max_size=80))
def test_short_texts_are_of_one_length(one: str, other: str) -> None:
    assert len(seal_text(KEY, one, PLACE)) == len(seal_text(KEY, other, PLACE))


@given(st.integers(0, 20_000))
def test_lengths_are_whole_steps(size: int) -> None:
    length = len(seal_text(KEY, "x" * size, PLACE)) - OVERHEAD
    assert length % (SMALL_STEP if size < LARGE_STEP else LARGE_STEP) == 0
    assert size < length <= size + (SMALL_STEP if size < LARGE_STEP else LARGE_STEP)


def test_the_same_text_is_never_sealed_alike() -> None:
    assert len({seal_text(KEY, "the same", PLACE) for _ in range(200)}) == 200


@pytest.mark.parametrize("text", ["", "Ty'n y gongl", "x" * 300])
def test_a_text_with_any_byte_changed_does_not_open(text: str) -> None:
    for sealed in damaged(seal_text(KEY, text, PLACE)):
        with pytest.raises(CannotOpen):
            open_text(KEY, sealed, PLACE)


@given(st.binary(max_size=600))
def test_bytes_of_chance_do_not_open(sealed: bytes) -> None:
    for given_bytes in (sealed, b"\x11" + sealed):
        with pytest.raises(CannotOpen):
            open_text(KEY, given_bytes, PLACE)


def test_another_key_does_not_open_it() -> None:
    sealed = seal_text(KEY, "only for the right key", PLACE)
    with pytest.raises(CannotOpen):
        open_text(DataKey.new(), sealed, PLACE)


@given(PLACES, PLACES)
def test_a_text_moved_to_another_place_does_not_open(one: Place, other: Place) -> None:
    sealed = seal_text(KEY, "stays here", one)
    if one != other:
        with pytest.raises(CannotOpen):
            open_text(KEY, sealed, other)


@pytest.mark.parametrize(
    "other", [Place("cases", "event12", "text"), Place("cases_event", "1", "2text"), Place("cases_event", "12t", "ext")]
)
def test_places_whose_parts_run_together_are_different(other: Place) -> None:
    with pytest.raises(CannotOpen):
        open_text(KEY, seal_text(KEY, "stays here", PLACE), other)


def test_wrong_key_wrong_place_and_damage_look_the_same() -> None:
    sealed = seal_text(KEY, "says nothing", PLACE)
    told = set()
    for key, given_bytes, place in (
        (DataKey.new(), sealed, PLACE),
        (KEY, sealed, Place("cases_event", "13", "text")),
        (KEY, sealed[:-1], PLACE),
        (KEY, b"", PLACE),
        (KEY, b"\x12" + sealed[1:], PLACE),
        (KEY, sealed + bytes(LONGEST_TEXT + LARGE_STEP), PLACE),
    ):
        with pytest.raises(CannotOpen) as caught:
            open_text(key, given_bytes, place)
        told.add((str(caught.value), caught.value.args))
    assert len(told) == 1


def test_what_a_database_hands_back_opens() -> None:
    sealed = seal_text(KEY, "from a row", PLACE)
    assert open_text(KEY, memoryview(sealed), PLACE) == open_text(KEY, bytearray(sealed), PLACE) == "from a row"


@pytest.mark.parametrize(
    "padded",
    [b"", bytes(256), b"text" + bytes(252), b"text\x80", b"text\x80" + bytes(507), b"\xff\x80" + bytes(254)],
    ids=["nothing", "zeros", "no mark", "too short", "too long", "no UTF-8"],
)
def test_what_was_not_padded_by_the_rule_does_not_open(padded: bytes) -> None:
    sealed = b"\x11" + encrypt(KEY.raw, padded, b"\x11" + PLACE.to_bytes())
    with pytest.raises(CannotOpen):
        open_text(KEY, sealed, PLACE)


def test_wrong_use_is_an_error_of_its_own() -> None:
    with pytest.raises(TypeError):
        open_text(KEY, "text", PLACE)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        DataKey("x" * 32)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="expected 32 bytes, got 31"):
        DataKey(b"x" * 31)
    with pytest.raises(TypeError):
        Place("cases_event", 12, "text")  # type: ignore[arg-type]
    for empty in (("", "12", "text"), ("cases_event", "", "text"), ("cases_event", "12", "")):
        with pytest.raises(ValueError, match="1 to 1,000 bytes"):
            Place(*empty)
    with pytest.raises(ValueError, match="1 to 1,000 bytes"):
        Place("x" * (LONGEST_NAME + 1), "12", "text")
