"""Heads are C2SP checkpoints, and are found again in what people saved."""

import base64
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.ledger import ed25519
from gatepost.ledger.checkpoint import (
    Checkpoint,
    CheckpointError,
    checkpoint_text,
    heads_in,
    open_checkpoint,
    parse_checkpoint_text,
    read_checkpoint,
    sign_checkpoint,
)
from gatepost.ledger.note import BadSignature, NoteError, VerifierKey, sign_note
from gatepost.ledger.tree import EMPTY_ROOT
from tests.ledger.making import KEY, ORIGIN, OTHER_KEY, SEED, head, stored

HASH = bytes(range(32))
ENCODED = base64.b64encode(HASH).decode()
LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1)


@given(LINES, st.integers(1, 10**18), st.binary(min_size=32, max_size=32), st.lists(LINES).map(tuple))
def test_what_is_written_reads_back(origin: str, size: int, root: bytes, extensions: tuple[str, ...]) -> None:
    made = Checkpoint(origin, size, root, extensions)
    assert parse_checkpoint_text(checkpoint_text(made)) == made


def test_the_text_is_that_of_the_specification() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    read = parse_checkpoint_text(text)
    assert (read.origin, read.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint_text(read) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"log\n1\n{ENCODED}",
        f"\n1\n{ENCODED}\n",
        f"log\n01\n{ENCODED}\n",
        f"log\n-1\n{ENCODED}\n",
        f"log\n1.0\n{ENCODED}\n",
        f"log\n१\n{ENCODED}\n",
        f"log\n{'9' * 30}\n{ENCODED}\n",
        f"log\n0\n{ENCODED}\n",
        f"log\n1\n{ENCODED[:-1]}\n",
        f"log\n1\n{base64.b64encode(HASH[:31]).decode()}\n",
        f"log\n1\n{ENCODED}\n\nmore\n",
        f"log\r\n1\r\n{ENCODED}\r\n",
        "log\n1\n",
    ],
)
def test_a_text_that_is_not_exactly_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointError):
        parse_checkpoint_text(text)


@given(st.text() | st.from_regex(r"[a-z]{1,9}\n[0-9]{1,3}\n[A-Za-z0-9+/]{43}=\n"))
def test_any_text_is_a_checkpoint_or_meets_checkpoint_error(text: str) -> None:
    try:
        assert checkpoint_text(parse_checkpoint_text(text)) == text
    except CheckpointError:
        return


@pytest.mark.parametrize(
    ("origin", "size", "root"), [("", 1, HASH), ("a\nb", 1, HASH), ("a", -1, HASH), ("a", 1, b""), ("a", 0, HASH)]
)
def test_a_checkpoint_that_cannot_be_is_not_made(origin: str, size: int, root: bytes) -> None:
    with pytest.raises(CheckpointError):
        Checkpoint(origin, size, root)


def test_the_empty_log_has_a_head() -> None:
    assert open_checkpoint(head([]), [KEY]) == Checkpoint(ORIGIN, 0, EMPTY_ROOT)


def test_a_head_opens_with_its_own_log_s_key_alone() -> None:
    note = head(stored(3))
    assert open_checkpoint(note, [OTHER_KEY, KEY]) == read_checkpoint(note)
    with pytest.raises(BadSignature):
        open_checkpoint(note, [OTHER_KEY])
    with pytest.raises(BadSignature):
        open_checkpoint(note, [VerifierKey("another", KEY.public)])


def test_a_head_signed_by_the_key_of_another_log_is_refused_even_where_that_key_is_known() -> None:
    other = VerifierKey("another", KEY.public)
    note = sign_note(checkpoint_text(Checkpoint(ORIGIN, 3, HASH)), other, lambda message: ed25519.sign(SEED, message))
    with pytest.raises(BadSignature):
        open_checkpoint(note, [KEY, other])


def test_the_key_of_a_log_bears_its_origin() -> None:
    with pytest.raises(CheckpointError, match="origin"):
        sign_checkpoint(Checkpoint("another", 3, HASH), KEY, lambda message: ed25519.sign(SEED, message))


@pytest.mark.parametrize(
    "saved",
    [
        "{0}{1}",
        "{0}\n{1}\n\n",
        "\ufeffDear chair,\n\nhere is the head of today:\n\n{0}\nKind regards\n\n{1}\n-- \nGatepost",
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "  \n", "\n> "])
def test_heads_are_found_in_what_people_saved(saved: str, ending: str) -> None:
    heads = [head(stored(size)) for size in (3, 5)]
    text = saved.format(*heads).replace("\n", ending)
    assert heads_in(text) == heads


@pytest.mark.parametrize("width", [50, 60, 72, 78])
def test_heads_whose_signature_a_mail_program_wrapped_are_found(width: int) -> None:
    heads = [head(stored(size)) for size in (3, 5)]
    wrapped = "\n".join(
        "\n".join(textwrap.wrap(line, width, break_on_hyphens=False)) for line in "\n".join(heads).split("\n")
    )
    assert wrapped != "\n".join(heads)
    assert heads_in(wrapped) == heads


@settings(max_examples=40)
@given(st.text() | st.from_regex(r"([a-z]{1,3}\n[0-9]{1,3}\n[A-Za-z0-9+/]{43}=\n\n— a [A-Z]{8}\n){0,3}"))
def test_what_is_found_in_any_text_reads_or_meets_note_error(text: str) -> None:
    for found in heads_in(text):
        try:
            read_checkpoint(found)
        except NoteError:
            continue
