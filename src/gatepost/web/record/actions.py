"""Appending to a school's record."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gatepost.ledger.entry import Entry as LedgerEntry
from gatepost.ledger.entry import commit, from_bytes, leaf_hash, to_bytes
from gatepost.ledger.receipt import make_receipt
from gatepost.ledger.tree import Frontier, root
from gatepost.web.record.models import CommitmentKey, Entry, Head, Log
from gatepost.web.record.proofs import inclusion
from gatepost.web.record.registry import sentence
from gatepost.web.record.signing import signed

SCHOOL_LOG = "school"
CASE_HEADS = "record.case-heads"
SYSTEM = "system"  # the actor of what the clock does


def append(
    *,
    school_id: int,
    actor: str,
    role: str,
    action: str,
    thing: str,
    contents: Mapping[str, bytes] | None = None,
    log: str = SCHOOL_LOG,
) -> Entry:
    """Add one entry to a log of the school whose scope is open; the last write of its transaction, since it locks the
    log until that ends.

    `contents` are committed to by name and kept nowhere. Raises UnknownAction for an action that the registry lacks.
    """
    sentence(action)
    with transaction.atomic():
        head = _locked(school_id, log)
        # Two entries of one moment, or a clock put back, must not stand in the wrong order.
        latest = Entry.objects.filter(log=head, seq=head.size - 1).values_list("at", flat=True).first()
        moment = max(timezone.now(), latest) if latest else timezone.now()
        commitments = {name: commit(content) for name, content in (contents or {}).items()}
        made = LedgerEntry(
            log=head.origin,
            seq=head.size,
            at=written(moment),
            actor=actor,
            role=role or "-",
            action=action,
            thing=thing,
            commitments={name: hexed for name, (hexed, _key) in commitments.items()},
        )
        raw = to_bytes(made)
        leaf = leaf_hash(raw)
        entry = Entry.objects.create(
            school_id=school_id,
            log=head,
            seq=made.seq,
            body=raw.decode(),
            leaf=leaf.hex(),
            at=moment,
            actor=made.actor,
            role=made.role,
            action=action,
            thing=thing,
        )
        CommitmentKey.objects.bulk_create(
            CommitmentKey(school_id=school_id, entry=entry, name=name, key=key.hex())
            for name, (_hexed, key) in commitments.items()
        )
        grown = Frontier.from_hex(head.size, head.frontier.split()).append(leaf)
        Log.objects.filter(pk=head.pk).update(size=grown.size, frontier="\n".join(grown.to_hex()))
    return entry


def make_head(school_id: int, log: str = SCHOOL_LOG) -> Head:
    """The signed head of a log as it is now; the same head as long as nothing is added."""
    with transaction.atomic():
        of = _locked(school_id, log)
        grown = Frontier.from_hex(of.size, of.frontier.split())
        made, _new = Head.objects.get_or_create(
            school_id=school_id,
            log=of,
            size=of.size,
            defaults={
                "frontier": of.frontier,
                "note": signed(of, of.size, grown.root()),
                "made_at": timezone.now(),
            },
        )
    return made


def receipt_for(entry: Entry) -> str:
    """The receipt of an entry, under the newest head that covers it; where there is none, one is made."""
    heads = Head.objects.filter(school_id=entry.school_id, log_id=entry.log_id, size__gt=entry.seq)
    head = heads.order_by("-size").first() or make_head(entry.school_id, entry.log.name)
    return make_receipt(from_bytes(entry.body.encode()), inclusion(head, entry.seq), head.note)


def add_case_heads(school_id: int, heads: Iterable[str] = ()) -> Entry:
    """Put the state of all case logs into the school's log: one leaf a day for all, the same to look at whether there
    are a hundred cases or none.

    `heads` are the signed heads of the case logs. What is committed to is the root of the tree over them.
    """
    top = root(leaf_hash(note.encode()) for note in sorted(heads))
    return append(school_id=school_id, actor=SYSTEM, role="-", action=CASE_HEADS, thing="-", contents={"heads": top})


def _locked(school_id: int, name: str) -> Log:
    origin = f"{settings.CONFIG.host}/schools/{school_id}/{name}"
    Log.objects.get_or_create(school_id=school_id, name=name, defaults={"origin": origin})
    # SQLite knows no row locks: there the transaction as a whole holds the write lock from its beginning.
    return Log.objects.select_for_update(no_key=True).get(school_id=school_id, name=name)


def written(moment: datetime) -> str:
    """A time as entries write it: UTC with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
