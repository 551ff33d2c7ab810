"""Family links: one's own, those that wait for one's word, those that the office keyed in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from gatepost.web.modules.queries import is_on
from gatepost.web.people import permissions
from gatepost.web.people.models import FamilyLink
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import Person, holding, today

FAMILY_LINKS = "family-links"  # the module


def deciders(declarer: int) -> tuple[int, ...]:
    """The memberships that decide on a declaration: every headteacher but the declarer, else the chair of governors.

    Nobody decides on their own: with neither, it waits.
    """
    return _but(declarer, holding("headteacher"), holding("chair"))


def _but(declarer: int, heads: Sequence[int], chairs: Sequence[int]) -> tuple[int, ...]:
    others = tuple(one for one in heads if one != declarer)
    return others or tuple(one for one in chairs if one != declarer)


def in_force(membership_id: int, on: date) -> tuple[FamilyLink, ...]:
    """A member's links that count on a day: noted, not ended, not past the day of review; none while the module is
    off.
    """
    if not is_on(FAMILY_LINKS):
        return ()
    rows = FamilyLink.objects.filter(membership_id=membership_id, noted=True, ended_at__isnull=True, review_on__gte=on)
    return tuple(rows.order_by("other_name", "pk"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A link as lists show it, with its state today. `who` is who declared it."""

    link: FamilyLink
    state: str
    who: str


def _listed(rows: Iterable[FamilyLink]) -> tuple[Listed, ...]:
    day = today()
    return tuple(Listed(one, one.state(day), one.membership.account.name) for one in rows)


def mine(person: Person) -> tuple[Listed, ...]:
    """The person's own, newest first."""
    rows = FamilyLink.objects.filter(membership_id=person.membership_id, school_id=person.school_id)
    return _listed(rows.select_related("membership__account").order_by("-declared_at", "-pk"))


def keyed(person: Person) -> tuple[Listed, ...]:
    """What was keyed in for people without e-mail, newest first, for those who key."""
    if not permissions.may_key_links(person):
        return ()
    rows = FamilyLink.objects.filter(keyed_by__isnull=False, school_id=person.school_id)
    return _listed(rows.select_related("membership__account").order_by("-declared_at", "-pk"))


def to_decide(person: Person) -> tuple[Listed, ...]:
    """The declarations of others that wait for this person's word, the oldest first, and then those that count."""
    heads, chairs = holding("headteacher"), holding("chair")
    rows = FamilyLink.objects.filter(
        Q(noted__isnull=True) | Q(noted=True, review_on__gte=today()),
        ended_at__isnull=True,
        school_id=person.school_id,
    ).select_related("membership__account")
    theirs = [
        one
        for one in rows.order_by("declared_at", "pk")
        if person.membership_id in _but(one.membership_id, heads, chairs)
    ]
    return _listed(sorted(theirs, key=lambda one: one.noted is not None))


def one(person: Person, number: int) -> FamilyLink | None:
    """One link, for whoever declared it, decides on it or keyed it in; None for everybody else, by the same queries."""
    rows = FamilyLink.objects.select_related("membership__account", "keyed_by__account", "decided_by__account")
    link = rows.filter(pk=number, school_id=person.school_id).first()
    heads, chairs = holding("headteacher"), holding("chair")
    if link is None:
        return None
    theirs = person.membership_id in (link.membership_id, *_but(link.membership_id, heads, chairs))
    return link if theirs or (link.keyed_by_id is not None and permissions.may_key_links(person)) else None


def without_email() -> tuple[Membership, ...]:
    """The members now who have no e-mail and can have family links to declare, by name."""
    day = today()
    held = RoleHeld.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), role__in=permissions.DECLARE, starts_on__lte=day
    )
    rows = Membership.objects.filter(
        pk__in=held.values("membership_id"), ended_at__isnull=True, account__email__isnull=True
    )
    return tuple(rows.select_related("account").order_by("account__name", "pk"))
