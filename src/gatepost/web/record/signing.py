"""The key of each log: its private half is a secret of the installation, its public half is on every export."""

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from gatepost.ledger.checkpoint import Checkpoint, sign_checkpoint
from gatepost.ledger.entry import KEY_BYTES
from gatepost.ledger.note import NoteError, VerifierKey, sign_note
from gatepost.web.record.models import Log
from gatepost.web.secrets import secret


def key_of(log: Log) -> VerifierKey:
    """The key that the heads of a log are verified with; its name is the origin of the log."""
    return VerifierKey(log.origin, _private(log).public_key().public_bytes_raw())


def signed(log: Log, size: int, root: bytes) -> str:
    """The signed head of the first `size` entries of a log."""
    return sign_checkpoint(Checkpoint(log.origin, size, root), key_of(log), _private(log).sign)


def signed_statement(log: Log, text: str) -> str:
    """A text of several lines, signed with the key of a log; never one that could be read as a head. Raises NoteError.

    The first line says what it is, so it is no origin, and the second is no number.
    """
    if text.split("\n")[1].isdigit():
        raise NoteError("this could be read as the head of a log")
    return sign_note(text, key_of(log), _private(log).sign)


def forget_key(school_id: int) -> None:
    """Destroy the key of an erased school's record: under its name nothing is signed again."""
    path: Path = settings.CONFIG.secrets_folder / _name(school_id)
    path.unlink(missing_ok=True)


def _private(log: Log) -> Ed25519PrivateKey:
    seed = secret(settings.CONFIG.secrets_folder, _name(log.school_id), lambda: secrets.token_hex(KEY_BYTES))
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))


def _name(school_id: int) -> str:
    # By the school's number: its address on the site may change, and the key may not.
    return f"record-{school_id}"
