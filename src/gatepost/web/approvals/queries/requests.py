"""Requests: one's own, those that wait for one's word, and what was said to the like before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from gatepost.web.approvals import words
from gatepost.web.approvals.models import ASKED, REFUSED, PermissionRequest, RequestPicture, Vote
from gatepost.web.approvals.permissions import ASK
from gatepost.web.modules.queries import is_on
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import Person, holding, today

REQUESTS = "requests"  # the module
MOST_PRECEDENTS = 5
MOST_SHOWN = 100
NO_PICTURE = 99  # more than any request has


def module_on() -> bool:
    """Whether permission is asked for and given here."""
    return is_on(REQUESTS)


def deciders(asker: int) -> tuple[int, ...]:
    """The memberships that decide on a member's requests: every headteacher but the asker, else the chair of governors.

    Whoever stands in for a headteacher holds that role for the time. Nobody decides on their own: with none, it waits.
    """
    return _but(asker, holding("headteacher"), holding("chair"))


def _but(asker: int, heads: Sequence[int], chairs: Sequence[int]) -> tuple[int, ...]:
    others = tuple(one for one in heads if one != asker)
    return others or tuple(one for one in chairs if one != asker)


def _theirs(person: Person, asker: str = "membership_id") -> Q:
    """The rows on which the person decides, as `_but` says it. `asker` is the column of who asks."""
    member, heads, chairs = person.membership_id, set(holding("headteacher")), set(holding("chair"))
    if member in heads or (not heads and member in chairs):
        return ~Q(**{asker: member})
    if len(heads) == 1 and member in chairs:
        return Q(**{f"{asker}__in": heads})
    return Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Listed:
    """A request as lists show it, with its state today. `who` is who asks."""

    request: PermissionRequest
    state: str
    who: str

    @property
    def asked_back(self) -> bool:
        """Whether a question to the asker is open."""
        return self.state == ASKED and bool(self.request.question) and not self.request.reply

    @property
    def answered(self) -> bool:
        """Whether a question to the asker has been answered, and the request waits again."""
        return self.state == ASKED and bool(self.request.reply)


def _listed(rows: Iterable[PermissionRequest]) -> tuple[Listed, ...]:
    day = today()
    return tuple(Listed(one, one.state_on(day), one.membership.account.name) for one in rows)


def mine(person: Person) -> tuple[Listed, ...]:
    """The person's own, newest first."""
    rows = PermissionRequest.objects.filter(membership_id=person.membership_id, school_id=person.school_id)
    rows = rows.select_related("membership__account").defer("told")
    return _listed(rows.order_by("-asked_at", "-pk")[:MOST_SHOWN])


def waiting_for(person: Person) -> tuple[Listed, ...]:
    """The requests of others that wait for this person's yes or no, the oldest first: those on which nobody has decided
    yet, and after a no those to which another has said yes since and this person has not. None while the module is off.
    """
    if not module_on():
        return ()
    rows = _decided_by(person).filter(state__in=(ASKED, REFUSED), lapses_on__gte=today())
    return tuple(one for one in _listed(rows.order_by("asked_at", "pk")) if _waits(one, person.membership_id))


def _waits(listed: Listed, decider: int) -> bool:
    if listed.state != REFUSED:
        return listed.state == ASKED
    latest = {one.membership_id: one.yes for one in sorted(listed.request.votes.all(), key=lambda one: one.pk)}
    return not latest.pop(decider, False) and any(latest.values())


def decided(person: Person) -> tuple[Listed, ...]:
    """What was decided of the requests on which this person decides, newest first."""
    rows = _decided_by(person).exclude(state=ASKED)
    return _listed(rows.order_by(Coalesce("decided_at", "asked_at").desc(), "-pk")[:MOST_SHOWN])


def _decided_by(person: Person) -> QuerySet[PermissionRequest]:
    rows = PermissionRequest.objects.filter(_theirs(person), school_id=person.school_id, membership__ended_at=None)
    return rows.select_related("membership__account").prefetch_related("votes").defer("told")


def one(person: Person, number: int) -> PermissionRequest | None:
    """One request, for whoever asked and whoever decides; None for everybody else, by the same queries."""
    rows = PermissionRequest.objects.select_related("membership__account")
    found = rows.filter(pk=number, school_id=person.school_id).first()
    heads, chairs = holding("headteacher"), holding("chair")
    if found is None:
        return None
    theirs = (found.membership_id, *_but(found.membership_id, heads, chairs))
    return found if person.membership_id in theirs else None


def picture(person: Person, number: int, place: int) -> bytes | None:
    """A picture of a request, the first being 1; None where the request is not the person's to see, or it is gone."""
    found = one(person, number)
    # Of a number that its column cannot hold Django asks PostgreSQL nothing, which would tell the two apart.
    number_of = min(place, NO_PICTURE)
    row = RequestPicture.objects.filter(request_id=found.pk if found else 0, number=number_of).first()
    return words.picture(row) if row is not None else None


@dataclass(frozen=True, slots=True)
class Said:
    """A yes or no as the page shows it: by whom, when, until when, in which words."""

    who: str
    yes: bool
    spoken: bool
    at: datetime
    until: date | None
    words: str


def said(request: PermissionRequest) -> tuple[Said, ...]:
    """Every yes and no to a request, in the order in which they were said."""
    rows = Vote.objects.filter(request=request).select_related("membership__account").order_by("pk")
    return tuple(
        Said(one.membership.account.name, one.yes, one.spoken, one.said_at, one.expires_on, words.vote_words(one))
        for one in rows
    )


@dataclass(frozen=True, slots=True)
class Precedent:
    """What was last said to a request of the same kind, and the beginning of what was asked; whose it was stands on its
    own page.
    """

    number: int
    yes: bool
    on: datetime
    asked: str
    words: str


def precedents(person: Person, request: PermissionRequest) -> tuple[Precedent, ...]:
    """The newest answers to other requests of the same kind, among those on which this person decides."""
    rows = Vote.objects.filter(
        _theirs(person, "request__membership_id"), request__kind=request.kind, school_id=person.school_id
    )
    rows = rows.exclude(request=request).order_by("-said_at", "-pk")
    found: dict[int, Vote] = {}
    for vote in rows[:MOST_SHOWN]:
        if vote.request_id not in found:
            found[vote.request_id] = vote
        if len(found) == MOST_PRECEDENTS:
            break
    asked = {number: words.beginning(one) for number, one in PermissionRequest.objects.in_bulk(found).items()}
    return tuple(
        Precedent(number, one.yes, one.said_at, asked[number], words.vote_words(one)) for number, one in found.items()
    )


def askers(person: Person) -> tuple[Membership, ...]:
    """The members of whom this person can note that they were told yes by word of mouth, by name; parents ask here."""
    day, heads, chairs = today(), holding("headteacher"), holding("chair")
    held = RoleHeld.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), role__in=ASK - {"parent"}, starts_on__lte=day
    )
    rows = Membership.objects.filter(pk__in=held.values("membership_id"), ended_at__isnull=True)
    rows = rows.select_related("account").order_by("account__name", "pk")
    return tuple(one for one in rows if person.membership_id in _but(one.pk, heads, chairs))
