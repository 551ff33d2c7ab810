"""XChaCha20-Poly1305 with a nonce drawn at random and kept before the ciphertext."""

import secrets

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_ABYTES,
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.exceptions import CryptoError

from gatepost.sealing.faults import CannotOpen

NONCE_BYTES: int = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES  # 24: drawn at random, no two are ever alike
TAG_BYTES: int = crypto_aead_xchacha20poly1305_ietf_ABYTES
OVERHEAD = NONCE_BYTES + TAG_BYTES


def encrypt(key: bytes, clear: bytes, associated: bytes) -> bytes:
    """Nonce, ciphertext and tag: `OVERHEAD` bytes longer than what goes in. The key has 32 bytes."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(clear, associated, nonce, key)


def decrypt(key: bytes, box: bytes, associated: bytes) -> bytes:
    """What `encrypt` was given; raises CannotOpen."""
    if len(box) < OVERHEAD:
        raise CannotOpen
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(box[NONCE_BYTES:], associated, box[:NONCE_BYTES], key)
    except CryptoError:
        raise CannotOpen from None
