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
class Possible:
    """A contact that can be this member's own. `same_address`: the adult on the roll has the member's address, which is
    a hint and no proof.
    """

    contact: Contact
    confirmed: bool
    same_address: bool

    @property
    def may_open(self) -> bool:
        """Whether the roll says `yes` to parental responsibility."""
        return bool(self.contact.parental_responsibility == "yes")


def possible(person: Person, member: Membership, words: str = "") -> tuple[Possible, ...]:
    """The contacts that are confirmed for a member, and those whose adult has their address, their name or the words
    that somebody looks for.
    """
    if not permissions.may_confirm_parents(person):
        return ()
    pairs = {(one.child_id, one.adult_id) for one in OwnChild.objects.filter(membership=member)}
    email = (member.account.email or "").lower()
    like = _names(member.account.name) | Q(adult_id__in=[adult for _child, adult in pairs])
    if email:
        like |= Q(adult__email__iexact=email)
    if words_of(words):
        like |= _names(words)
    rows = Contact.objects.filter(like, school_id=person.school_id).select_related("child", "adult")
    found = rows.order_by("adult__surname", "adult_id", "child__surname", "pk")[:_MOST_FOUND]
    return tuple(
        Possible(one, (one.child_id, one.adult_id) in pairs, bool(email) and one.adult.email.lower() == email)
        for one in found
    )


def _names(words: str) -> Q:
    wanted: Sequence[str] = words_of(words)[:_MOST_WORDS]
    if not wanted:
        return Q(pk__in=[])
    return reduce(lambda all_, word: all_ & Q(adult__folded__contains=f" {word}"), wanted, Q())
