"""Phones of a class, of a child, and those that nobody has collected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from gatepost.terms.london import at, end_of
from gatepost.web.modules.queries import is_on
from gatepost.web.people.models import OnRoll
from gatepost.web.people.queries.roll import Room, listed, rooms
from gatepost.web.phones import permissions, words
from gatepost.web.phones.models import NEED, NEEDS, NO_NEED, PHONE, REASONS, Ban, Handing, Keeper, Permission
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import Person, today

PHONES = "phones"  # the module


def module_on() -> bool:
    """Whether the school keeps its pupils' phones here."""
    return is_on(PHONES)


def permissions_on(day: date) -> QuerySet[Permission]:
    """The permissions that stand on a day."""
    return Permission.objects.filter(starts__lte=day, until__gte=day, ended_on__isnull=True)


def bans_on(day: date) -> QuerySet[Ban]:
    """The bans that stand on a day."""
    return Ban.objects.filter(starts__lte=day, until__gte=day, lifted_on__isnull=True)


@dataclass(frozen=True, slots=True)
class Row:
    """A child on the list of a class. `phone`: the last of today, or one that is still here from an earlier day; `ban`:
    from bringing one, none where a need outranks it (`outranked`).
    """

    child: OnRoll
    permission: Permission | None
    ban: Ban | None
    phone: Handing | None
    day: date

    @property
    def keeps(self) -> bool:
        """Whether the phone stays with the child, for a need."""
        return self.permission is not None and self.permission.keeps

    @property
    def here(self) -> bool:
        """Whether the phone is handed in and not collected."""
        return self.phone is not None and self.phone.out_at is None

    @property
    def since_earlier(self) -> bool:
        """Whether it has been here since an earlier day."""
        return self.phone is not None and self.here and self.phone.day < self.day

    @property
    def may_bring(self) -> bool:
        """Whether the headteacher's permission stands and no ban."""
        return self.permission is not None and self.ban is None


def outranked(ban: Ban, permission: Permission | None) -> bool:
    """Whether a need outranks a ban from bringing a phone: the phone stays with the child, or the need became known
    after the ban was set.
    """
    if ban.of != PHONE or permission is None:
        return False
    return permission.keeps or (rests_on_need(permission) and words.need_of(ban).answer == NO_NEED)


def rests_on_need(permission: Permission) -> bool:
    """Whether a permission was given for a medical need or a reasonable adjustment."""
    return words.told_of(permission).answer == NEED


def _rows(children: Iterable[OnRoll], day: date) -> tuple[Row, ...]:
    children = list(children)
    numbers = [one.pk for one in children]
    allowed = {one.child_id: one for one in permissions_on(day).filter(child_id__in=numbers).order_by("given_at", "pk")}
    bans = bans_on(day).filter(child_id__in=numbers, of=PHONE).order_by("until", "pk")
    banned = {one.child_id: one for one in bans if not outranked(one, allowed.get(one.child_id))}
    phones = Handing.objects.filter(Q(day=day) | Q(out_at__isnull=True), child_id__in=numbers)
    found = {one.child_id: one for one in phones.order_by("in_at", "pk")}  # what is here is the last of each child
    return tuple(Row(one, allowed.get(one.pk), banned.get(one.pk), found.get(one.pk), day) for one in children)


def classes(person: Person) -> tuple[Room, ...]:
    """The classes of the school, for those who keep the list."""
    return rooms(person) if permissions.may_keep_list(person) else ()


def class_rows(person: Person, room: str, day: date) -> tuple[Row, ...]:
    """The children of a class, those who may bring a phone first, then the banned, otherwise by name."""
    if not permissions.may_keep_list(person) or not module_on():
        return ()
    rows = _rows(listed(person, "pupil", room), day)
    return tuple(sorted(rows, key=lambda one: (not one.may_bring, one.ban is None)))


def child_row(person: Person, number: int, day: date) -> Row | None:
    """One child, for those who keep the list."""
    if not permissions.may_keep_list(person):
        return None
    found = _rows(listed(person, "pupil").filter(pk=number), day)
    return found[0] if found else None


def left(person: Person) -> tuple[Handing, ...]:
    """The phones that are here, by class and name; the longest first among those of one child."""
    if not permissions.may_keep_list(person) or not module_on():
        return ()
    rows = Handing.objects.filter(out_at__isnull=True, school_id=person.school_id).select_related("child")
    return tuple(rows.order_by("child__class_name", "child__surname", "child__forename", "day"))


def some_today(person: Person, day: date) -> bool:
    """Whether any phone was taken in or handed out on a day."""
    rows = Handing.objects.filter(Q(day=day) | _handed_out_on(day), school_id=person.school_id)
    return permissions.may_keep_list(person) and rows.exists()


def _handed_out_on(day: date) -> Q:
    return Q(out_at__gte=at(day, time()), out_at__lt=end_of(day))


def phone(person: Person, number: int) -> Handing | None:
    """One phone on one day."""
    if not permissions.may_keep_list(person):
        return None
    return Handing.objects.filter(pk=number, school_id=person.school_id).select_related("child").first()


def tapped(person: Person, room: str, day: date) -> tuple[Handing, ...]:
    """The last phone of each child of a class, by name, where it was taken in or handed out on a day: what can be taken
    back.
    """
    if not permissions.may_keep_list(person) or not module_on():
        return ()
    handed_in = Q(day=day, out_at__isnull=True)
    rows = Handing.objects.filter(
        handed_in | _handed_out_on(day), child__class_name=room, school_id=person.school_id
    ).select_related("child")
    last = {one.child_id: one for one in rows.order_by("in_at", "pk")}
    return tuple(sorted(last.values(), key=lambda one: (one.child.surname, one.child.forename, one.child_id)))


def counts(day: date) -> dict[str, int]:
    """By class, how many phones are here."""
    rows = Handing.objects.filter(out_at__isnull=True, day__lte=day).values_list("child__class_name", flat=True)
    found: dict[str, int] = {}
    for name in rows:
        found[name] = found.get(name, 0) + 1
    return found


def history(person: Person, child: OnRoll) -> tuple[Handing, ...]:
    """What is kept of a child's phone, newest first."""
    if not permissions.may_keep_list(person) or not module_on():
        return ()
    rows = Handing.objects.filter(child=child, school_id=person.school_id)
    return tuple(rows.select_related("in_by__account", "out_by__account").order_by("-in_at", "-pk"))


def banned_now(person: Person, day: date) -> tuple[Ban, ...]:
    """The bans that stand and that no need outranks, by class and name."""
    if not permissions.may_keep_list(person) or not module_on():
        return ()
    rows = bans_on(day).filter(school_id=person.school_id).select_related("child")
    allowed = permissions_on(day).filter(child_id__in=rows.values("child_id")).order_by("given_at", "pk")
    standing = {one.child_id: one for one in allowed}
    rows = rows.order_by("child__class_name", "child__surname", "child__forename", "pk")
    return tuple(one for one in rows if not outranked(one, standing.get(one.child_id)))


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A ban or permission of a child with its words, which are empty for those who may not read why. `answer` is why a
    pupil may bring a phone, or what came of looking at a need; `untouched`: a ban that does not touch this child's
    phone.
    """

    row: Ban | Permission
    why: str
    answer: str
    need: str
    stands: bool
    untouched: bool = False


def bans_of(person: Person, child: OnRoll, day: date) -> tuple[Reasoned, ...]:
    """The bans of a child that are kept, newest first; to those who may not read why, those that are not over."""
    if not permissions.may_keep_list(person) or not module_on():
        return ()
    rows = Ban.objects.filter(child=child, school_id=person.school_id).select_related(
        "made_by__account", "considered_by__account"
    )
    standing = set(bans_on(day).filter(child=child).values_list("pk", flat=True))
    allowed = permissions_on(day).filter(child=child).order_by("given_at", "pk").last()
    reads, found = permissions.may_read_why(person), []
    if not reads:
        rows = rows.filter(until__gte=day, lifted_on__isnull=True)
    for one in rows.order_by("-made_at", "-pk"):
        stands, need = one.pk in standing, words.need_of(one)
        found.append(
            Reasoned(
                one,
                words.why_of(one) if reads else "",
                _label(NEEDS, need.answer) if reads else "",
                need.words if reads else "",
                stands,
                stands and outranked(one, allowed),
            )
        )
    return tuple(found)


def _label(choices: Iterable[tuple[str, str | Promise]], answer: str) -> str:
    return str(dict(choices).get(answer, ""))


def permissions_of(person: Person, child: OnRoll, day: date) -> tuple[Reasoned, ...]:
    """The permissions of a child that are kept, newest first; to those who may not read why, the one that stands."""
    if not permissions.may_keep_list(person) or not module_on():
        return ()
    rows = Permission.objects.filter(child=child, school_id=person.school_id).select_related("given_by__account")
    standing = set(permissions_on(day).filter(child=child).values_list("pk", flat=True))
    reads = permissions.may_read_why(person)
    if not reads:
        rows = rows.filter(pk__in=standing)
    found = []
    for one in rows.order_by("-given_at", "-pk"):
        told = words.told_of(one) if reads else words.Said()
        found.append(Reasoned(one, told.words, _label(REASONS, told.answer), "", one.pk in standing))
    return tuple(found)


def permission(person: Person, number: int) -> Permission | None:
    """One permission, for those who decide."""
    rows = Permission.objects.filter(pk=number, school_id=person.school_id).select_related("child")
    return rows.first() if permissions.may_decide(person) else None


def ban(person: Person, number: int) -> Ban | None:
    """One ban, for those who decide."""
    rows = Ban.objects.filter(pk=number, school_id=person.school_id).select_related("child")
    return rows.first() if permissions.may_decide(person) else None


def staff() -> tuple[tuple[int, str], ...]:
    """The members who keep the list or know of a child's needs, by name."""
    day = today()
    held = RoleHeld.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), role__in=permissions.LIST, starts_on__lte=day
    )
    rows = Membership.objects.filter(pk__in=held.values("membership_id"), ended_at__isnull=True)
    return tuple(rows.order_by("account__name", "pk").values_list("pk", "account__name"))


def keepers() -> dict[str, tuple[int, ...]]:
    """By class, who is told of its phones."""
    found: dict[str, tuple[int, ...]] = {}
    for name, member in Keeper.objects.order_by("class_name", "pk").values_list("class_name", "membership_id"):
        found[name] = (*found.get(name, ()), member)
    return found
