"""A person's pair of keys: sealing a data key to somebody, locking the private key, holding it for a while."""

import secrets
import threading
from dataclasses import dataclass, field

from nacl.bindings import (
    crypto_box_seal,
    crypto_box_seal_open,
    crypto_pwhash_alg,
    crypto_pwhash_ALG_ARGON2ID13,
    crypto_pwhash_SALTBYTES,
    crypto_scalarmult_base,
)
from nacl.exceptions import CryptoError

from gatepost.sealing import phrase as phrases
from gatepost.sealing.cipher import OVERHEAD, decrypt, encrypt
from gatepost.sealing.envelope import DataKey
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.secret import KEY_BYTES, Buffer, Secret, as_bytes, require_bytes

WRAP = b"\x31"
LOCK = b"\x41"
HELD = b"\x51"

SALT_BYTES: int = crypto_pwhash_SALTBYTES
BOX_BYTES = KEY_BYTES + OVERHEAD
LOCKED_BYTES = len(LOCK) + 4 + 4 + SALT_BYTES + BOX_BYTES

# What a locked key may ask of this machine, whoever wrote it.
MOST_OPS = 16
LEAST_MEMORY_KIB = 8  # libsodium's own
MOST_MEMORY_KIB = 1024 * 1024

AT_A_TIME = 2  # derivations of one process: each takes the memory of its strength
_turn = threading.BoundedSemaphore(AT_A_TIME)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An X25519 public key; `raw` is its 32 bytes. Raises TypeError and ValueError."""

    raw: bytes

    def __post_init__(self) -> None:
        require_bytes(self.raw, KEY_BYTES)


class PrivateKey(Secret):
    """An X25519 private key; `raw` is its 32 bytes."""

    __slots__ = ()

    @property
    def public(self) -> PublicKey:
        """The other half, for everybody."""
        return PublicKey(crypto_scalarmult_base(self.raw))


@dataclass(frozen=True, slots=True)
class Strength:
    """How hard a guess is: passes of Argon2id over so much memory, in KiB. Raises ValueError out of bounds."""

    ops: int
    memory_kib: int

    def __post_init__(self) -> None:
        if not 1 <= self.ops <= MOST_OPS or not LEAST_MEMORY_KIB <= self.memory_kib <= MOST_MEMORY_KIB:
            raise ValueError(
                f"a lock takes 1 to {MOST_OPS} passes over {LEAST_MEMORY_KIB} to {MOST_MEMORY_KIB:,} KiB of memory"
            )


STRENGTH = Strength(ops=3, memory_kib=256 * 1024)


@dataclass(frozen=True, slots=True)
class Locked:
    """A private key under a safe phrase; `box` holds it, under a key that Argon2id makes of phrase and salt."""

    salt: bytes = field(repr=False)
    ops: int
    memory_kib: int
    box: bytes = field(repr=False)

    def __post_init__(self) -> None:
        require_bytes(self.salt, SALT_BYTES)
        require_bytes(self.box, BOX_BYTES)
        Strength(self.ops, self.memory_kib)

    def to_bytes(self) -> bytes:
        """`LOCKED_BYTES` bytes, to be kept."""
        return _lock_header(self.salt, self.ops, self.memory_kib) + self.box

    @classmethod
    def from_bytes(cls, kept: Buffer) -> "Locked":
        """What `to_bytes` gave; raises CannotOpen, also where it asks for more than this machine should do."""
        kept = as_bytes(kept)
        if kept[:1] != LOCK or len(kept) != LOCKED_BYTES:
            raise CannotOpen
        ops, memory_kib = int.from_bytes(kept[1:5], "big"), int.from_bytes(kept[5:9], "big")
        salt, box = kept[9 : 9 + SALT_BYTES], kept[9 + SALT_BYTES :]
        try:
            return cls(salt, ops, memory_kib, box)
        except ValueError:
            raise CannotOpen from None


def new_pair() -> PrivateKey:
    """A private key drawn at random; its `public` goes with it."""
    return PrivateKey(secrets.token_bytes(KEY_BYTES))


def wrap(key: DataKey, to: PublicKey) -> bytes:
    """The data key sealed to somebody; whoever wraps it leaves no mark. Raises ValueError for a key of no use."""
    return WRAP + sealed_to(to, key.raw)


def unwrap(wrapped: Buffer, private: PrivateKey) -> DataKey:
    """The data key that was wrapped to this key's public half; raises CannotOpen."""
    wrapped = as_bytes(wrapped)
    if wrapped[:1] != WRAP:
        raise CannotOpen
    return DataKey(opened_by(private, wrapped[1:]))


def sealed_to(to: PublicKey, raw: bytes) -> bytes:
    """32 bytes in a libsodium sealed box: 80 bytes. Raises ValueError for a key of no use."""
    try:
        return crypto_box_seal(raw, to.raw)
    except CryptoError:
        raise ValueError("this public key is none: nothing can be sealed to it") from None


def opened_by(private: PrivateKey, box: bytes) -> bytes:
    """The 32 bytes of a sealed box; raises CannotOpen."""
    try:
        raw = crypto_box_seal_open(box, private.public.raw, private.raw)
    except CryptoError:
        raise CannotOpen from None
    if len(raw) != KEY_BYTES:
        raise CannotOpen
    return raw


def lock(private: PrivateKey, phrase: str, strength: Strength = STRENGTH) -> Locked:
    """The private key under a phrase, which is folded first; raises ValueError for an empty one."""
    salt = secrets.token_bytes(SALT_BYTES)
    derived = _derived(phrase, salt, strength)
    header = _lock_header(salt, strength.ops, strength.memory_kib)
    return Locked(salt, strength.ops, strength.memory_kib, encrypt(derived, private.raw, header))


def unlock(locked: Locked, phrase: str) -> PrivateKey:
    """The private key; raises CannotOpen. Takes as long and as much memory as its strength asks, and waits its turn."""
    if not phrases.fold(phrase):
        raise CannotOpen
    derived = _derived(phrase, locked.salt, Strength(locked.ops, locked.memory_kib))
    return PrivateKey(decrypt(derived, locked.box, _lock_header(locked.salt, locked.ops, locked.memory_kib)))


def hold(private: PrivateKey) -> tuple[bytes, bytes]:
    """The key for the length of a visit: a token of 32 bytes for the visitor alone, and what may be kept beside it."""
    token = secrets.token_bytes(KEY_BYTES)
    return token, HELD + encrypt(token, private.raw, HELD)


def held_open(token: Buffer, held: Buffer) -> PrivateKey:
    """The key that `hold` was given; raises CannotOpen."""
    token, held = as_bytes(token), as_bytes(held)
    if len(token) != KEY_BYTES or held[:1] != HELD or len(held) != len(HELD) + BOX_BYTES:
        raise CannotOpen
    return PrivateKey(decrypt(token, held[1:], HELD))


def _lock_header(salt: bytes, ops: int, memory_kib: int) -> bytes:
    return LOCK + ops.to_bytes(4, "big") + memory_kib.to_bytes(4, "big") + salt


def _derived(phrase: str, salt: bytes, strength: Strength) -> bytes:
    folded = phrases.fold(phrase)
    if not folded:
        raise ValueError("a safe phrase cannot be empty")
    try:
        with _turn:
            return crypto_pwhash_alg(
                KEY_BYTES,
                folded.encode(),
                salt,
                strength.ops,
                strength.memory_kib * 1024,
                crypto_pwhash_ALG_ARGON2ID13,
            )
    except CryptoError:  # sizes and bounds are right by now: only memory can be missing
        memory = strength.memory_kib // 1024
        raise MemoryError(f"not enough memory to work with a safe phrase: it takes {memory} MiB") from None
