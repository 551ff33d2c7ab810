"""A sealed stream opens whole and in its order, or tells the chunk at which it does not; memory stays small."""

import io
import os
import tracemalloc
from collections.abc import Iterator
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl import bindings

from gatepost.sealing.envelope import (
    CHUNK,
    CHUNK_OVERHEAD,
    HEADER_BYTES,
    DataKey,
    Place,
    open_chunks,
    open_stream,
    seal_stream,
)
from gatepost.sealing.faults import CannotOpen
from tests.sealing.damage import damaged

KEY = DataKey.new()
PLACE = Place("evidence", "7", "file")
SEALED_CHUNK = CHUNK + CHUNK_OVERHEAD
CLEAR = os.urandom(2 * CHUNK + 100)  # three chunks


def sealed(clear: bytes, key: DataKey = KEY, place: Place = PLACE) -> bytes:
    target = io.BytesIO()
    seal_stream(key, io.BytesIO(clear), target, place)
    return target.getvalue()


def opened(given_bytes: bytes, key: DataKey = KEY, place: Place = PLACE) -> bytes:
    target = io.BytesIO()
    open_stream(key, io.BytesIO(given_bytes), target, place)
    return target.getvalue()


def parts(whole: bytes) -> tuple[bytes, list[bytes]]:
    """The header and the sealed chunks."""
    chunks = [whole[at : at + SEALED_CHUNK] for at in range(HEADER_BYTES, len(whole), SEALED_CHUNK)]
    return whole[:HEADER_BYTES], chunks


def refused(given_bytes: bytes, clear: bytes = CLEAR) -> CannotOpen:
    """The error; what came before it is the beginning of what was sealed, never anything else."""
    target = io.BytesIO()
    with pytest.raises(CannotOpen) as caught:
        open_stream(KEY, io.BytesIO(given_bytes), target, PLACE)
    assert clear.startswith(target.getvalue())
    assert caught.value.chunk is not None
    assert len(target.getvalue()) <= caught.value.chunk * CHUNK
    return caught.value


class InDrips(io.RawIOBase):
    """A source that gives a little at a time, as a socket does."""

    def __init__(self, whole: bytes, step: int) -> None:
        self._left, self._step = io.BytesIO(whole), step

    def read(self, size: int = -1) -> bytes:
        return self._left.read(min(size, self._step))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5])
def test_streams_of_every_size_come_back(size: int) -> None:
    clear = os.urandom(size)
    assert opened(sealed(clear)) == clear


@settings(max_examples=30)
@given(st.binary(max_size=3000), st.integers(1, 400))
def test_a_source_that_drips_is_read_whole(clear: bytes, step: int) -> None:
    target, back = io.BytesIO(), io.BytesIO()
    seal_stream(KEY, InDrips(clear, step), target, PLACE)  # type: ignore[arg-type]
    open_stream(KEY, InDrips(target.getvalue(), step), back, PLACE)  # type: ignore[arg-type]
    assert back.getvalue() == clear


def test_a_stream_is_read_from_where_its_source_stands() -> None:
    source = io.BytesIO(b"before" + sealed(b"after"))
    source.seek(len(b"before"))
    assert b"".join(open_chunks(KEY, source, PLACE)) == b"after"


@pytest.mark.parametrize("clear", [b"", b"a short file"])
def test_a_small_stream_with_any_byte_changed_does_not_open(clear: bytes) -> None:
    for given_bytes in damaged(sealed(clear)):
        refused(given_bytes, clear)


def cuts(length: int) -> Iterator[int]:
    yield from range(60)
    for chunk in range(3):
        edge = HEADER_BYTES + chunk * SEALED_CHUNK
        yield from (edge - 1, edge, edge + 1, edge + CHUNK_OVERHEAD, edge + 100)
    yield from (length - 17, length - 1)


def test_a_stream_that_is_cut_anywhere_does_not_open() -> None:
    whole = sealed(CLEAR)
    for at in cuts(len(whole)):
        refused(whole[:at])


def test_a_stream_that_goes_on_does_not_open() -> None:
    whole = sealed(CLEAR)
    _, chunks = parts(whole)
    for more in (b"\0", b"\n" * 17, chunks[0], chunks[-1], whole):
        assert refused(whole + more).chunk == 2  # the last chunk, which is not full, seems longer than it is
    clear = CLEAR[: 2 * CHUNK]
    exact = sealed(clear)
    for more in (b"\0", chunks[0], exact):
        error = refused(exact + more, clear)
        assert (error.chunk, error.offset) == (2, len(exact))


def test_chunks_in_another_order_left_out_or_doubled_do_not_open() -> None:
    header, chunks = parts(sealed(CLEAR))
    for order in permutations(range(3)):
        if order != (0, 1, 2):
            refused(header + b"".join(chunks[at] for at in order))
    for order in ((0, 2), (1, 2), (2,), (0, 0, 1, 2), (0, 1, 1, 2), (0, 1, 2, 2)):
        refused(header + b"".join(chunks[at] for at in order))


def test_chunks_of_two_streams_do_not_mix() -> None:
    header, chunks = parts(sealed(CLEAR))
    _, others = parts(sealed(CLEAR))
    for at in range(3):
        mixed = [*chunks[:at], others[at], *chunks[at + 1 :]]
        assert refused(header + b"".join(mixed)).chunk == at


@pytest.mark.parametrize("chunk", [0, 1, 2])
def test_damage_is_told_with_its_chunk_and_byte(chunk: int) -> None:
    whole = bytearray(sealed(CLEAR))
    begins = HEADER_BYTES + chunk * SEALED_CHUNK
    whole[begins + 50] ^= 1
    error = refused(bytes(whole))
    assert (error.chunk, error.offset) == (chunk, begins)
    assert f"at chunk {chunk}, byte {begins:,}:" in str(error)


def test_another_key_or_place_does_not_open_it() -> None:
    whole = sealed(CLEAR)
    for key, place in ((DataKey.new(), PLACE), (KEY, Place("evidence", "8", "file"))):
        with pytest.raises(CannotOpen) as caught:
            opened(whole, key, place)
        assert caught.value.chunk == 0


@pytest.mark.parametrize(
    ("tag", "size"),
    [
        (bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE, CHUNK - 1),
        (bindings.crypto_secretstream_xchacha20poly1305_TAG_PUSH, CHUNK),
        (bindings.crypto_secretstream_xchacha20poly1305_TAG_REKEY, CHUNK),
    ],
)
def test_a_stream_that_was_not_cut_into_chunks_by_the_rule_does_not_open(tag: int, size: int) -> None:
    associated = b"\x21" + PLACE.to_bytes()
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, KEY.raw)
    push = bindings.crypto_secretstream_xchacha20poly1305_push
    first = push(state, bytes(size), associated, tag)
    last = push(state, b"end", associated, bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL)
    assert refused(b"\x21" + header + first + last).chunk == 0


@given(st.binary(max_size=200))
def test_bytes_of_chance_do_not_open(given_bytes: bytes) -> None:
    refused(given_bytes)
    refused(b"\x21" + given_bytes)


class Zeros(io.RawIOBase):
    """So many zero bytes, made as they are read."""

    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, size: int = -1) -> bytes:
        given_now = min(size, self._left)
        self._left -= given_now
        return bytes(given_now)


class Count(io.RawIOBase):
    """Counts what is written and keeps none of it."""

    size = 0

    def write(self, given_bytes: bytes) -> int:  # type: ignore[override]
        self.size += len(given_bytes)
        return len(given_bytes)


def test_memory_stays_small_whatever_the_size(tmp_path_factory: pytest.TempPathFactory) -> None:
    size = 64 * 1024 * 1024
    path = tmp_path_factory.mktemp("stream") / "sealed"
    count = Count()
    tracemalloc.start()
    try:
        with path.open("wb") as target:
            seal_stream(KEY, Zeros(size), target, PLACE)  # type: ignore[arg-type]
        with path.open("rb") as source:
            open_stream(KEY, source, count, PLACE)  # type: ignore[arg-type]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    path.unlink()
    assert count.size == size
    assert most < 2 * 1024 * 1024
