"""What people typed or sent, sealed at rest: a stolen database tells nothing of it without the site's own secrets.

Every sealed thing carries a random key of its own, which only the site's key opens. Deleting or overwriting it forgets
that key.
"""

import hashlib
import hmac
import secrets
from io import BytesIO

from django.conf import settings

from gatepost.sealing.cipher import OVERHEAD, decrypt, encrypt
from gatepost.sealing.envelope import DataKey, Place, open_stream, open_text, seal_stream, seal_text
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.secret import KEY_BYTES, Buffer, as_bytes
from gatepost.web.secrets import secret

KIND = b"\x41"  # the first byte, as envelopes have one
WRAPPED = len(KIND) + KEY_BYTES + OVERHEAD  # bytes of the key before what it seals
_WRAP, _PRINT = b"gatepost row key", b"gatepost fingerprint"


def seal(*, table: str, row: str, field: str, content: str | bytes) -> bytes:
    """A text (at most 1 MB) or bytes, sealed for this place alone. `row` is a name of the row that never changes, drawn
    at random where its number is not known yet.
    """
    place, key = Place(table, row, field), DataKey.new()
    head = KIND + encrypt(_site_key(_WRAP), key.raw, KIND + place.to_bytes())
    if isinstance(content, str):
        return head + seal_text(key, content, place)
    target = BytesIO()
    seal_stream(key, BytesIO(content), target, place)
    return head + target.getvalue()


def open_sealed(sealed: Buffer, *, table: str, row: str, field: str) -> str:
    """The text that was sealed for this place; raises CannotOpen."""
    place = Place(table, row, field)
    key, rest = _unwrapped(sealed, place)
    return open_text(key, rest, place)


def open_sealed_bytes(sealed: Buffer, *, table: str, row: str, field: str) -> bytes:
    """The bytes that were sealed for this place; raises CannotOpen."""
    place = Place(table, row, field)
    key, rest = _unwrapped(sealed, place)
    target = BytesIO()
    open_stream(key, BytesIO(rest), target, place)
    return target.getvalue()


def fingerprint(*, table: str, text: str) -> str:
    """64 hex digits by which the same text is found again, and which tell nobody without the site's key even whether a
    guess is right.
    """
    return hmac.new(_site_key(_PRINT), f"{table}\0{text}".encode(), hashlib.sha256).hexdigest()


def _unwrapped(sealed: Buffer, place: Place) -> tuple[DataKey, bytes]:
    held = as_bytes(sealed)
    if held[:1] != KIND:
        raise CannotOpen
    return DataKey(decrypt(_site_key(_WRAP), held[1:WRAPPED], KIND + place.to_bytes())), held[WRAPPED:]


def _site_key(purpose: bytes) -> bytes:
    """A key for each purpose, from the one secret of the site."""
    whole = secret(settings.CONFIG.secrets_folder, "words", lambda: secrets.token_hex(KEY_BYTES))
    return hmac.new(bytes.fromhex(whole), purpose, hashlib.sha256).digest()
