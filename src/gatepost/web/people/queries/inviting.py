"""Parents on the roll who could be invited to a page of their own, and members who can be told to be one of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from gatepost.web.people import permissions
from gatepost.web.people.models import Contact, OnRoll, OwnChild
from gatepost.web.people.queries.parents import has_name, parents
from gatepost.web.schools.models import Invitation, Membership
from gatepost.web.schools.person import Person

READY, INVITED, MEMBER, SHARED, WITHOUT = "ready", "invited", "member", "shared", "without"
_MOST_SHOWN = 60  # members to be told at once


@dataclass(frozen=True, slots=True)
class Asked:
    """An adult with parental responsibility, their children in one class, and whether they can be invited: READY, or
    what stands against it. SHARED: another adult on the roll has the same address, so a letter would reach either.
    """

    adult: OnRoll
    children: tuple[OnRoll, ...]
    state: str


def of_class(person: Person, room: str) -> tuple[Asked, ...]:
    """The adults of a class's pupils for whom the roll says `yes` to parental responsibility, by surname."""
    if not permissions.may_confirm_parents(person):
        return ()
    rows = Contact.objects.filter(child__kind="pupil", child__class_name=room, parental_responsibility="yes")
    children: dict[OnRoll, list[OnRoll]] = {}
    for one in rows.select_related("adult", "child").order_by(
        "adult__surname", "adult__forename", "adult_id", "child__forename", "child_id"
    ):
        children.setdefault(one.adult, []).append(one.child)
    state = _states(children)
    return tuple(Asked(adult, tuple(found), state[adult.pk]) for adult, found in children.items())


def _states(adults: Iterable[OnRoll]) -> dict[int, str]:
    address = {one.pk: one.email.strip().lower() for one in adults}
    held = Counter(
        one.strip().lower() for one in OnRoll.objects.filter(kind="parent").values_list("email", flat=True) if one
    )
    wanted = set(address.values())
    # One whose letter no server took can be invited again.
    waiting = Invitation.objects.filter(
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        undelivered_at__isnull=True,
        expires_at__gt=timezone.now(),
        email__in=wanted,
    )
    invited = set(waiting.values_list("email", flat=True))
    here = Membership.objects.filter(ended_at__isnull=True, account__email__in=wanted)
    members = set(here.values_list("account__email", flat=True))

    def state(email: str) -> str:
        if not email:
            return WITHOUT
        if held[email] > 1:
            return SHARED
        return MEMBER if email in members else INVITED if email in invited else READY

    return {number: state(email) for number, email in address.items()}


@dataclass(frozen=True, slots=True)
class Alike:
    """A member who is a parent, and the one adult on the roll with their name and their address; `contacts` lead to the
    children for whom the roll says `yes` to parental responsibility.
    """

    member: Membership
    adult: OnRoll
    contacts: tuple[Contact, ...]


def alike(person: Person) -> tuple[Alike, ...]:
    """Members of whom nobody has said yet which children are theirs, where the roll leaves one answer; by name."""
    told = OwnChild.objects.values("membership_id")
    rows = parents(person).exclude(pk__in=told).exclude(pk=person.membership_id)
    members = {one.account.email.lower(): one for one in rows if one.account.email}
    adults: dict[str, list[OnRoll]] = {}
    for one in OnRoll.objects.filter(kind="parent").exclude(email="").order_by("pk") if members else ():
        adults.setdefault(one.email.strip().lower(), []).append(one)
    found = []
    for email, member in members.items():
        match adults.get(email):
            case [adult] if has_name(adult, member):
                found.append((member, adult))
    found = found[:_MOST_SHOWN]
    contacts: dict[int, list[Contact]] = {}
    joined = Contact.objects.filter(adult__in=[adult.pk for _member, adult in found], parental_responsibility="yes")
    for contact in joined.select_related("child").order_by("child__date_of_birth", "pk"):
        contacts.setdefault(contact.adult_id, []).append(contact)
    return tuple(Alike(member, adult, tuple(contacts[adult.pk])) for member, adult in found if adult.pk in contacts)
