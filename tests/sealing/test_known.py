"""Known answers, an independent opener, and one of each format that must open for ever."""

import io
import json
import os
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from gatepost.sealing.card import Card
from gatepost.sealing.cipher import decrypt
from gatepost.sealing.envelope import CHUNK, DataKey, Place, open_stream, open_text, seal_stream, seal_text
from gatepost.sealing.keyring import Locked, PrivateKey, Strength, held_open, lock, new_pair, unlock, unwrap
from gatepost.sealing.phrase import fold
from gatepost.sealing.recovery import Compartment, recover
from tests.sealing import reference

KEPT = json.loads((Path(__file__).parent / "kept.json").read_text(encoding="utf-8"))
PLACE = Place("cases_event", "12", "text")
SUNSCREEN = (
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
)
# draft-irtf-cfrg-xchacha-03, appendix A.3.1
DRAFT_KEY = bytes(range(0x80, 0xA0))
DRAFT_NONCE = bytes(range(0x40, 0x58))
DRAFT_ASSOCIATED = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
DRAFT_SEALED = bytes.fromhex(
    "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
    "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
    "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
    "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49"
)


def test_the_cipher_answers_the_draft() -> None:
    assert decrypt(DRAFT_KEY, DRAFT_NONCE + DRAFT_SEALED, DRAFT_ASSOCIATED).decode() == SUNSCREEN


def test_the_reference_answers_the_draft() -> None:
    nonce = bytes.fromhex("000000090000004a0000000031415927")
    known = "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"
    assert reference.hchacha20(bytes(range(32)), nonce).hex() == known
    opened = reference.xchacha20_poly1305_open(DRAFT_KEY, DRAFT_NONCE, DRAFT_SEALED, DRAFT_ASSOCIATED)
    assert opened.decode() == SUNSCREEN


def test_the_references_argon2id_answers_rfc_9106() -> None:
    derive = Argon2id(
        salt=b"\2" * 16, length=32, iterations=3, lanes=4, memory_cost=32, ad=b"\4" * 12, secret=b"\3" * 8
    )
    known = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    assert derive.derive(b"\1" * 32).hex() == known


@given(st.text(max_size=3000))
def test_the_reference_opens_every_text_that_we_seal(text: str) -> None:
    key = DataKey.new()
    sealed = seal_text(key, text, PLACE)
    assert reference.open_text(key.raw, sealed, PLACE.table, PLACE.row, PLACE.field) == text
    with pytest.raises(InvalidTag):
        reference.open_text(key.raw, sealed, PLACE.table, "13", PLACE.field)


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 70])
def test_the_reference_opens_every_stream_that_we_seal(size: int) -> None:
    key, clear, target = DataKey.new(), os.urandom(size), io.BytesIO()
    seal_stream(key, io.BytesIO(clear), target, PLACE)
    assert reference.open_stream(key.raw, target.getvalue(), PLACE.table, PLACE.row, PLACE.field) == clear
    with pytest.raises(InvalidSignature):
        reference.open_stream(key.raw, target.getvalue(), PLACE.table, "13", PLACE.field)


@pytest.mark.parametrize("strength", [Strength(1, 8), Strength(3, 8), Strength(2, 1000), Strength(3, 4096)])
def test_the_reference_unlocks_what_we_lock(strength: Strength) -> None:
    private = new_pair()
    locked = lock(private, "Six-words of ours, Ünfolded", strength)
    assert reference.unlock(locked.to_bytes(), fold("six words of ours ünfolded")) == private.raw


@given(st.binary(min_size=32, max_size=32))
def test_public_keys_are_those_of_another_library(raw: bytes) -> None:
    theirs = X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()
    assert PrivateKey(raw).public.raw == theirs


# What was sealed once, in version 1 of each format


def kept(name: str) -> bytes:
    return bytes.fromhex(KEPT[name])


def test_a_kept_text_opens() -> None:
    key = DataKey(kept("data_key"))
    assert open_text(key, kept("text"), Place("t", "1", "f")) == "Gwelais hi ddoe: “no phones at lunch” 🙂"


def test_a_kept_stream_opens() -> None:
    target = io.BytesIO()
    open_stream(DataKey(kept("data_key")), io.BytesIO(kept("stream")), target, Place("t", "1", "file"))
    assert target.getvalue() == b"a short file\n"


def test_a_kept_wrap_lock_and_visit_open() -> None:
    private = PrivateKey(kept("private"))
    assert unwrap(kept("wrap"), private) == DataKey(kept("data_key"))
    assert unlock(Locked.from_bytes(kept("locked")), "Lantern otter – biscuit, harbour. violet mango") == private
    assert held_open(kept("token"), kept("held")) == private


def test_kept_cards_recover_from_a_kept_compartment() -> None:
    first, second = (Card.read(printed) for printed in KEPT["cards"])
    compartment = Compartment.from_json(KEPT["compartment"])
    assert recover(compartment, first, second) == PrivateKey(kept("private"))
    assert [card.printed for card in (first, second)] == KEPT["cards"]
