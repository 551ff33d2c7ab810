"""Who has a phrase, who keeps which card, who waits: what the pages and other apps ask of the safe."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.law.offices import offices
from gatepost.web.safe import permissions
from gatepost.web.safe.actions.cards import BEGINS_AFTER
from gatepost.web.safe.actions.recovery import waiting_wraps
from gatepost.web.safe.models import Card, SafeKey, Wrap
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import Person, today
from gatepost.web.schools.roles import ROLES, called

TO_MAKE, MADE, IN_USE, VOID = "to-make", "made", "in-use", "void"
A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person: a sentence, and the page of the school where it is done."""

    says: str
    page: str


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card as lists show it. `stays`: whether its holder still has the office for which they keep it; `not_before`:
    when a new set comes into use at the earliest, where cards are in use.
    """

    id: int
    number: int
    office: str
    holder: str
    state: str
    rehearsed_at: datetime | None
    replaces: int | None
    stays: bool
    mine: bool
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A member whom something sealed can reach, and whether they have chosen a phrase."""

    name: str
    roles: tuple[str, ...]
    enrolled: bool


@dataclass(frozen=True, slots=True)
class WhoWaits:
    """A member who waits to open something again; `enrolled`: whether they have a phrase, so that it can be done."""

    membership_id: int
    name: str
    enrolled: bool


def who_can_open(key_id: int) -> tuple[int, ...]:
    """The memberships to which a key is sealed today, leaving out those who lost their phrase or left."""
    rows = Wrap.objects.filter(sealed_key_id=key_id, safe_key__replaced_at__isnull=True, membership__ended_at=None)
    return tuple(rows.exclude(wrapped=b"").order_by("membership_id").values_list("membership_id", flat=True))


def who_waits(key_id: int) -> tuple[int, ...]:
    """The memberships that wait for somebody to let them open a key."""
    rows = waiting_wraps().filter(sealed_key_id=key_id)
    return tuple(rows.order_by("membership_id").values_list("membership_id", flat=True))


def enrolled(membership_ids: Iterable[int]) -> frozenset[int]:
    """Those of these members who have a phrase: nobody joins a route before."""
    accounts = dict(Membership.objects.filter(pk__in=set(membership_ids)).values_list("pk", "account_id"))
    having = set(
        SafeKey.objects.filter(account_id__in=accounts.values(), replaced_at=None).values_list("account_id", flat=True)
    )
    return frozenset(number for number, account in accounts.items() if account in having)


def cards(person: Person, jurisdiction: str) -> tuple[CardShown, ...]:
    """The school's cards that are not void, for those who may see them; otherwise one's own."""
    rows = Card.objects.filter(void_at__isnull=True).select_related("holder__account", "replaces").order_by("number")
    if not permissions.may_see_who(person):
        rows = rows.filter(holder_id=person.membership_id)
    found = list(rows)
    staying, any_in_use = _staying(found), Card.objects.filter(used_at__isnull=False, void_at__isnull=True).exists()
    return tuple(
        CardShown(
            one.pk,
            one.number,
            office_name(one.office, jurisdiction),
            one.holder.account.name if one.holder else _("{name}, outside the school").format(name=one.holder_name),
            _state(one),
            one.rehearsed_at,
            one.replaces.number if one.replaces else None,
            one.pk in staying,
            one.holder_id == person.membership_id and permissions.may_hold_card(person),
            one.named_at + BEGINS_AFTER if any_in_use and not one.used_at and not one.replaces else None,
        )
        for one in found
    )


def card(person: Person, card_id: int) -> Card | None:
    """A card of the person's school that is not void, or None."""
    found: Card | None = Card.objects.filter(pk=card_id, school_id=person.school_id, void_at__isnull=True).first()
    return found


def own_card(person: Person, card_id: int) -> Card | None:
    """A card that this person keeps and can still make, or None."""
    rows = Card.objects.filter(pk=card_id, holder_id=person.membership_id, used_at__isnull=True, void_at__isnull=True)
    found: Card | None = rows.select_related("replaces").first()
    return found


def office_name(office: str, jurisdiction: str) -> str:
    """For which office a card is kept, in the words of the school's country."""
    if office == "third":
        return _("Third holder")
    word = offices(jurisdiction)[office]
    return word[:1].upper() + word[1:]


def candidates(office: str) -> tuple[tuple[int, str], ...]:
    """The members who can be named for a card, with the id of each, by name."""
    day = today()
    held = RoleHeld.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)
    never = held.filter(role__in=permissions.KEEPS_NO_CARD).values("membership")
    able = held.filter(role__in=permissions.HOLDERS[office]).values("membership")
    rows = Membership.objects.filter(pk__in=able, ended_at=None, account__email__isnull=False).exclude(pk__in=never)
    return tuple(rows.order_by("account__name", "pk").values_list("pk", "account__name"))


def ready(jurisdiction: str) -> tuple[Ready, ...]:
    """The members whom something sealed reaches first, and everybody else who has a phrase, by name."""
    day = today()
    held = RoleHeld.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day, membership__ended_at=None)
    roles: dict[int, set[str]] = {}
    for membership_id, role in held.values_list("membership_id", "role"):
        roles.setdefault(membership_id, set()).add(role)
    having = enrolled(roles)
    shown = {one for one, codes in roles.items() if codes & permissions.REACHED} | having
    names = dict(Membership.objects.filter(pk__in=shown).values_list("pk", "account__name"))
    found = [
        Ready(names[one], tuple(called(code, jurisdiction) for code in ROLES if code in roles[one]), one in having)
        for one in shown
    ]
    return tuple(sorted(found, key=lambda one: (one.enrolled, one.name)))


def people_waiting(person: Person) -> tuple[WhoWaits, ...]:
    """The members who wait for what this person can open, by name."""
    mine = Wrap.objects.filter(membership_id=person.membership_id, safe_key__replaced_at__isnull=True)
    return _waiting(waiting_wraps().filter(sealed_key__in=mine.exclude(wrapped=b"").values("sealed_key")), person)


def to_recover(person: Person) -> tuple[WhoWaits, ...]:
    """The members of the school who wait to open something, by name: for those who may type cards."""
    return _waiting(waiting_wraps(), None) if permissions.may_use_cards(person) else ()


def tasks(person: Person) -> tuple[Task, ...]:
    """What waits for the person in the safe, for Home."""
    if not permissions.may_have_phrase(person):
        return ()
    found: list[Task] = []
    has_phrase = SafeKey.objects.filter(account_id=person.account_id, replaced_at=None).exists()
    concerned = (
        permissions.may_see_who(person) or permissions.may_hold_card(person) or person.holds(*permissions.REACHED)
    )
    shown = list(Card.objects.filter(void_at__isnull=True).select_related("replaces")) if concerned else []
    in_use = [one for one in shown if _state(one) == IN_USE]
    if permissions.may_name_holders(person) and not shown:
        found.append(Task(_("Nobody keeps the school’s recovery cards yet: say who does."), "safe:holders"))
    mine = [one for one in shown if one.holder_id == person.membership_id and permissions.may_hold_card(person)]
    if any(_state(one) == TO_MAKE for one in mine):
        found.append(Task(_("Your recovery card waits to be made."), "safe:safe"))
    if permissions.may_use_cards(person):
        if any(one.replaces_id and _state(one) == MADE for one in shown):
            found.append(Task(_("A new recovery card waits to be put into use."), "safe:use-cards"))
        elif any(one.rehearsed_at is None or one.rehearsed_at < timezone.now() - A_YEAR for one in in_use):
            found.append(Task(_("The recovery cards have not all been rehearsed this year."), "safe:rehearse"))
    if permissions.may_replace_card(person) and len(_staying(in_use)) < len(in_use):
        found.append(Task(_("Somebody who keeps a recovery card has left or changed office."), "safe:safe"))
    if not has_phrase and in_use and person.holds(*permissions.REACHED):
        found.append(Task(_("Choose your safe phrase: without one nothing confidential can reach you."), "safe:safe"))
    if has_phrase and any(one.enrolled for one in people_waiting(person)):
        found.append(Task(_("Somebody waits for you to give them access again."), "safe:safe"))
    return tuple(found)


def _waiting(rows: QuerySet[Wrap], person: Person | None) -> tuple[WhoWaits, ...]:
    names = {
        one.membership_id: one.membership.account.name
        for one in rows.select_related("membership__account")
        if person is None or one.membership_id != person.membership_id
    }
    having = enrolled(names) if names else frozenset()
    return tuple(sorted((WhoWaits(one, name, one in having) for one, name in names.items()), key=lambda one: one.name))


def _state(row: Card) -> str:
    if row.void_at is not None:
        return VOID
    if row.used_at is not None:
        return IN_USE
    return MADE if bytes(row.public) else TO_MAKE


def _staying(rows: Iterable[Card]) -> frozenset[int]:
    """Those cards whose holder, if a member, is one today in an office for which that card is kept."""
    held_by = [one.holder_id for one in rows if one.holder_id]
    day = today()
    held = RoleHeld.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), membership_id__in=held_by, membership__ended_at=None, starts_on__lte=day
    )
    roles: dict[int, set[str]] = {}
    if held_by:
        for membership_id, role in held.values_list("membership_id", "role"):
            roles.setdefault(membership_id, set()).add(role)
    return frozenset(
        one.pk
        for one in rows
        if one.holder_id is None
        or (
            roles.get(one.holder_id, set()) & set(permissions.HOLDERS[one.office])
            and not roles[one.holder_id] & permissions.KEEPS_NO_CARD
        )
    )
