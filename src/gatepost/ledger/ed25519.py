"""Ed25519 of RFC 8032 in plain Python, strict: for the checker, which has nothing but Python.

Verification takes milliseconds. Signing does not run in constant time: a site that others can time signs with a
library that does.
"""

import hashlib

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)

_Point = tuple[int, int, int, int]  # extended coordinates: x = X/Z, y = Y/Z, x*y = T/Z
_NEUTRAL: _Point = (0, 1, 1, 0)


def public_key(seed: bytes) -> bytes:
    """The public key (32 bytes) of a private key, its seed of 32 random bytes; raises ValueError for another length."""
    return _encode(_multiply(_expand(seed)[0], _BASE))


def sign(seed: bytes, message: bytes) -> bytes:
    """The signature (64 bytes) of a message; raises ValueError for a seed that has not 32 bytes."""
    scalar, prefix = _expand(seed)
    public = _encode(_multiply(scalar, _BASE))
    nonce = _number(prefix, message)
    commitment = _encode(_multiply(nonce, _BASE))
    answer = (nonce + _number(commitment, public, message) * scalar) % _L
    return commitment + answer.to_bytes(32, "little")


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is of this message by this key; never raises.

    Stricter than RFC 8032 asks: a number S of L or more, a point not in its one encoding, and a key of small order
    (for which one signature fits many messages) are refused.
    """
    if len(public) != 32 or len(signature) != 64:
        return False
    key = _decode(public)
    answer = int.from_bytes(signature[32:], "little")
    if key is None or answer >= _L or _small(key):
        return False
    challenge = _number(signature[:32], public, message)
    x, y, z, t = key
    return _encode(_multiply_both(answer, _BASE, challenge, (-x % _P, y, z, -t % _P))) == signature[:32]


def is_public_key(public: bytes) -> bool:
    """Whether these bytes are a key that `verify` accepts at all."""
    key = _decode(public) if len(public) == 32 else None
    return key is not None and not _small(key)


def _expand(seed: bytes) -> tuple[int, bytes]:
    if len(seed) != 32:
        raise ValueError("an Ed25519 private key has 32 bytes")
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    return scalar, digest[32:]


def _number(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % _L


def _add(one: _Point, other: _Point) -> _Point:
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a, b = (y1 - x1) * (y2 - x2) % _P, (y1 + x1) * (y2 + x2) % _P
    c, d = 2 * t1 * t2 * _D % _P, 2 * z1 * z2 % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _double(one: _Point) -> _Point:
    x, y, z, _ = one
    a, b, c = x * x % _P, y * y % _P, 2 * z * z % _P
    h = a + b
    e, g = h - (x + y) * (x + y) % _P, a - b
    f = c + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _multiply(times: int, point: _Point) -> _Point:
    return _multiply_both(times, point, 0, _NEUTRAL)


def _multiply_both(times: int, point: _Point, others: int, other: _Point) -> _Point:
    """times * point + others * other, in one run over the bits of both."""
    both = _add(point, other)
    made = _NEUTRAL
    for bit in range(max(times.bit_length(), others.bit_length()) - 1, -1, -1):
        made = _double(made)
        match times >> bit & 1, others >> bit & 1:
            case 1, 1:
                made = _add(made, both)
            case 1, 0:
                made = _add(made, point)
            case 0, 1:
                made = _add(made, other)
    return made


def _small(point: _Point) -> bool:
    x, y, z, _ = _double(_double(_double(point)))
    return x == 0 and y == z


def _encode(point: _Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, _P)
    x, y = x * inverse % _P, y * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(raw: bytes) -> _Point | None:
    number = int.from_bytes(raw, "little")
    odd, y = number >> 255, number & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = _P - x
    return x, y, 1, x * y % _P


def _base() -> _Point:
    point = _decode((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    assert point is not None  # the base point of the standard lies on the curve
    return point


_BASE = _base()
