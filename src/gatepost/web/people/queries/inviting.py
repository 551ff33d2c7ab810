"""Parents on the roll who could be invited to a page of their own, and members who can be told to be one of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from gatepost.web.people import permissions
from gatepost.web.people.models import Contact, OnRoll, OwnChild
from gatepost.web.people.queries.parents import has_name, parents
from gatepost.web.record.queries import things_of
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person
from gatepost.web.schools.queries import invitations_now

READY, UNSENT, INVITED, MEMBER, SHARED, WITHOUT = "ready", "unsent", "invited", "member", "shared", "without"
AT_ONCE = 60  # members of whom it is said at once


@dataclass(frozen=True, slots=True)
class Asked:
    """An adult with parental responsibility, their children in one class, and how things stand with an invitation.

    READY, or UNSENT where no mail server took the last letter: they can be invited. SHARED: another adult on the roll
    has the same address, so a letter would reach either. `elsewhere`: an invitation in their name is open at another
    address, which may be one that was mistyped.
    """

    adult: OnRoll
    children: tuple[OnRoll, ...]
    state: str
    elsewhere: bool

    @property
    def can_be(self) -> bool:
        """Whether they can be invited."""
        return self.state in (READY, UNSENT)


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
    invited = list(invitations_now(person))
    state = _states(children, {one.email: one.undelivered for one in invited})
    return tuple(
        Asked(
            adult,
            tuple(found),
            state[adult.pk],
            any(one.name == str(adult) and one.email != address_of(adult) for one in invited),
        )
        for adult, found in children.items()
    )


def address_of(adult: OnRoll) -> str:
    """The address that the roll has, as addresses are compared; empty for none."""
    return adult.email.strip().lower()


def _states(adults: Iterable[OnRoll], unsent: dict[str, bool]) -> dict[int, str]:
    address = {one.pk: address_of(one) for one in adults}
    held = Counter(address_of(one) for one in OnRoll.objects.filter(kind="parent").exclude(email="").only("email"))
    # What was said of whoever has left is taken back by the clock: before that they must not come back to it.
    kept = Exists(OwnChild.objects.filter(membership=OuterRef("pk")))
    here = Membership.objects.filter(Q(ended_at__isnull=True) | kept, account__email__in=set(address.values()))
    members = set(here.values_list("account__email", flat=True))

    def state(email: str) -> str:
        if not email:
            return WITHOUT
        if held[email] > 1:
            return SHARED
        if email in members:
            return MEMBER
        return READY if email not in unsent else UNSENT if unsent[email] else INVITED

    return {number: state(email) for number, email in address.items()}


@dataclass(frozen=True, slots=True)
class Alike:
    """A member who is a parent, and the one adult on the roll with their name and their address; `contacts` lead to the
    children for whom the roll says `yes` to parental responsibility.
    """

    member: Membership
    adult: OnRoll
    contacts: tuple[Contact, ...]


def alike(person: Person, most: int = AT_ONCE) -> tuple[Alike, ...]:
    """Members of whom nobody has ever said which children are theirs, where the roll leaves one answer; by name."""
    rows = parents(person).exclude(pk=person.membership_id)
    # Of whom something was said once, somebody may have decided that they see no child.
    told = things_of("own-child.confirmed", [_thing(one) for one in rows])
    members = {(one.account.email or "").lower(): one for one in rows if _thing(one) not in told}
    adults: dict[str, list[OnRoll]] = {}
    for adult in OnRoll.objects.filter(kind="parent").exclude(email="").order_by("pk") if members else ():
        adults.setdefault(address_of(adult), []).append(adult)
    found: list[tuple[Membership, OnRoll]] = []
    for email, member in members.items():
        match adults.get(email):
            case [adult] if has_name(adult, member):
                found.append((member, adult))
    contacts: dict[int, list[Contact]] = {}
    joined = Contact.objects.filter(adult__in=[adult.pk for _member, adult in found], parental_responsibility="yes")
    for contact in joined.select_related("child").order_by("child__date_of_birth", "pk"):
        contacts.setdefault(contact.adult_id, []).append(contact)
    shown = [Alike(member, adult, tuple(contacts[adult.pk])) for member, adult in found if adult.pk in contacts]
    return tuple(shown[:most])


def _thing(member: Membership) -> str:
    return f"membership:{member.pk}"
