"""The Merkle tree of RFC 6962 over leaf hashes: roots, a frontier that grows by a leaf at a time, and both proofs."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class TreeError(ValueError):
    """A frontier, index or size that no tree has; the message says why."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of a tree's full subtrees, the largest first: all it takes to append a leaf and to know the root.

    `hashes` has one hash of 32 bytes for each bit that is set in `size`. Raises TreeError otherwise.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise TreeError(f"a frontier of size {self.size} does not have {len(self.hashes)} hashes")
        if any(len(one) != HASH_BYTES for one in self.hashes):
            raise TreeError("a hash of a frontier has 32 bytes")

    def append(self, leaf: bytes) -> "Frontier":
        """The frontier with one more leaf hash."""
        hashes, size = [*self.hashes, leaf], self.size
        while size & 1:
            right = hashes.pop()
            hashes.append(node_hash(hashes.pop(), right))
            size >>= 1
        return Frontier(self.size + 1, tuple(hashes))

    def root(self) -> bytes:
        """The root of the tree (32 bytes)."""
        if not self.hashes:
            return EMPTY_ROOT
        made = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            made = node_hash(left, made)
        return made

    def next_proof(self) -> tuple[bytes, ...]:
        """The inclusion proof of the leaf that is appended next, in the tree that ends with it.

        With it a receipt for the newest entry needs no other leaf of the log.
        """
        return tuple(reversed(self.hashes))

    def to_hex(self) -> list[str]:
        """The hashes as hex; with `size` all that must be stored."""
        return [one.hex() for one in self.hashes]

    @classmethod
    def from_hex(cls, size: int, hashes: Iterable[str]) -> "Frontier":
        """The frontier that was stored; raises TreeError where it is none."""
        try:
            return cls(size, tuple(bytes.fromhex(one) for one in hashes))
        except (TypeError, ValueError) as error:
            raise TreeError(f"a stored frontier cannot be read: {error}") from None


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def frontier(leaves: Iterable[bytes]) -> Frontier:
    """The frontier of the tree over these leaf hashes."""
    made = Frontier()
    for leaf in leaves:
        made = made.append(leaf)
    return made


def root(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree over these leaf hashes."""
    return frontier(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The hashes that lead from the leaf at `index` to the root, the leaf's sibling first; raises TreeError."""
    if not 0 <= index < len(leaves):
        raise TreeError(f"a tree of {len(leaves)} leaves has no leaf {index}")
    proof: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(root(leaves[middle:high]))
            high = middle
        else:
            proof.append(root(leaves[low:middle]))
            low = middle
    return tuple(reversed(proof))


def consistency_proof(leaves: Sequence[bytes], first: int) -> tuple[bytes, ...]:
    """The hashes that show that the tree over the first `first` leaves is the beginning of this one; raises TreeError.

    Empty where `first` is 0 or all leaves.
    """
    if not 0 <= first <= len(leaves):
        raise TreeError(f"a tree of {len(leaves)} leaves has no beginning of {first}")
    if first in (0, len(leaves)):
        return ()
    proof: list[bytes] = []
    low, high, whole = 0, len(leaves), True
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            proof.append(root(leaves[middle:high]))
            high = middle
        else:
            proof.append(root(leaves[low:middle]))
            low, whole = middle, False
    if not whole:
        proof.append(root(leaves[low:high]))
    return tuple(reversed(proof))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], top: bytes) -> bool:
    """Whether the proof shows that `leaf` stands at `index` in the tree of `size` leaves with root `top`."""
    if not 0 <= index < size or not _hashes([leaf, *proof, top]):
        return False
    made, at, last = leaf, index, size - 1
    for one in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            made = node_hash(one, made)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            made = node_hash(made, one)
        at, last = at >> 1, last >> 1
    return last == 0 and made == top


def verify_consistency(first: int, second: int, first_top: bytes, second_top: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of `first` leaves is the beginning of the tree of `second` leaves."""
    if not 0 <= first <= second or not _hashes([first_top, second_top, *proof]):
        return False
    if first == second:
        return not proof and first_top == second_top and (first > 0 or first_top == EMPTY_ROOT)
    if first == 0:
        return not proof and first_top == EMPTY_ROOT
    path = [first_top, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, one)
        at, last = at >> 1, last >> 1
    return last == 0 and old == first_top and new == second_top


def _split(size: int) -> int:
    """The largest power of two below `size`, for a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _hashes(given: Sequence[bytes]) -> bool:
    return all(len(one) == HASH_BYTES for one in given)
