"""Heads of a log as C2SP checkpoints: origin, size and root, as a signed note. https://c2sp.org/tlog-checkpoint"""

import base64
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .note import NoteError, VerifierKey, check_text, parse_note, sign_note, strict_base64, verify_note
from .tree import EMPTY_ROOT, HASH_BYTES

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_NOTE = re.compile(
    r"(?<![^\n])[^\n]+\n(?:0|[1-9][0-9]{0,18})\n[A-Za-z0-9+/]{43}=\n(?:[^\n]+\n){0,100}\n(?:— [^\n]+(?:\n|\Z))+"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_CUT_SIGNATURE = re.compile(r"— [^ ]+(?: ([A-Za-z0-9+/]{1,91}))?")  # that of an Ed25519 signature has 92


class CheckpointError(NoteError):
    """A text that is no checkpoint; the message says why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its origin, how many entries it has, and the root of their tree (32 bytes).

    `extensions` are further lines, which this program never writes. Raises CheckpointError.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(lines) or any("\n" in line for line in lines):
            raise CheckpointError("the origin and each further line of a checkpoint must be one line that is not empty")
        if not _SIZE.fullmatch(str(self.size)):
            raise CheckpointError("the size of a checkpoint must be a whole number from 0")
        if len(self.root) != HASH_BYTES or (self.size == 0 and self.root != EMPTY_ROOT):
            raise CheckpointError(
                "the root of a checkpoint must be a hash of 32 bytes, the known one where it is empty"
            )


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """The lines that are signed."""
    encoded = base64.b64encode(checkpoint.root).decode()
    return "".join(f"{line}\n" for line in (checkpoint.origin, checkpoint.size, encoded, *checkpoint.extensions))


def parse_checkpoint_text(text: str) -> Checkpoint:
    """Read the lines that are signed; raises CheckpointError."""
    try:
        check_text(text)
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < 3:
            raise CheckpointError("a checkpoint has an origin, a size and a root, each on a line")
        origin, size, encoded, *extensions = lines
        if not _SIZE.fullmatch(size):
            raise CheckpointError("the size of a checkpoint is a number without zeroes before it")
        return Checkpoint(origin, int(size), strict_base64(encoded), tuple(extensions))
    except CheckpointError:
        raise
    except NoteError as error:
        raise CheckpointError(str(error)) from None


def sign_checkpoint(checkpoint: Checkpoint, key: VerifierKey, sign: Callable[[bytes], bytes]) -> str:
    """The signed note of a head; the key has the origin as its name. Raises CheckpointError or NoteError."""
    if key.name != checkpoint.origin:
        raise CheckpointError("the key of a log has the origin of the log as its name")
    return sign_note(checkpoint_text(checkpoint), key, sign)


def read_checkpoint(note: str) -> Checkpoint:
    """The head in a signed note, its signatures not verified; raises NoteError."""
    return parse_checkpoint_text(parse_note(note).text)


def open_checkpoint(note: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The head in a signed note that the key of its own log signed.

    Raises BadSignature where no given key has signed, or a given key's signature does not fit, and NoteError where the
    text is no checkpoint.
    """
    parsed = parse_note(note)
    checkpoint = parse_checkpoint_text(parsed.text)
    verify_note(parsed, [key for key in keys if key.name == checkpoint.origin])
    return checkpoint


def heads_in(text: str) -> list[str]:
    """Every signed checkpoint in a text, such as a saved e-mail or many heads one after another.

    Words around them, quoting with `>`, spaces or carriage returns at the ends of lines, and signature lines that a
    mail program wrapped do no harm. The notes are not verified.
    """
    lines: list[str] = []
    for line in (re.sub(r"^(?:> ?)+", "", line).rstrip() for line in text.splitlines()):
        if lines and _BASE64.fullmatch(line) and (cut := _CUT_SIGNATURE.fullmatch(lines[-1])):
            lines[-1] += line if cut[1] else f" {line}"
        else:
            lines.append(line)
    plain = "\n".join(lines) + "\n"
    return [found[0] if found[0].endswith("\n") else found[0] + "\n" for found in _NOTE.finditer(plain)]
