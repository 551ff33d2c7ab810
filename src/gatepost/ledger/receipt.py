"""Receipts: proof, in one text to copy and paste, that an entry stands in a log.

Inside is a C2SP transparency log proof (https://c2sp.org/tlog-proof) whose `extra` line holds the entry; around it an
armour of base64 in short lines, so that a mail program may wrap, quote or indent it without harm.
"""

import base64
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from .checkpoint import open_checkpoint, read_checkpoint
from .entry import Entry, EntryError, from_bytes, leaf_hash, to_bytes
from .note import NoteError, VerifierKey, strict_base64
from .tree import HASH_BYTES, verify_inclusion

LONGEST = 500_000  # characters of a text with a receipt in it
_FORMAT = "c2sp.org/tlog-proof@v1"
_LONGEST_PROOF = 63  # hashes
_BEGIN, _END = "BEGIN GATEPOST RECEIPT", "END GATEPOST RECEIPT"
_ARMOUR = re.compile(r"BEGIN\s+GATEPOST\s+RECEIPT(.*?)END\s+GATEPOST\s+RECEIPT", re.DOTALL)
_NO_MATTER = re.compile(
    "[\\s>\u2010-\u2015\u200b\ufeff\u00ad-]+"
)  # what mail programs add, and the dashes of the armour
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})")


class ReceiptError(ValueError):
    """A receipt that cannot be read or does not prove what it says; the message says why."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt holds, nothing of it verified: the entry, its inclusion proof, and the signed note of the head."""

    entry: Entry
    proof: tuple[bytes, ...]
    head: str


def make_receipt(entry: Entry, proof: Sequence[bytes], head: str) -> str:
    """The text of a receipt, lines of at most 64 characters; raises ReceiptError where the proof does not fit the head.

    `proof` is the inclusion proof of the entry in the tree of the head, `head` a signed checkpoint.
    """
    receipt = Receipt(entry, tuple(proof), head)
    _fits(receipt)
    armoured = base64.b64encode(proof_text(receipt).encode()).decode()
    return "\n".join([f"-----{_BEGIN}-----", *textwrap.wrap(armoured, 64), f"-----{_END}-----", ""])


def proof_text(receipt: Receipt) -> str:
    """The C2SP proof that is inside a receipt, for other programs."""
    lines = [
        _FORMAT,
        f"extra {base64.b64encode(to_bytes(receipt.entry)).decode()}",
        f"index {receipt.entry.seq}",
        *(base64.b64encode(one).decode() for one in receipt.proof),
    ]
    return "\n".join(lines) + "\n\n" + receipt.head


def check_receipt(text: str, *keys: VerifierKey) -> Entry:
    """The entry that a receipt proves to stand in a log whose key is among `keys`; raises ReceiptError."""
    receipt = parse_receipt(text)
    try:
        open_checkpoint(receipt.head, keys)
    except NoteError:
        raise ReceiptError("the head in the receipt is not signed by the key of its log") from None
    _fits(receipt)
    return receipt.entry


def parse_receipt(text: str) -> Receipt:
    """Read a receipt, or a bare C2SP proof with an entry in it, without verifying it; raises ReceiptError."""
    if len(text) > LONGEST:
        raise ReceiptError("the text is too long to be a receipt")
    if text.startswith(_FORMAT):
        return _parse_proof(text)
    armours = _ARMOUR.findall(text)
    if len(armours) != 1:
        what = "more than one receipt" if armours else "no receipt"
        raise ReceiptError(f"the text holds {what}; copy it from `{_BEGIN}` to `{_END}`")
    try:
        inside = strict_base64(_NO_MATTER.sub("", armours[0])).decode()
    except (NoteError, UnicodeDecodeError):
        raise ReceiptError("the receipt is damaged; copy it again, whole") from None
    return _parse_proof(inside)


def _parse_proof(text: str) -> Receipt:
    top, gap, head = text.partition("\n\n")
    lines = top.split("\n")
    if not gap or lines[0] != _FORMAT:
        raise ReceiptError("the receipt is in a form that this program does not know")
    if len(lines) < 3 or not lines[1].startswith("extra "):
        raise ReceiptError("the receipt does not hold its entry")
    index = _INDEX.fullmatch(lines[2])
    if not index or len(lines) > 3 + _LONGEST_PROOF:
        raise ReceiptError("the receipt does not say which entry it is of")
    try:
        entry = from_bytes(strict_base64(lines[1].removeprefix("extra ")))
        proof = tuple(strict_base64(line) for line in lines[3:])
        read_checkpoint(head)
    except (EntryError, NoteError) as error:
        raise ReceiptError(f"the receipt is damaged: {error}") from None
    if any(len(one) != HASH_BYTES for one in proof):
        raise ReceiptError("the receipt is damaged: a hash of its proof has not 32 bytes")
    if entry.seq != int(index[1]):
        raise ReceiptError("the receipt names another entry than it holds")
    return Receipt(entry, proof, head)


def _fits(receipt: Receipt) -> None:
    try:
        head = read_checkpoint(receipt.head)
    except NoteError as error:
        raise ReceiptError(f"the head of the receipt cannot be read: {error}") from None
    entry = receipt.entry
    if entry.log != head.origin:
        raise ReceiptError("the entry of the receipt is of another log than its head")
    if not verify_inclusion(leaf_hash(to_bytes(entry)), entry.seq, head.size, receipt.proof, head.root):
        raise ReceiptError("the entry of the receipt does not stand in the log at its place")
