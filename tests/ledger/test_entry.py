"""An entry has one spelling and no room for content; a commitment opens to one content only."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.ledger.entry import LONGEST, Entry, EntryError, commit, from_bytes, leaf_hash, opens, to_bytes
from tests.ledger.making import entry

IDENTIFIERS = st.from_regex(r"[A-Za-z0-9._:/#-]{1,200}", fullmatch=True)
ENTRIES = st.builds(
    Entry,
    log=IDENTIFIERS,
    seq=st.integers(0, 2**53 - 1),
    at=st.datetimes().map(lambda at: f"{at.isoformat(timespec='microseconds')}Z"),
    actor=IDENTIFIERS,
    role=IDENTIFIERS,
    action=st.from_regex(r"[a-z][a-z0-9_-]{0,20}(\.[a-z][a-z0-9_-]{0,20}){1,3}", fullmatch=True),
    thing=IDENTIFIERS,
    commitments=st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9._-]{0,63}", fullmatch=True), st.binary(min_size=32, max_size=32).map(bytes.hex)
    ).filter(lambda made: len(made) < 8),
)
PLAIN = b'{"action":"a.b","actor":"p","at":"2026-01-31T00:00:00.000000Z","commitments":{},"log":"l","role":"r","seq":0,"thing":"t","v":1}'  # fmt: skip  # noqa: E501


def told(**fields: object) -> bytes:
    return json.dumps({**json.loads(PLAIN), **fields}, sort_keys=True, separators=(",", ":")).encode()


@given(ENTRIES)
def test_what_is_written_reads_back_the_same(made: Entry) -> None:
    raw = to_bytes(made)
    assert from_bytes(raw) == made
    assert raw == json.dumps(json.loads(raw), sort_keys=True, separators=(",", ":")).encode()


def test_the_canonical_form_and_its_leaf_hash_are_as_documented() -> None:
    read = from_bytes(PLAIN)
    assert to_bytes(read) == PLAIN
    assert leaf_hash(PLAIN) == hashlib.sha256(b"\x00" + PLAIN).digest()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (PLAIN + b"\n", "canonical"),
        (b" " + PLAIN, "canonical"),
        (PLAIN.replace(b":0,", b": 0,"), "canonical"),
        (PLAIN.replace(b'"r"', b'"\\u0072"'), "canonical"),
        (b'{"v":1,' + PLAIN[1:-7] + b"}", "canonical"),
        (b"\xef\xbb\xbf" + PLAIN, "JSON"),
        (PLAIN[:-1] + b',"v":1}', "twice"),
        (PLAIN.replace(b'"commitments":{}', b'"commitments":{"a":"","a":""}'), "twice"),
        (PLAIN.replace(b'"seq":0', b'"seq":0.0'), "whole"),
        (PLAIN.replace(b'"seq":0', b'"seq":1e3'), "whole"),
        (PLAIN.replace(b'"seq":0', b'"seq":NaN'), "whole"),
        (PLAIN.replace(b'"seq":0', b'"seq":-Infinity'), "whole"),
        (PLAIN.replace(b'"seq":0', b'"seq":-1'), "`seq`"),
        (PLAIN.replace(b'"seq":0', b'"seq":true'), "`seq`"),
        (PLAIN.replace(b'"seq":0', b'"seq":9007199254740992'), "`seq`"),
        (PLAIN.replace(b'"seq":0', b'"seq":' + b"9" * 6000), "JSON"),
        (PLAIN.replace(b'"r"', b'"\\ud800"'), "`role`"),
        (PLAIN.replace(b'"r"', b'"\xed\xa0\x80"'), "UTF-8"),
        (told(role="Emily Jones hit him"), "`role`"),
        (told(actor="head@school.example"), "`actor`"),
        (told(thing=""), "`thing`"),
        (told(action="signed"), "`action`"),
        (told(at="2026-02-30T00:00:00.000000Z"), "`at`"),
        (told(at="2026-02-28T00:00:00Z"), "`at`"),
        (told(at="2026-02-28T00:00:00.000000+00:00"), "`at`"),
        (told(commitments={"text": "ab"}), "64 hex"),
        (told(commitments={"text": "A" * 64}), "64 hex"),
        (told(commitments={"Text": "a" * 64}), "`commitments`"),
        (told(commitments=[]), "`commitments`"),
        (told(note="hello"), "do not have"),
        (told(v=2), "`v`"),
        (told(v="1"), "`v`"),
        (b'{"v":1}', "no `action`"),
        (b"[]", "object"),
        (b"", "JSON"),
        (b"[" * 5000, "deep|JSON"),
        (b"x" * (LONGEST + 1), "at most"),
    ],
)
def test_bytes_that_are_not_exactly_an_entry_are_refused_with_their_reason(raw: bytes, says: str) -> None:
    with pytest.raises(EntryError, match=says):
        from_bytes(raw)


@given(st.binary() | st.text().map(str.encode))
def test_any_other_bytes_meet_entry_error(raw: bytes) -> None:
    with pytest.raises(EntryError):
        from_bytes(raw)


@given(st.integers(0, len(PLAIN) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_bytes_near_an_entry_are_one_or_meet_entry_error(at: int, put: bytes, cut: int) -> None:
    raw = PLAIN[:at] + put + PLAIN[at + cut :]
    try:
        assert to_bytes(from_bytes(raw)) == raw
    except EntryError:
        assert raw != PLAIN


def test_an_entry_cannot_be_changed_through_the_mapping_it_was_made_of() -> None:
    commitments = {"text": "a" * 64}
    made = entry(commitments=commitments)
    commitments["text"] = "b" * 64
    assert made.commitments["text"] == "a" * 64
    with pytest.raises(TypeError):
        made.commitments["text"] = "c" * 64  # type: ignore[index]


@given(st.binary(), st.binary(), st.binary(min_size=32, max_size=32))
def test_a_commitment_opens_to_its_content_alone(content: bytes, other: bytes, key: bytes) -> None:
    commitment, used = commit(content, key)
    assert used == key
    assert opens(commitment, key, content)
    assert opens(commitment, key, other) == (other == content)
    assert not opens(commitment, bytes(32), content) or key == bytes(32)


def test_the_same_content_committed_to_twice_does_not_show_it() -> None:
    one, key = commit(b"a")
    two, other = commit(b"a")
    assert one != two
    assert key != other
    assert len(key) == 32


def test_a_commitment_is_hmac_sha256() -> None:
    # RFC 4231, test case 1, its 20-byte key padded with zeroes, which HMAC takes as the same key
    key = b"\x0b" * 20 + bytes(12)
    assert commit(b"Hi There", key)[0] == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_length_opens_nothing_and_commits_to_nothing(key: bytes) -> None:
    assert not opens("a" * 64, key, b"")
    with pytest.raises(ValueError, match="32 bytes"):
        commit(b"", key)
