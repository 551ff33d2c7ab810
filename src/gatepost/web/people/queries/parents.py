"""Parents who are members: whose children their own page shows, and what the office still has to say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from django.db.models import Count, Q, QuerySet

from gatepost.web.modules.queries import is_on
from gatepost.web.people import permissions
from gatepost.web.people.models import Contact, OnRoll, OwnChild
from gatepost.web.people.names import words_of
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import Person, today

PARENTS = "parents-on-roll"  # the module
_MOST_FOUND, _MOST_WORDS = 30, 6


def own_children(person: Person) -> tuple[Contact, ...]:
    """The person's own children, each as the contact that holds child and adult: those that the office has confirmed
    and for whom the roll says `yes` to parental responsibility. None while the module is off.
    """
    if not is_on(PARENTS) or not permissions.may_see_own_children(person):
        return ()
    confirmed = OwnChild.objects.filter(membership_id=person.membership_id, school_id=person.school_id)
    pairs = {(one.child_id, one.adult_id) for one in confirmed}
    rows = Contact.objects.filter(child_id__in=[child for child, _adult in pairs], parental_responsibility="yes")
    found = rows.select_related("child", "adult").order_by("child__date_of_birth", "pk")
    return tuple(one for one in found if (one.child_id, one.adult_id) in pairs)


def parents(person: Person) -> QuerySet[Membership]:
    """The members now who hold the role of a parent, by name; for those who confirm."""
    rows = Membership.objects.filter(school_id=person.school_id).select_related("account")
    if not permissions.may_confirm_parents(person):
        return rows.none()
    day = today()
    held = RoleHeld.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), role="parent", starts_on__lte=day)
    return rows.filter(pk__in=held.values("membership_id"), ended_at__isnull=True).order_by("account__name", "pk")


def confirmed_counts(members: Iterable[int]) -> dict[int, int]:
    """How many children the office has confirmed for each of these memberships."""
    rows = OwnChild.objects.filter(membership_id__in=list(members), child_id__in=OnRoll.objects.values("pk"))
    return dict(rows.values_list("membership_id").annotate(Count("pk")).values_list("membership_id", "pk__count"))


def parent(person: Person, number: int) -> Membership | None:
    """One of them."""
    return parents(person).filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class Child:
    """A child of an adult on the roll, with the contact that joins them; `confirmed` for the member in question."""

    contact: Contact
    confirmed: bool

    @property
    def may_open(self) -> bool:
        """Whether the roll says `yes` to parental responsibility."""
        return bool(self.contact.parental_responsibility == "yes")


@dataclass(frozen=True, slots=True)
class Possible:
    """An adult on the roll who can be a member, with their children. An address or a name that is the same is a hint
    and no proof.
    """

    adult: OnRoll
    children: tuple[Child, ...]
    same_address: bool
    same_name: bool


def possible(person: Person, member: Membership, words: str = "") -> tuple[Possible, ...]:
    """The adult who is confirmed for a member, and those who have their address, their name or the words that somebody
    looks for; by surname, each with all their children.
    """
    if not permissions.may_confirm_parents(person):
        return ()
    pairs = {(one.child_id, one.adult_id) for one in OwnChild.objects.filter(membership=member)}
    email = (member.account.email or "").lower()
    like = _names(member.account.name) | Q(pk__in=[adult for _child, adult in pairs])
    if email:
        like |= Q(email__iexact=email)
    if words_of(words):
        like |= _names(words)
    adults = OnRoll.objects.filter(like, school_id=person.school_id, children__isnull=False).distinct()
    found = list(adults.order_by("surname", "forename", "pk")[:_MOST_FOUND])
    children: dict[int, list[Child]] = {}
    contacts = Contact.objects.filter(adult__in=[one.pk for one in found]).select_related("child")
    for one in contacts.order_by("child__surname", "child__forename", "pk"):
        children.setdefault(one.adult_id, []).append(Child(one, (one.child_id, one.adult_id) in pairs))
    return tuple(
        Possible(one, tuple(children.get(one.pk, ())), has_address(one, member), has_name(one, member)) for one in found
    )


def has_address(adult: OnRoll, member: Membership) -> bool:
    """Whether the roll gives an adult the member's e-mail address."""
    email: str = member.account.email or ""
    return bool(email) and adult.email.lower() == email.lower()


def has_name(adult: OnRoll, member: Membership) -> bool:
    """Whether every word of the member's name begins a word of the adult's names, accents and capitals aside."""
    wanted = words_of(member.account.name)[:_MOST_WORDS]
    return bool(wanted) and all(f" {word}" in adult.folded for word in wanted)


def _names(words: str) -> Q:
    wanted: Sequence[str] = words_of(words)[:_MOST_WORDS]
    if not wanted:
        return Q(pk__in=[])
    return reduce(lambda all_, word: all_ & Q(folded__contains=f" {word}"), wanted, Q())
