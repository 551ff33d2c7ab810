"""Whether a log is complete and unchanged, as far as the site itself can tell: its entries against its own heads, and
the lists' columns against the entries.

Whoever rewrites the database can rewrite the heads in it: only heads that somebody else holds tell of that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gatepost.ledger.checkpoint import heads_in
from gatepost.ledger.entry import EntryError, from_bytes, leaf_hash
from gatepost.ledger.tree import Frontier, TreeError
from gatepost.ledger.verify import Finding, Held, Report, verify_log
from gatepost.web.record.actions import written
from gatepost.web.record.export import export_log, reader
from gatepost.web.record.models import Entry, Log
from gatepost.web.record.signing import key_of

_A_PART = 2_000  # rows read at a time


def check_log(log: Log, held: Iterable[Held] = ()) -> Report:
    """What a check of every entry of a log finds, heads held by others among what it is checked against."""
    report = verify_log(reader(export_log(log)), list(held), [key_of(log)])
    found = [*report.findings, *beside(log)]
    return replace(report, findings=tuple(sorted(found, key=lambda one: -1 if one.first is None else one.first)))


def held_in(text: str, source: str) -> list[Held]:
    """The heads in a text that somebody pasted."""
    return [Held(source, note) for note in heads_in(text)]


def beside(log: Log) -> Iterator[Finding]:
    """What an export does not show: a row that says other than its entry, and a tree that is not that of the rows."""
    log = Log.objects.get(school_id=log.school_id, pk=log.pk)
    rows = Entry.objects.filter(school_id=log.school_id, log=log, seq__lt=log.size).order_by("seq")
    grown, odd = Frontier(), None
    for row in rows.iterator(chunk_size=_A_PART):
        raw = row.body.encode()
        grown = grown.append(leaf_hash(raw))
        if odd is None and not _agrees(row, raw):
            odd = row.seq
    if odd is not None:
        yield Finding("changed", odd, odd, f"Entry {odd} is listed with other words than it holds.")
    if grown.size < log.size:
        says = f"The log has had {log.size} entries, and {grown.size} are there."
        yield Finding("tail-cut", grown.size, log.size - 1, says)
    elif not _same(log, grown):
        yield Finding("changed", 0, log.size - 1, "Some entries are not those that were added to the log.")


def _agrees(row: Entry, raw: bytes) -> bool:
    try:
        entry = from_bytes(raw)
    except EntryError:
        return True  # told of by the check of the entries
    listed = (row.seq, written(row.at), row.actor, row.role, row.action, row.thing, row.leaf)
    return listed == (entry.seq, entry.at, entry.actor, entry.role, entry.action, entry.thing, leaf_hash(raw).hex())


def _same(log: Log, grown: Frontier) -> bool:
    try:
        return Frontier.from_hex(log.size, log.frontier.split()) == grown
    except TreeError:
        return False
