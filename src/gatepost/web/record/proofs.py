"""Inclusion proofs from stored leaf hashes: of the newest entries at once, of any other from the leaves beside it."""

from collections.abc import Mapping

from gatepost.ledger.tree import Frontier, node_hash, root
from gatepost.web.record.models import Entry, Head

_A_READ = 10_000  # rows that the database hands over at a time

_Blocks = Mapping[tuple[int, int], bytes]


def inclusion(head: Head, seq: int) -> tuple[bytes, ...]:
    """The proof that entry `seq` stands in the tree of a head, its sibling first. Raises TreeError for a frontier that
    cannot be read; the head must cover the entry.
    """
    blocks = _blocks(head)
    proof: list[bytes] = []
    low, high = 0, head.size
    while high - low > 1:
        middle = low + _split(high - low)
        if seq < middle:
            proof.append(_root(head, middle, high, blocks))
            high = middle
        else:
            proof.append(_root(head, low, middle, blocks))
            low = middle
    return tuple(reversed(proof))


def _blocks(head: Head) -> _Blocks:
    """The full subtrees whose roots the head's frontier holds, by the entries from and before which they reach."""
    found, low = {}, 0
    for one in Frontier.from_hex(head.size, head.frontier.split()).hashes:
        high = low + (1 << (head.size - low).bit_length() - 1)
        found[low, high] = one
        low = high
    return found


def _root(head: Head, low: int, high: int, blocks: _Blocks) -> bytes:
    if (low, high) in blocks:
        return blocks[low, high]
    if (high - low).bit_count() > 1:  # the ragged end of the tree: full subtrees side by side
        middle = low + _split(high - low)
        return node_hash(_root(head, low, middle, blocks), _root(head, middle, high, blocks))
    rows = Entry.objects.filter(school_id=head.school_id, log_id=head.log_id, seq__gte=low, seq__lt=high)
    leaves = rows.order_by("seq").values_list("leaf", flat=True).iterator(chunk_size=_A_READ)
    return root(bytes.fromhex(leaf) for leaf in leaves)


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1
