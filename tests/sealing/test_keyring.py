"""Keys are for whom they were sealed, phrases open what they locked, and no lock asks too much of the machine."""

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import crypto_pwhash_alg

from gatepost.sealing import keyring
from gatepost.sealing.envelope import DataKey
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.keyring import (
    AT_A_TIME,
    LOCKED_BYTES,
    MOST_MEMORY_KIB,
    MOST_OPS,
    STRENGTH,
    Locked,
    PrivateKey,
    PublicKey,
    Strength,
    held_open,
    hold,
    lock,
    new_pair,
    unlock,
    unwrap,
    wrap,
)
from tests.sealing.damage import damaged

QUICK = Strength(ops=1, memory_kib=8)
PHRASE = "lantern otter biscuit harbour violet mango"
PRIVATE = new_pair()


def test_a_wrapped_key_opens_for_its_person_alone() -> None:
    key = DataKey.new()
    wrapped = wrap(key, PRIVATE.public)
    assert unwrap(wrapped, PRIVATE) == unwrap(memoryview(wrapped), PRIVATE) == key
    with pytest.raises(CannotOpen):
        unwrap(wrapped, new_pair())


def test_a_wrapped_key_with_any_byte_changed_does_not_open() -> None:
    for wrapped in damaged(wrap(DataKey.new(), PRIVATE.public)):
        with pytest.raises(CannotOpen):
            unwrap(wrapped, PRIVATE)


def test_two_wraps_of_one_key_are_never_alike() -> None:
    key = DataKey.new()
    assert len({wrap(key, PRIVATE.public) for _ in range(50)}) == 50


@pytest.mark.parametrize("raw", [bytes(32), b"\1" + bytes(31)])
def test_nothing_is_sealed_to_a_key_that_is_none(raw: bytes) -> None:
    with pytest.raises(ValueError, match="this public key is none"):
        wrap(DataKey.new(), PublicKey(raw))


@pytest.mark.parametrize("typed", [PHRASE, PHRASE.upper(), PHRASE.replace(" ", "-"), f"  {PHRASE.title()}. "])
def test_a_phrase_opens_what_it_locked(typed: str) -> None:
    locked = Locked.from_bytes(lock(PRIVATE, PHRASE, QUICK).to_bytes())
    assert unlock(locked, typed) == PRIVATE


@pytest.mark.parametrize("typed", ["", " - ", PHRASE[:-1], PHRASE + " x", PHRASE.replace(" ", ""), "x" * 10_000])
def test_another_phrase_does_not(typed: str) -> None:
    with pytest.raises(CannotOpen):
        unlock(lock(PRIVATE, PHRASE, QUICK), typed)


def test_the_usual_strength_is_256_mib_three_times_over() -> None:
    assert (STRENGTH.ops, STRENGTH.memory_kib) == (3, 256 * 1024)
    locked = lock(PRIVATE, PHRASE)
    assert (locked.ops, locked.memory_kib) == (3, 256 * 1024)
    assert unlock(locked, PHRASE) == PRIVATE


def test_a_locked_key_with_any_byte_changed_does_not_open() -> None:
    tried = 0
    for kept in damaged(lock(PRIVATE, PHRASE, QUICK).to_bytes()):
        try:
            locked = Locked.from_bytes(kept)
        except CannotOpen:
            continue
        if locked.memory_kib <= 1024:  # a bit of the strength itself can ask for much
            tried += 1
            with pytest.raises(CannotOpen):
                unlock(locked, PHRASE)
    assert tried > 8 * (LOCKED_BYTES - 9)


@given(st.binary(max_size=150))
def test_a_locked_key_of_chance_is_refused(kept: bytes) -> None:
    for given_bytes in (kept, b"\x41" + kept):
        with pytest.raises(CannotOpen):
            Locked.from_bytes(given_bytes)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_locked_key_cannot_ask_for_more_than_the_machine_should_give(ops: int, memory_kib: int) -> None:
    kept = lock(PRIVATE, PHRASE, QUICK).to_bytes()
    asks = kept[:1] + ops.to_bytes(4, "big") + memory_kib.to_bytes(4, "big") + kept[9:]
    if 1 <= ops <= MOST_OPS and 8 <= memory_kib <= MOST_MEMORY_KIB:
        assert Locked.from_bytes(asks).to_bytes() == asks
    else:
        with pytest.raises(CannotOpen):
            Locked.from_bytes(asks)
        with pytest.raises(ValueError, match="passes over"):
            Strength(ops, memory_kib)


def test_an_empty_phrase_locks_nothing() -> None:
    with pytest.raises(ValueError, match="cannot be empty"):
        lock(PRIVATE, " -- ", QUICK)


def test_at_most_two_phrases_are_worked_on_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    counting, pair = threading.Lock(), threading.Barrier(AT_A_TIME, timeout=30)
    running, most = 0, 0

    def counted(*given_now: Any) -> bytes:
        nonlocal running, most
        with counting:
            running += 1
            most = max(most, running)
        pair.wait()  # two are let in together, or this breaks
        derived = crypto_pwhash_alg(*given_now)
        with counting:
            running -= 1
        return derived

    locked = lock(PRIVATE, PHRASE, Strength(1, 16 * 1024))
    monkeypatch.setattr(keyring, "crypto_pwhash_alg", counted)
    opened: list[PrivateKey] = []
    threads = [threading.Thread(target=lambda: opened.append(unlock(locked, PHRASE))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [PRIVATE] * 8
    assert most == AT_A_TIME == 2


def test_a_wrong_phrase_gives_its_turn_back() -> None:
    locked = lock(PRIVATE, PHRASE, QUICK)
    for _ in range(2 * AT_A_TIME):
        with pytest.raises(CannotOpen):
            unlock(locked, "not this phrase")
    assert unlock(locked, PHRASE) == PRIVATE


def test_a_held_key_opens_with_its_token_alone() -> None:
    token, held = hold(PRIVATE)
    other_token, other_held = hold(PRIVATE)
    assert held_open(token, held) == held_open(memoryview(token), memoryview(held)) == PRIVATE
    assert token != other_token
    for wrong, kept in ((other_token, held), (token, other_held), (b"", held), (token[:31], held), (token, b"")):
        with pytest.raises(CannotOpen):
            held_open(wrong, kept)
    for wrong in damaged(token):
        with pytest.raises(CannotOpen):
            held_open(wrong, held)
    for kept in damaged(held):
        with pytest.raises(CannotOpen):
            held_open(token, kept)


def test_one_kind_of_sealed_thing_is_never_read_as_another() -> None:
    key = DataKey(PRIVATE.raw)
    token, held = hold(PRIVATE)
    wrapped, locked = wrap(key, PRIVATE.public), lock(PRIVATE, PHRASE, QUICK).to_bytes()
    for other in (held, locked):
        with pytest.raises(CannotOpen):
            unwrap(other, PRIVATE)
    for other in (wrapped, locked):
        with pytest.raises(CannotOpen):
            held_open(token, other)
    for other in (wrapped, held):
        with pytest.raises(CannotOpen):
            Locked.from_bytes(other)
