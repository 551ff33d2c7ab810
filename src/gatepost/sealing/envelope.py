"""Texts and files sealed under a data key, each bound to the place where it stands.

The first byte of everything sealed says what it is (high half) and in which version (low half).
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Self

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)
from nacl.exceptions import CryptoError

from gatepost.sealing.cipher import OVERHEAD, decrypt, encrypt
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.secret import KEY_BYTES, Buffer, Secret, as_bytes

TEXT = b"\x11"
STREAM = b"\x21"

LONGEST_TEXT = 1 << 20  # bytes of UTF-8
SMALL_STEP = 256  # bytes: sealed texts differ in length by whole steps only
LARGE_STEP = 4096  # the step of texts above this length
LONGEST_NAME = 1000  # bytes of UTF-8 of a table, row or field

CHUNK = 64 * 1024  # bytes in clear; only the last chunk of a stream is shorter
CHUNK_OVERHEAD: int = crypto_secretstream_xchacha20poly1305_ABYTES
HEADER_BYTES: int = len(STREAM) + crypto_secretstream_xchacha20poly1305_HEADERBYTES

_PADDING_BEGINS = b"\x80"


class DataKey(Secret):
    """The key of one case, draft or backup; `raw` is its 32 bytes."""

    __slots__ = ()

    @classmethod
    def new(cls) -> Self:
        """A key drawn at random."""
        return cls(secrets.token_bytes(KEY_BYTES))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed thing stands: it opens nowhere else. No part is empty; raises TypeError and ValueError."""

    table: str
    row: str
    field: str

    def __post_init__(self) -> None:
        for part in (self.table, self.row, self.field):
            if not isinstance(part, str):
                raise TypeError(f"the parts of a place are text, not {type(part).__name__}")
            if not 0 < len(part.encode()) <= LONGEST_NAME:
                raise ValueError(f"each part of a place has 1 to {LONGEST_NAME:,} bytes")

    def to_bytes(self) -> bytes:
        """Each part after its length in 4 bytes, so that no two places are written alike."""
        parts = [part.encode() for part in (self.table, self.row, self.field)]
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def seal_text(key: DataKey, text: str, place: Place) -> bytes:
    """The text sealed for this place; its length tells little. Raises ValueError above `LONGEST_TEXT`."""
    clear = _utf_8(text)
    if clear is None:
        raise ValueError("the text holds half a character (a lone surrogate)")
    if len(clear) > LONGEST_TEXT:
        raise ValueError(f"a sealed text has at most {LONGEST_TEXT:,} bytes, this has {len(clear):,}")
    return TEXT + encrypt(key.raw, _padded(clear), TEXT + place.to_bytes())


def open_text(key: DataKey, sealed: Buffer, place: Place) -> str:
    """The text that `seal_text` was given; raises CannotOpen."""
    sealed = as_bytes(sealed)
    if sealed[:1] != TEXT or len(sealed) > len(TEXT) + OVERHEAD + LONGEST_TEXT + LARGE_STEP:
        raise CannotOpen
    padded = decrypt(key.raw, sealed[1:], TEXT + place.to_bytes())
    clear, begins, rest = padded.rpartition(_PADDING_BEGINS)
    if not begins or rest.strip(b"\0") or len(padded) != _padded_length(len(clear)):
        raise CannotOpen
    text = _text(clear)
    if text is None:
        raise CannotOpen
    return text


def seal_stream(key: DataKey, source: BinaryIO, target: BinaryIO, place: Place) -> None:
    """Seal all that is left in `source` into `target`, chunk by chunk; memory stays small whatever the size."""
    associated = STREAM + place.to_bytes()
    state = crypto_secretstream_xchacha20poly1305_state()
    target.write(STREAM + crypto_secretstream_xchacha20poly1305_init_push(state, key.raw))
    chunk, last = _read(source, CHUNK), False
    while not last:
        following = _read(source, CHUNK) if len(chunk) == CHUNK else b""
        last = not following
        tag = (
            crypto_secretstream_xchacha20poly1305_TAG_FINAL
            if last
            else crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
        )
        target.write(crypto_secretstream_xchacha20poly1305_push(state, chunk, associated, tag))
        chunk = following


def open_stream(key: DataKey, source: BinaryIO, target: BinaryIO, place: Place) -> None:
    """Open a sealed stream into `target`; raises CannotOpen with the chunk.

    What stands before a bad chunk has been written by then: give a scratch file, and keep it only when nothing is
    raised.
    """
    for chunk in open_chunks(key, source, place):
        target.write(chunk)


def open_chunks(key: DataKey, source: BinaryIO, place: Place) -> Iterator[bytes]:
    """The contents of a sealed stream, at most `CHUNK` bytes at a time; raises CannotOpen at the first bad chunk.

    A stream is whole only when the iterator has ended by itself. Nothing is read before the first `next`.
    """
    associated = STREAM + place.to_bytes()
    header = _read(source, HEADER_BYTES)
    if len(header) < HEADER_BYTES or header[:1] != STREAM:
        raise CannotOpen(0, 0)
    state = crypto_secretstream_xchacha20poly1305_state()
    crypto_secretstream_xchacha20poly1305_init_pull(state, header[1:], key.raw)
    number, offset, last = 0, HEADER_BYTES, False
    while not last:
        sealed = _read(source, CHUNK + CHUNK_OVERHEAD)
        if len(sealed) < CHUNK_OVERHEAD:
            raise CannotOpen(number, offset)
        try:
            clear, tag = crypto_secretstream_xchacha20poly1305_pull(state, sealed, associated)
        except CryptoError:
            raise CannotOpen(number, offset) from None
        last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL
        if not last and tag != crypto_secretstream_xchacha20poly1305_TAG_MESSAGE:
            raise CannotOpen(number, offset)
        number, offset = number + 1, offset + len(sealed)
        if last and source.read(1):
            raise CannotOpen(number, offset)
        yield clear


def _padded(clear: bytes) -> bytes:
    return (clear + _PADDING_BEGINS).ljust(_padded_length(len(clear)), b"\0")


def _padded_length(length: int) -> int:
    """One byte marks where the padding begins, so there is always some."""
    step = SMALL_STEP if length < LARGE_STEP else LARGE_STEP
    return (length // step + 1) * step


def _read(source: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer only at the end: a pipe or socket gives what it has."""
    first = source.read(size)
    if len(first) == size or not first:
        return first
    parts, missing = [first], size - len(first)
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


# Python's own errors of encoding carry the whole text; these two end before an error of ours begins, so that it does
# not become part of it.


def _utf_8(text: str) -> bytes | None:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


def _text(clear: bytes) -> str | None:
    try:
        return clear.decode()
    except UnicodeDecodeError:
        return None
