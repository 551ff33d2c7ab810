"""Signed notes as C2SP writes them: a text, an empty line, and a line for each signature. https://c2sp.org/signed-note"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from . import ed25519

LONGEST = 200_000  # bytes of a note; sixteen post-quantum signatures fit
MOST_SIGNATURES = 64
_ED25519 = b"\x01"
_KEY_ID_BYTES = 4


class NoteError(ValueError):
    """A note or key that cannot be read or is not signed as it must be; the message says why."""


class BadSignature(NoteError):
    """A note that is read well, but a signature by a known key does not fit, or no known key signed it."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The name and the Ed25519 public key (32 bytes) of whoever signs; raises NoteError."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise NoteError("the name of a key must not be empty nor hold spaces, `+` or control characters")
        if not ed25519.is_public_key(self.public):
            raise NoteError("these bytes are no Ed25519 public key")

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that stand before each signature by this key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_ID_BYTES]

    def to_text(self) -> str:
        """The key in one line: name, key ID and key, with `+` between."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether the signature (64 bytes) is of this text by this key."""
        return ed25519.verify(self.public, text.encode(), signature)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its 4-byte ID, and the signature."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A signed text, which ends with a newline, and its signatures, none of them verified yet."""

    text: str
    signatures: tuple[Signature, ...]


def parse_verifier_key(text: str) -> VerifierKey:
    """Read a key in one line, such as `example.com/log+c74f20a3+ARpc...`; raises NoteError."""
    if not text.isprintable():
        raise NoteError("a verifier key is one line of text")
    name, *rest = text.split("+", 2)
    if len(rest) != 2:
        raise NoteError("a verifier key is a name, a key ID and a key, with `+` between")
    key_id, encoded = rest
    raw = strict_base64(encoded)
    if len(raw) != 33 or raw[:1] != _ED25519:
        raise NoteError("the verifier key is not one for Ed25519")
    key = VerifierKey(name, raw[1:])
    if key.key_id.hex() != key_id:
        raise NoteError("the verifier key does not fit its key ID; something in it was mistyped")
    return key


def sign_note(text: str, key: VerifierKey, sign: Callable[[bytes], bytes]) -> str:
    """The note of a text that ends with a newline, signed by `sign`, which must sign for `key`; raises NoteError."""
    check_text(text)
    signature = sign(text.encode())
    if not key.verifies(text, signature):
        raise NoteError("the signature does not fit the verifier key")
    return f"{text}\n— {key.name} {base64.b64encode(key.key_id + signature).decode()}\n"


def parse_note(given: str) -> Note:
    """Read a note, strictly to the byte; raises NoteError. Nothing is verified."""
    if len(given) > LONGEST:
        raise NoteError(f"a note has at most {LONGEST:,} characters")
    body, gap, signed = given.rpartition("\n\n")
    if not gap:
        raise NoteError("a note has an empty line between its text and its signatures")
    text = body + "\n"
    check_text(text)
    if not signed.endswith("\n"):
        raise NoteError("the last line of a note ends with a newline")
    lines = signed.removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError(f"a note has at most {MOST_SIGNATURES} signatures")
    return Note(text, tuple(_signature(line) for line in lines))


def verify_note(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """The given keys that signed the note, at least one; raises BadSignature.

    Signatures by keys not given are passed over, as others may sign a note too.
    """
    known = {(key.name, key.key_id): key for key in keys}
    signed = []
    for one in note.signatures:
        key = known.get((one.name, one.key_id))
        if key is not None:
            if not key.verifies(note.text, one.signature):
                raise BadSignature(f"the signature by `{one.name}` does not fit the text")
            signed.append(key)
    if not signed:
        raise BadSignature("no key that is known signed this")
    return tuple(signed)


def check_text(text: str) -> None:
    """Raise NoteError where a text cannot be that of a note."""
    if not text.endswith("\n"):
        raise NoteError("the text of a note ends with a newline")
    if any(character < " " and character != "\n" for character in text):
        raise NoteError("a note holds no control characters but newlines")
    if not _encodes(text):
        raise NoteError("a note is UTF-8 text")


def strict_base64(text: str) -> bytes:
    """The bytes of standard base64 in its one right spelling; raises NoteError."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        raise NoteError("what should be base64 is not") from None
    if base64.b64encode(raw).decode() != text:
        raise NoteError("base64 that can be spelled otherwise")
    return raw


def is_key_name(name: str) -> bool:
    """Whether a key may have this name: not empty, no spaces of any kind, no `+`, no control characters."""
    return bool(re.fullmatch(r"[^\s+\x00-\x1f]+", name)) and _encodes(name)


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—" or not is_key_name(name):
        raise NoteError("a signature line is `—`, the name of a key and base64, with a space between")
    raw = strict_base64(encoded)
    if len(raw) <= _KEY_ID_BYTES:
        raise NoteError("a signature line holds no signature")
    return Signature(name, raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:])


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
