"""A slow, obvious opener of what we seal, written from docs/sealing.md and the papers, with another library's parts.

HChaCha20 and the stream's steps are by hand; ChaCha20, Poly1305, X25519 and Argon2id are those of `cryptography`, which
takes them from OpenSSL. Nothing here comes from libsodium.
"""

import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.poly1305 import Poly1305

CHUNK = 65_536


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    """draft-irtf-cfrg-xchacha-03, section 2.2."""
    x = list(struct.unpack("<16I", b"expand 32-byte k" + key + nonce))

    def quarter(a: int, b: int, c: int, d: int) -> None:
        for one, other, turned, by in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            x[one] = (x[one] + x[other]) & 0xFFFFFFFF
            mixed = x[turned] ^ x[one]
            x[turned] = (mixed << by | mixed >> 32 - by) & 0xFFFFFFFF

    for _ in range(10):
        for column in range(4):
            quarter(column, 4 + column, 8 + column, 12 + column)
        for column in range(4):
            quarter(column, 4 + (column + 1) % 4, 8 + (column + 2) % 4, 12 + (column + 3) % 4)
    return struct.pack("<8I", *x[:4], *x[12:])


def xchacha20_poly1305_open(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The same draft, section 2.3; raises InvalidTag."""
    return ChaCha20Poly1305(hchacha20(key, nonce[:16])).decrypt(bytes(4) + nonce[16:], sealed, associated)


def place_bytes(table: str, row: str, field: str) -> bytes:
    return b"".join(struct.pack(">I", len(part.encode())) + part.encode() for part in (table, row, field))


def open_text(key: bytes, sealed: bytes, table: str, row: str, field: str) -> str:
    assert sealed[0] == 0x11
    associated = b"\x11" + place_bytes(table, row, field)
    padded = xchacha20_poly1305_open(key, sealed[1:25], sealed[25:], associated)
    clear = padded.rstrip(b"\0")
    assert clear[-1] == 0x80
    return clear[:-1].decode()


def open_stream(key: bytes, sealed: bytes, table: str, row: str, field: str) -> bytes:
    """libsodium's secretstream; raises InvalidSignature."""
    assert sealed[0] == 0x21
    associated = b"\x21" + place_bytes(table, row, field)
    subkey, inner = hchacha20(key, sealed[1:17]), sealed[17:25]
    chunks, clear, counter, tag = sealed[25:], b"", 1, 0
    while chunks:
        assert tag == 0
        chunk, chunks = chunks[: CHUNK + 17], chunks[CHUNK + 17 :]
        nonce = struct.pack("<I", counter) + inner

        def keystream(block: int, text: bytes, nonce: bytes = nonce) -> bytes:
            return Cipher(ChaCha20(subkey, struct.pack("<I", block) + nonce), None).encryptor().update(text)

        body, mac = chunk[1:-16], chunk[-16:]
        tag = keystream(1, chunk[:1] + bytes(63))[0]
        authentic = Poly1305(keystream(0, bytes(32)))
        authentic.update(associated + bytes(-len(associated) % 16))
        authentic.update(chunk[:1] + keystream(1, bytes(64))[1:] + body + bytes(len(body) % 16))
        authentic.update(struct.pack("<QQ", len(associated), 64 + len(body)))
        authentic.verify(mac)
        clear += keystream(2, body)
        inner = bytes(a ^ b for a, b in zip(inner, mac[:8], strict=True))
        counter += 1
    assert tag == 3
    return clear


def unlock(locked: bytes, folded: str) -> bytes:
    """The private key that lies under a phrase; raises InvalidTag."""
    assert locked[0] == 0x41
    ops, memory_kib = struct.unpack(">II", locked[1:9])
    derive = Argon2id(salt=locked[9:25], length=32, iterations=ops, lanes=1, memory_cost=memory_kib)
    return xchacha20_poly1305_open(derive.derive(folded.encode()), locked[25:49], locked[49:], locked[:25])
