"""What was granted and counts: for exactly what was asked, and for the clauses for which it was asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from gatepost.web.approvals import words
from gatepost.web.approvals.kinds import KINDS, WRITTEN
from gatepost.web.approvals.models import GRANTED, PermissionRequest, Vote
from gatepost.web.approvals.queries.requests import module_on
from gatepost.web.schools.person import Person


@dataclass(frozen=True, slots=True)
class Grant:
    """A yes that counts: for which clauses, `spoken` or `written`, until the end of which day; `not_before` is the
    moment that was asked for, or None.
    """

    request: int
    kind: str
    clauses: frozenset[str]
    level: str
    until: date
    not_before: datetime | None


def grants(person: Person, digest: str, now: datetime) -> tuple[Grant, ...]:
    """The person's own grants for exactly this at a moment. `digest` is `binding.digest` of what they are about to do,
    with the clauses of the request or, as `Asked.content`, with none.
    """
    known = words.known_by(digest)
    return _grants(_counting(person, now).filter(Q(fingerprint=known) | Q(content_fingerprint=known)))


def standing(person: Person, now: datetime) -> tuple[Grant, ...]:
    """The person's own grants that are bound to no draft: working time, accounts, a pupil's phone."""
    kinds = [one.code for one in KINDS.values() if one.standing]
    return _grants(_counting(person, now).filter(kind__in=kinds))


def covered(granted: Iterable[Grant]) -> Mapping[str, str]:
    """Each clause that these lift, with the level that is held: the policy's own `permissions`."""
    found: dict[str, str] = {}
    for one in granted:
        for clause in one.clauses:
            found[clause] = WRITTEN if WRITTEN in (one.level, found.get(clause)) else one.level
    return found


def conditions(person: Person, request: int) -> tuple[str, ...]:
    """On what conditions a request of the person's own was granted: of each who decided the latest yes, all of them."""
    rows = Vote.objects.filter(request=request, request__membership_id=person.membership_id).order_by("pk")
    latest = {one.membership_id: one for one in rows}
    return tuple(text for one in latest.values() if one.yes and (text := words.vote_words(one)))


def granted_by(request: PermissionRequest) -> int:
    """The membership of whoever said the latest yes to a request that was granted."""
    said: Vote = Vote.objects.filter(request=request, yes=True).latest("pk")
    return int(said.membership_id)


def _counting(person: Person, now: datetime) -> QuerySet[PermissionRequest]:
    """The person's grants that hold at a moment: none while the module is off."""
    if not module_on():
        return PermissionRequest.objects.none()
    return PermissionRequest.objects.filter(
        membership_id=person.membership_id,
        membership__ended_at__isnull=True,
        school_id=person.school_id,
        state=GRANTED,
        expires_on__gte=timezone.localdate(now),
    )


def _grants(rows: QuerySet[PermissionRequest]) -> tuple[Grant, ...]:
    return tuple(
        Grant(one.pk, one.kind, frozenset(one.clauses), one.given, one.expires_on, one.not_before)
        for one in rows.defer("told").order_by("pk")
        if one.expires_on is not None
    )
