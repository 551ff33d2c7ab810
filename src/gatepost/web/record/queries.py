"""Reading the record of the school whose scope is open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, QuerySet
from django.utils import timezone

from gatepost.ledger.note import VerifierKey
from gatepost.web.record.actions import CASE_HEADS, SCHOOL_LOG
from gatepost.web.record.models import Entry, Head, Log, Verification
from gatepost.web.record.registry import actions, sentence
from gatepost.web.record.signing import key_of

AT = time(6)  # at school, each day of the year: no day tells by its absence that nothing happened


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of the last full check: when, of how many entries, unchanged since when (the first entry's time).

    `kind` and `place` are those of the first finding where it is not `complete`; `place` is None where no entry's.
    """

    at: datetime
    size: int
    since: datetime | None
    complete: bool
    kind: str
    place: int | None


def log_of(school_id: int) -> Log | None:
    """The school's log, or None before anything has happened."""
    return Log.objects.filter(school_id=school_id, name=SCHOOL_LOG).first()


def key(school_id: int) -> VerifierKey | None:
    """The key of the school's log."""
    log = log_of(school_id)
    return key_of(log) if log else None


def entries(
    school_id: int,
    begins: datetime | None = None,
    ends: datetime | None = None,
    action: str = "",
    *,
    but: Collection[str] = (),
) -> QuerySet[Entry]:
    """The entries of the school's log, newest first: those from `begins` until before `ends`, of one action, and
    without those about the things `but`, where these are given.
    """
    rows = Entry.objects.filter(school_id=school_id, log__name=SCHOOL_LOG).order_by("-seq")
    if begins is not None:
        rows = rows.filter(at__gte=begins)
    if ends is not None:
        rows = rows.filter(at__lt=ends)
    if but:
        rows = rows.exclude(thing__in=sorted(but))
    return rows.filter(action=action) if action else rows


def numbers(
    school_id: int, begins: datetime, ends: datetime, *, but: Collection[str] = ()
) -> tuple[tuple[str, int], ...]:
    """How often each action happened in a time, the most frequent first; not to the things `but`."""
    rows = entries(school_id, begins, ends, but=but).order_by().values_list("action").annotate(Count("id"))
    return tuple(sorted(((str(name), int(count)) for name, count in rows), key=lambda one: (-one[1], one[0])))


def began_at(school_id: int) -> datetime | None:
    """When the first entry was made."""
    return Entry.objects.filter(school_id=school_id, log__name=SCHOOL_LOG, seq=0).values_list("at", flat=True).first()


def newest_head(school_id: int) -> Head | None:
    """The newest head that was made of the school's log."""
    return Head.objects.filter(school_id=school_id, log__name=SCHOOL_LOG).order_by("-size").first()


def newest_leaf(school_id: int) -> int | None:
    """The `seq` of the newest leaf of the cases, None before the first."""
    leaves = Entry.objects.filter(school_id=school_id, log__name=SCHOOL_LOG, action=CASE_HEADS)
    return leaves.order_by("-seq").values_list("seq", flat=True).first()


def checked(school_id: int) -> Checked | None:
    """What came of the last full check, or None before the first."""
    rows = Verification.objects.filter(school_id=school_id, log__name=SCHOOL_LOG, at__isnull=False)
    last = rows.order_by("-at", "-pk").first()
    if last is None or last.at is None:
        return None
    return Checked(last.at, last.size, last.since, last.complete, last.kind, last.place)


def waiting_check(school_id: int) -> Verification | None:
    """A check that somebody has asked for and the clock has not done yet."""
    rows = Verification.objects.filter(school_id=school_id, log__name=SCHOOL_LOG, at__isnull=True)
    return rows.order_by("pk").first()


def said(action: str) -> str:
    """The sentence of an action; its bare name where an older program wrote it."""
    return sentence(action) if action in actions() else action


def known_actions() -> Sequence[tuple[str, str]]:
    """Every action with its sentence, by sentence."""
    return sorted(actions().items(), key=lambda one: one[1])


def due_since(now: datetime) -> datetime:
    """The moment of today at school from which the day's check, leaf and head are due."""
    zone = timezone.get_default_timezone()
    return datetime.combine(now.astimezone(zone).date(), AT, zone)


def things_of(action: str, things: Collection[str]) -> set[str]:
    """Of these things, those of which an entry of the open school's log tells with this action."""
    return set(Entry.objects.filter(action=action, thing__in=list(things)).values_list("thing", flat=True))
