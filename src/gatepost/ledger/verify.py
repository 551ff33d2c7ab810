"""A whole exported log against the heads that somebody else holds: what is not as it was, and where."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO

from .checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from .entry import Entry, EntryError, from_bytes, leaf_hash, to_bytes
from .export import End, EntryLine, Fault, HeadLine, Line, read_export
from .note import BadSignature, NoteError, VerifierKey
from .order import Order
from .receipt import Receipt
from .tree import Frontier

MOST_FINDINGS = 1_000
KINDS = (
    "bad-signature",  # a head that the log's key did not sign
    "changed",  # entries that are not those a head or receipt signs, or a copy has
    "cut-short",  # the file ends before its end
    "inserted",  # an entry that stands between others and does not belong
    "missing",  # a gap in the numbers
    "moved",  # entries in another order
    "other-log",  # a head or entry of another log
    "renumbered",  # an entry in its place with another number
    "rewritten",  # the log's own heads fit, but not those held elsewhere
    "strange-key",  # the file names a key that the holder does not
    "tail-cut",  # a head tells of entries that are not there
    "time-backwards",  # a warning: the clock of the server went back
    "two-histories",  # two signed heads of one size that differ
    "unreadable",  # an entry, head or line that is none
)


@dataclass(frozen=True, slots=True)
class Held:
    """A signed head that somebody else held, and where it was found (a file's name)."""

    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, of one of KINDS, at the entries `first` to `last` (their `seq`; None: no entry's)."""

    kind: str
    first: int | None
    last: int | None
    says: str

    @property
    def warning(self) -> bool:
        """Whether it leaves the log complete and unchanged."""
        return self.kind == "time-backwards"


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a check.

    `held` counts the heads of others that fit; `covered` is how many entries, from the first, these prove unchanged.
    `own_key`: the key was taken from the file, as none was given. `more` counts findings left out of `findings`.
    """

    origin: str
    keys: tuple[VerifierKey, ...]
    own_key: bool
    entries: int
    first_at: str | None
    last_at: str | None
    held: int
    covered: int
    findings: tuple[Finding, ...]
    more: int = 0

    @property
    def complete(self) -> bool:
        """Whether nothing was found but warnings."""
        return not self.more and all(finding.warning for finding in self.findings)


@dataclass(slots=True)
class _Found:
    """The findings so far, bounded."""

    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    def add(self, kind: str, says: str, first: int | None = None, last: int | None = None) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(kind, first, first if last is None else last, says))
        else:
            self.more += 1


@dataclass(frozen=True, slots=True)
class _Head:
    source: str
    checkpoint: Checkpoint
    held: bool


@dataclass(slots=True)
class _Heads:
    """The signed heads, by size, and which of them fit the entries."""

    waiting: dict[int, list[_Head]] = field(default_factory=dict)
    fit: list[_Head] = field(default_factory=list)
    differ: list[_Head] = field(default_factory=list)

    def add(self, head: _Head) -> None:
        self.waiting.setdefault(head.checkpoint.size, []).append(head)

    def meet(self, tree: Frontier) -> None:
        for head in self.waiting.pop(tree.size, ()):
            (self.fit if head.checkpoint.root == tree.root() else self.differ).append(head)


@dataclass(slots=True)
class _Copy:
    """An earlier export, read beside the log until the first entry that differs."""

    source: str
    lines: Iterator[Line]
    done: bool = False

    def meet(self, raw: bytes, place: int, found: _Found) -> None:
        kept = None if self.done else self._next()
        self.done = kept != raw
        if kept is not None and kept != raw:
            found.add("changed", f"Entry {place} is not the one in the copy {self.source}.", place)

    def finish(self, entries: int, found: _Found) -> None:
        rest = 0 if self.done else sum(isinstance(line, EntryLine) for line in self.lines)
        if rest:
            says = f"The copy {self.source} has {entries + rest} entries, the log {entries}: the end was cut off."
            found.add("tail-cut", says, entries, entries + rest - 1)

    def _next(self) -> bytes | None:
        return next((line.raw for line in self.lines if isinstance(line, EntryLine)), None)


def verify_log(
    file: BinaryIO,
    held: Iterable[Held] = (),
    keys: Sequence[VerifierKey] = (),
    receipts: Iterable[tuple[str, Receipt]] = (),
    copies: Iterable[tuple[str, BinaryIO]] = (),
) -> Report:
    """Check an export in one pass, in memory that does not grow with its entries; raises ExportError.

    `keys` are the log's keys as the holder knows them; without any, those in the file are believed. `receipts` are
    receipts with where they were found: their heads count as held, and each pins its entry. `copies` are earlier
    exports that somebody else held, believed as they are: the first entry that differs from one is named.
    """
    header, lines = read_export(file)
    found, heads = _Found(), _Heads()
    trusted = tuple(keys) or header.keys
    for key in header.keys:
        if key not in trusted:
            found.add("strange-key", "The file names a key for its heads that is not among those you gave.")

    pinned: dict[int, list[tuple[str, bytes]]] = {}
    for source, receipt in receipts:
        pinned.setdefault(receipt.entry.seq, []).append((source, to_bytes(receipt.entry)))
        held = chain(held, [Held(source, receipt.head)])
    for one in held:
        _take_head(one, True, header.origin, trusted, heads, found)

    earlier = [_Copy(source, read_export(copy)[1]) for source, copy in copies]
    order, tree, ended, first_at, last_at = Order(found.add), Frontier(), False, None, None
    heads.meet(tree)
    for line in lines:
        match line:
            case HeadLine(number, note):
                _take_head(Held(f"line {number} of the file", note), False, header.origin, trusted, heads, found)
                if tree.size == 0:
                    heads.meet(tree)
            case EntryLine(number, raw):
                for source, bytes_held in pinned.pop(tree.size, ()):
                    if bytes_held != raw:
                        says = f"Entry {tree.size} is not the one that the receipt {source} proves."
                        found.add("changed", says, tree.size)
                for copy in earlier:
                    copy.meet(raw, tree.size, found)
                tree = tree.append(leaf_hash(raw))
                heads.meet(tree)
                entry = _entry(raw, number, tree.size - 1, header.origin, found)
                order.take(None if entry is None else entry.seq)
                if entry is not None:
                    if last_at is not None and entry.at < last_at:
                        says = f"The time of entry {tree.size - 1} is before that of an entry before it."
                        found.add("time-backwards", says, tree.size - 1)
                    first_at, last_at = first_at or entry.at, entry.at
            case End(number, entries):
                ended = True
                if entries != tree.size:
                    says = f"The file says that it holds {entries} entries, but it holds {tree.size}."
                    found.add("cut-short", says, min(entries, tree.size))
            case Fault(number, says):
                found.add("unreadable", f"Line {number} of the file is out of place: {says}.")
    order.finish()
    for copy in earlier:
        copy.finish(tree.size, found)
    if not ended:
        found.add("cut-short", "The file ends before its end; it may not have been copied whole.", tree.size)
    _weigh_ahead(heads, order.expected, found)
    _two_histories(heads, found)
    _weigh_different(heads, found)

    fit = [head.checkpoint.size for head in heads.fit if head.held]
    spoilt = min((head.checkpoint.size for head in heads.differ), default=None)
    covered = max((size for size in fit if spoilt is None or size < spoilt), default=0)
    findings = sorted(found.findings, key=lambda one: -1 if one.first is None else one.first)
    return Report(
        header.origin, trusted, not keys, tree.size, first_at, last_at, len(fit), covered, tuple(findings), found.more
    )  # fmt: skip


def _take_head(
    held: Held, by_others: bool, origin: str, keys: Sequence[VerifierKey], heads: _Heads, found: _Found
) -> None:
    try:
        size = read_checkpoint(held.note).size
        if read_checkpoint(held.note).origin != origin:
            found.add("other-log", f"The head in {held.source} is of another log.")
            return
        heads.add(_Head(held.source, open_checkpoint(held.note, keys), by_others))
    except BadSignature:
        says = f"The head of {size} entries in {held.source} is not signed by the key of the log."
        found.add("bad-signature", says, max(size - 1, 0))
    except NoteError as error:
        found.add("unreadable", f"The head in {held.source} cannot be read: {error}.")


def _entry(raw: bytes, line: int, place: int, origin: str, found: _Found) -> Entry | None:
    try:
        entry = from_bytes(raw)
    except EntryError as error:
        found.add("unreadable", f"Entry {place} (line {line} of the file) cannot be read: {error}.", place)
        return None
    if entry.log != origin:
        found.add("other-log", f"Entry {place} says that it is of another log.", place)
    return entry


def _weigh_ahead(heads: _Heads, entries: int, found: _Found) -> None:
    """Say what heads of more entries than there are tell; a gap in the middle has been told of already."""
    ahead = max(chain.from_iterable(heads.waiting.values()), key=lambda head: head.checkpoint.size, default=None)
    if ahead is not None and ahead.checkpoint.size > entries:
        size = ahead.checkpoint.size
        says = (
            f"The head in {ahead.source} has {size} entries, the log {entries}: "
            "the end was cut off, or an old copy was put back."
        )
        found.add("tail-cut", says, entries, size - 1)


def _weigh_different(heads: _Heads, found: _Found) -> None:
    """Say between which heads the entries are not those that were signed."""
    own, held = ([head for head in heads.differ if head.held is by_others] for by_others in (False, True))
    if own:
        size = min(head.checkpoint.size for head in own)
        first = max((head.checkpoint.size for head in heads.fit if head.checkpoint.size < size), default=0)
        says = f"{_entries(first, size)} not as signed in the log's head of {size} entries."
        found.add("changed", says, first, size - 1)
    if held:
        worst = min(held, key=lambda head: head.checkpoint.size)
        size = worst.checkpoint.size
        first = max((one.checkpoint.size for one in heads.fit if one.held and one.checkpoint.size < size), default=0)
        says = f"{_entries(first, size)} not as signed in the head in {worst.source}."
        if not own and any(not head.held and head.checkpoint.size > first for head in heads.fit):
            says += " The log was signed anew after that, or an old copy was put back and written on."
            found.add("rewritten", says, first, size - 1)
        else:
            found.add("changed", says, first, size - 1)


def _two_histories(heads: _Heads, found: _Found) -> None:
    roots: dict[int, bytes] = {}
    told: set[int] = set()
    for head in chain(heads.fit, heads.differ, *heads.waiting.values()):
        size, root = head.checkpoint.size, head.checkpoint.root
        if roots.setdefault(size, root) != root and size not in told:
            told.add(size)
            says = f"Two heads of {size} entries are both signed and differ: the log has had two histories."
            found.add("two-histories", says, max(size - 1, 0))


def _entries(first: int, size: int) -> str:
    return f"Entry {first} is" if size - first == 1 else f"Among entries {first} to {size - 1} some are"
