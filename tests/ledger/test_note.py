"""Signed notes are those of C2SP and of Go's checksum database, read strictly."""

import base64
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gatepost.ledger import ed25519
from gatepost.ledger.note import (
    BadSignature,
    NoteError,
    VerifierKey,
    parse_note,
    parse_verifier_key,
    sign_note,
    verify_note,
)
from tests.ledger.making import KEY, OTHER_KEY, OTHER_SEED, SEED

# The example of golang.org/x/mod/sumdb/note
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
GO_NOTE = f"{GO_TEXT}\n{GO_LINE}"


def signed(text: str, seed: bytes = SEED) -> str:
    return sign_note(text, KEY if seed == SEED else OTHER_KEY, lambda message: ed25519.sign(seed, message))


def test_a_note_is_signed_to_the_byte_as_go_signs_it() -> None:
    key = parse_verifier_key(GO_KEY)
    assert key.to_text() == GO_KEY
    assert sign_note(GO_TEXT, key, lambda message: ed25519.sign(GO_SEED, message)) == GO_NOTE
    assert verify_note(parse_note(GO_NOTE), [key]) == (key,)


@given(st.integers(0, len(GO_KEY)), st.integers(0, len(GO_KEY)))
@example(0, 0)
def test_no_part_of_a_verifier_key_is_one(low: int, high: int) -> None:
    part = GO_KEY[low:high]
    if part != GO_KEY:
        with pytest.raises(NoteError):
            parse_verifier_key(part)


@given(st.integers(0, len(GO_KEY) - 1), st.characters())
def test_a_verifier_key_with_one_character_mistyped_is_refused(at: int, typed: str) -> None:
    mistyped = GO_KEY[:at] + typed + GO_KEY[at + 1 :]
    if mistyped != GO_KEY:
        with pytest.raises(NoteError):
            parse_verifier_key(mistyped)


@pytest.mark.parametrize(
    "key",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        GO_KEY.replace("PeterNeumann", "Peter Neumann"),
        GO_KEY + "\n",
        "+" + GO_KEY,
    ],
)
def test_other_verifier_keys_that_go_refuses_are_refused(key: str) -> None:
    with pytest.raises(NoteError):
        parse_verifier_key(key)


def test_a_key_that_signs_for_everybody_is_none() -> None:
    with pytest.raises(NoteError, match="no Ed25519"):
        VerifierKey("log", b"\x01" + bytes(31))


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])).map(lambda text: f"{text}\n\n{text}\n"))
def test_any_text_signed_reads_back_and_verifies(text: str) -> None:
    note = parse_note(signed(text))
    assert note.text == text
    assert verify_note(note, [KEY]) == (KEY,)


def test_others_may_sign_too_and_are_passed_over_when_not_known() -> None:
    both = signed("text\n") + signed("text\n", OTHER_SEED).split("\n\n")[1]
    assert verify_note(parse_note(both), [KEY]) == (KEY,)
    assert verify_note(parse_note(both), [OTHER_KEY]) == (OTHER_KEY,)
    assert set(verify_note(parse_note(both), [KEY, OTHER_KEY])) == {KEY, OTHER_KEY}


def test_a_note_that_no_known_key_signed_is_refused() -> None:
    with pytest.raises(BadSignature, match="no key"):
        verify_note(parse_note(signed("text\n")), [OTHER_KEY])
    with pytest.raises(BadSignature, match="no key"):
        verify_note(parse_note(signed("text\n")), [])


def test_one_known_key_that_does_not_fit_spoils_the_note() -> None:
    both = signed("text\n") + signed("tExt\n", OTHER_SEED).split("\n\n")[1]
    with pytest.raises(BadSignature, match="does not fit"):
        verify_note(parse_note(both), [KEY, OTHER_KEY])


@given(st.integers(0, len(GO_NOTE) - 1), st.characters(exclude_categories=[]))
def test_a_note_with_one_character_changed_is_refused(at: int, put: str) -> None:
    changed = GO_NOTE[:at] + put + GO_NOTE[at + 1 :]
    if changed != GO_NOTE:
        with pytest.raises(NoteError):
            verify_note(parse_note(changed), [parse_verifier_key(GO_KEY)])


@pytest.mark.parametrize(
    "note",
    [
        "",
        GO_TEXT,
        GO_TEXT + "\n",
        GO_NOTE[:-1],
        GO_NOTE + "\n",
        GO_NOTE.replace("\n", "\r\n"),
        GO_TEXT + GO_LINE,
        "\n" + GO_LINE,
        GO_NOTE.replace("— ", "- "),
        GO_NOTE.replace("— ", "—  "),
        GO_NOTE.replace("=\n", "\n"),
        GO_NOTE.replace("M=\n", "N=\n"),
        GO_NOTE.replace("If", "\tIf"),
        f"{GO_TEXT}\n{GO_LINE * 65}",
        f"{GO_TEXT}\n— Peter x08goA==\n".replace("x08goA==", "x08gow=="),
        "\ud800" + GO_NOTE,
        "a" * 300_000 + GO_NOTE,
    ],
)
def test_a_note_that_is_not_exactly_one_is_refused(note: str) -> None:
    with pytest.raises(NoteError):
        parse_note(note)


def test_sixteen_signatures_are_read() -> None:
    assert len(parse_note(f"{GO_TEXT}\n{GO_LINE * 16}").signatures) == 16


@settings(max_examples=50)
@given(st.text() | st.from_regex(re.compile(r"(.+\n){0,4}\n(— .+\n){0,3}")))
def test_any_text_is_a_note_or_meets_note_error(text: str) -> None:
    try:
        parse_note(text)
    except NoteError:
        return
    assert "\n\n— " in text


@pytest.mark.parametrize("text", ["no newline", "", "a tab\t\n", "half \ud800\n"])
def test_a_text_that_no_note_can_hold_is_not_signed(text: str) -> None:
    with pytest.raises(NoteError):
        signed(text)


def test_a_signer_that_signs_for_another_key_is_found_at_once() -> None:
    with pytest.raises(NoteError, match="does not fit"):
        sign_note("text\n", KEY, lambda message: ed25519.sign(OTHER_SEED, message))
