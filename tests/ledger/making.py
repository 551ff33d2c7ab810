"""Logs to check and tamper with: entries, their heads and exports, signed with a key that everybody may know."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO

from gatepost.ledger import ed25519
from gatepost.ledger.checkpoint import Checkpoint, sign_checkpoint
from gatepost.ledger.entry import Entry, from_bytes, leaf_hash, to_bytes
from gatepost.ledger.export import write_export
from gatepost.ledger.note import VerifierKey
from gatepost.ledger.tree import root

ORIGIN = "gatepost.example/ledger/ossamere"
SEED = bytes(range(32))
KEY = VerifierKey(ORIGIN, ed25519.public_key(SEED))
OTHER_SEED = bytes(range(32, 64))
OTHER_KEY = VerifierKey(ORIGIN, ed25519.public_key(OTHER_SEED))


def entry(seq: int = 0, log: str = ORIGIN, **fields: object) -> Entry:
    made = Entry(
        log=log,
        seq=seq,
        at=f"2026-11-21T16:{seq // 60 % 60:02}:{seq % 60:02}.000000Z",
        actor=f"person:{seq % 7}",
        role="teacher",
        action="policy.acknowledged",
        thing=f"policy:{seq}",
        commitments={"text": f"{seq:064x}"},
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def stored(count: int, log: str = ORIGIN) -> list[bytes]:
    """The bytes of a log's entries."""
    return [to_bytes(entry(seq, log)) for seq in range(count)]


def leaves(raws: Iterable[bytes]) -> list[bytes]:
    return [leaf_hash(raw) for raw in raws]


def head(raws: Sequence[bytes], size: int | None = None, *, log: str = ORIGIN, seed: bytes = SEED) -> str:
    """The signed head of the first `size` entries."""
    size = len(raws) if size is None else size
    key = VerifierKey(log, ed25519.public_key(seed))
    checkpoint = Checkpoint(log, size, root(leaves(raws[:size])))
    return sign_checkpoint(checkpoint, key, lambda message: ed25519.sign(seed, message))


def exported(raws: Iterable[bytes], heads: Iterable[str] = (), *, key: VerifierKey = KEY) -> bytes:
    file = BytesIO()
    write_export(file, ORIGIN, [key], heads, raws)
    return file.getvalue()


def edited(raw: bytes, **fields: object) -> bytes:
    """The bytes of an entry with other fields, well-formed again."""
    return to_bytes(replace(from_bytes(raw), **fields))  # type: ignore[arg-type]


def renumbered(raws: Iterable[bytes]) -> list[bytes]:
    """Entries numbered anew from 0, as a careful forger would leave them."""
    return [edited(raw, seq=seq) for seq, raw in enumerate(raws)]
