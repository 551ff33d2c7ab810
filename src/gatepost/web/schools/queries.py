"""Which schools there are, and who is what at the school in scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from gatepost.rosters.names import skeleton
from gatepost.web.record.models import Entry
from gatepost.web.record.registry import sentence
from gatepost.web.schools.models import (
    ApprovedChannel,
    Body,
    BodyOfficer,
    Cover,
    Invitation,
    Membership,
    RoleHeld,
    School,
    SchoolSettings,
)
from gatepost.web.schools.person import Person, today
from gatepost.web.schools.roles import ROLES, SAFEGUARDING, called, needs_second_factor

A_PAGE = 50  # rows of a list on one page
CURRENT, PAST = "current", "past"


def schools() -> tuple[School, ...]:
    """Every school with its trust or council, by name. Their names and addresses are public."""
    return tuple(School.objects.select_related("body").order_by("name"))


# Members


@dataclass(frozen=True, slots=True)
class Held:
    """One role of a member: its row's id, its code and name, its first and last day, and whether it is held today."""

    id: int
    role: str
    name: str
    starts_on: date
    ends_on: date | None
    now: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A member as lists show them. `missing`: what a joiner has still to do, of `sign-in` and `second-factor`."""

    id: int
    name: str
    email: str | None
    roles: tuple[Held, ...]
    began_on: date
    leaves_on: date | None
    ended_on: date | None
    missing: tuple[str, ...] = ()

    @property
    def past(self) -> bool:
        """Whether they have left, or hold no role today or later."""
        return self.ended_on is not None or not any(one.now or one.starts_on > today() for one in self.roles)

    @property
    def main(self) -> str:
        """The role under which a list shows them: the first of all roles that they hold, or held."""
        held = {one.role for one in self.roles if one.now} or {one.role for one in self.roles}
        return next((code for code in ROLES if code in held), "")

    @property
    def main_name(self) -> str:
        """What that role is called at their school."""
        return next((one.name for one in self.roles if one.role == self.main), "")


def _lasting(role: Q | None = None) -> Exists:
    """Whether a membership has a role, today or later."""
    held = RoleHeld.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()), membership=OuterRef("pk"))
    return Exists(held.filter(role) if role is not None else held)


def memberships(person: Person, when: str = CURRENT, parents: bool = False) -> QuerySet[Membership]:
    """The members of the person's school, by name: those now or those of the past; `parents`: those who are nothing
    else, or everybody but them.
    """
    rows = Membership.objects.filter(school_id=person.school_id).select_related("account").prefetch_related("roles")
    there = rows.filter(_lasting(), ended_at__isnull=True)
    if when == PAST:
        return rows.exclude(pk__in=there.values("pk")).order_by("account__name", "pk")
    only_parent = Q(_lasting(Q(role="parent"))) & ~Q(_lasting(~Q(role="parent")))
    return (there.filter(only_parent) if parents else there.exclude(only_parent)).order_by("account__name", "pk")


def found(person: Person, words: str) -> QuerySet[Membership]:
    """Members of every kind, now and past, whose name or address has these words, accents and capitals aside; at most a
    page of them.
    """
    rows = Membership.objects.filter(school_id=person.school_id).order_by("account__name", "pk")
    wanted = words.casefold().split()[:6]
    # SQLite itself knows no capitals but those of English.
    having = [
        number
        for number, name, email in rows.values_list("pk", "account__name", "account__email").iterator()
        if all(_has(name, word) or word in (email or "") for word in wanted)
    ]
    return rows.filter(pk__in=having[:A_PAGE]).select_related("account").prefetch_related("roles")


def _has(name: str, word: str) -> bool:
    if word in name.casefold():
        return True
    letters = skeleton(word)  # nothing of a number is left in it
    return bool(letters) and not any(one.isdigit() or one == "@" for one in word) and letters in skeleton(name)


def as_members(rows: Iterable[Membership], jurisdiction: str) -> tuple[Member, ...]:
    """Memberships as lists show them."""
    rows, day = list(rows), today()
    proved = _with_second_factor(one.account_id for one in rows)
    return tuple(_member(one, jurisdiction, day, one.account_id in proved) for one in rows)


def _with_second_factor(account_ids: Iterable[int]) -> frozenset[int]:
    """Those accounts that have set up a passkey or an authenticator app."""
    authenticator = apps.get_model("mfa", "Authenticator")
    rows = authenticator.objects.filter(user_id__in=list(account_ids)).exclude(type="recovery_codes")
    return frozenset(rows.values_list("user_id", flat=True))


def _member(row: Membership, jurisdiction: str, day: date, proved: bool) -> Member:
    order = {code: number for number, code in enumerate(ROLES)}
    held = sorted(row.roles.all(), key=lambda one: (order[one.role], one.starts_on))
    roles = tuple(
        Held(
            one.pk,
            one.role,
            called(one.role, jurisdiction),
            one.starts_on,
            one.ends_on,
            row.ended_at is None and one.starts_on <= day and (one.ends_on is None or one.ends_on >= day),
        )
        for one in held
    )
    missing = []
    if row.account.email and row.ended_at is None:
        if row.account.last_login is None:
            missing.append("sign-in")
        if not proved and needs_second_factor(one.role for one in roles if one.ends_on is None or one.ends_on >= day):
            missing.append("second-factor")
    return Member(
        row.pk,
        row.account.name,
        row.account.email,
        roles,
        timezone.localdate(row.began_at),
        row.leaves_on,
        timezone.localdate(row.ended_at) if row.ended_at else None,
        tuple(missing),
    )


def member(person: Person, membership_id: int) -> Membership | None:
    """One membership of the person's school, or None."""
    rows = Membership.objects.select_related("account", "successor__account").prefetch_related("roles")
    return rows.filter(pk=membership_id, school_id=person.school_id).first()


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a member's history, from the record."""

    at: datetime
    who: str
    what: str


def history(person: Person, membership_id: int) -> tuple[Happened, ...]:
    """What the record says of changes to one member, newest first; reads are not among them."""
    rows = Entry.objects.filter(school_id=person.school_id, thing=f"membership:{membership_id}")
    rows = rows.exclude(action="membership.read").order_by("-seq")[:A_PAGE]
    entries = list(rows)
    numbers = {one.actor.removeprefix("member:") for one in entries if one.actor.startswith("member:")}
    names = dict(Membership.objects.filter(pk__in=numbers).values_list("pk", "account__name"))
    return tuple(Happened(one.at, names.get(_number(one.actor), ""), sentence(one.action)) for one in entries)


def _number(actor: str) -> int:
    text = actor.removeprefix("member:")
    return int(text) if text.isdigit() else 0


def is_current(membership_id: int) -> bool:
    """Whether this is a member of the school in scope with a role today: asked before anything goes out to them or is
    done in their name.
    """
    day = today()
    held = RoleHeld.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
    return held.filter(membership_id=membership_id, membership__ended_at__isnull=True).exists()


def owner_of(membership_id: int) -> Membership:
    """Who owns what this member owned: themselves while they have a role, else whoever took over, else the headteacher.

    Raises Membership.DoesNotExist for no member of the school in scope.
    """
    rows = Membership.objects.annotate(stays=_lasting())
    owner, seen = rows.get(pk=membership_id), {membership_id}
    while owner.ended_at is not None or not owner.stays:
        if owner.successor_id is None or owner.successor_id in seen:
            heads = rows.filter(_lasting(Q(role="headteacher", starts_on__lte=today())), ended_at__isnull=True)
            return heads.order_by("pk").first() or owner
        seen.add(owner.successor_id)
        owner = rows.get(pk=owner.successor_id)
    return owner


def successors(person: Person, leaver: Membership) -> Sequence[tuple[int, str]]:
    """Who can take over from a leaver: the staff and governors who are members now, with the id of each."""
    staff = _lasting(~Q(role__in=("parent", "friend")))
    rows = Membership.objects.filter(staff, school_id=person.school_id, ended_at__isnull=True).exclude(pk=leaver.pk)
    return tuple(rows.order_by("account__name", "pk").values_list("pk", "account__name"))


# Invitations


@dataclass(frozen=True, slots=True)
class Invited:
    """An open invitation as lists show it; `undelivered`: no mail server took its letter."""

    id: int
    name: str
    email: str
    roles: tuple[str, ...]
    expires_at: datetime
    undelivered: bool


def invitations_now(person: Person) -> QuerySet[Invitation]:
    """The invitations of the person's school that still let somebody in."""
    return Invitation.objects.filter(
        school_id=person.school_id,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=timezone.now(),
    )


def open_invitations(person: Person, jurisdiction: str) -> tuple[Invited, ...]:
    """The invitations of the person's school that still let somebody in, newest first."""
    rows = invitations_now(person)
    return tuple(
        Invited(
            one.pk,
            one.name,
            one.email,
            tuple(called(role, jurisdiction) for role in one.roles),
            one.expires_at,
            one.undelivered,
        )
        for one in rows.order_by("-made_at", "-pk")
    )


def invitation(person: Person, invitation_id: int) -> Invitation | None:
    """One invitation of the person's school, or None."""
    return Invitation.objects.filter(pk=invitation_id, school_id=person.school_id).first()


# Safeguarding cover


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a safeguarding role, from when until when."""

    membership_id: int
    name: str
    role: str
    starts_on: date
    ends_on: date | None

    def on(self, day: date) -> bool:
        """Whether the role is held on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def holders() -> tuple[Holder, ...]:
    """Everybody of the school in scope who holds a safeguarding role or will, by name."""
    rows = RoleHeld.objects.filter(role__in=SAFEGUARDING, membership__ended_at__isnull=True).order_by(
        "membership__account__name", "membership_id"
    )
    return tuple(
        Holder(*row)
        for row in rows.values_list("membership_id", "membership__account__name", "role", "starts_on", "ends_on")
    )


def dsl_on_duty(now: datetime) -> tuple[int, ...]:
    """The memberships that act as designated safeguarding lead at this moment: whose turn it is; else every DSL; else
    every deputy. Empty only where the school has neither.
    """
    day = timezone.localdate(now)
    holding = [one for one in holders() if one.on(day)]
    turn = Cover.objects.filter(starts_at__lte=now, ends_at__gt=now).values_list("membership_id", flat=True)
    on_turn = {one.membership_id for one in holding} & set(turn)
    return tuple(sorted(on_turn)) or tuple(dict.fromkeys(one.membership_id for one in acting(holding, day)))


def acting(holding: Iterable[Holder], day: date) -> list[Holder]:
    """Who acts on a day when it is nobody's turn: every designated safeguarding lead, else every deputy."""
    held = [one for one in holding if one.on(day)]
    return [one for one in held if one.role == "dsl"] or held


def turn(person: Person, turn_id: int) -> Cover | None:
    """One turn on the rota of the person's school, or None."""
    return Cover.objects.filter(pk=turn_id, school_id=person.school_id).first()


# Settings


def channels(person: Person) -> tuple[ApprovedChannel, ...]:
    """The channels that the person's school lists as approved, by name."""
    return tuple(ApprovedChannel.objects.filter(school_id=person.school_id).order_by("name"))


def record_mailbox() -> str:
    """Where the daily heads of the record of the school in scope go; empty where the school has named none."""
    return SchoolSettings.objects.values_list("record_mailbox", flat=True).first() or ""


# Trusts and councils


def body_of_officer(slug: str, account_id: int) -> Body | None:
    """The trust or council where this account is an officer today, or None."""
    day = today()
    officers = BodyOfficer.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
    return Body.objects.filter(slug=slug, pk__in=officers.filter(account_id=account_id).values("body")).first()


def schools_of_body(body: Body) -> tuple[School, ...]:
    """The schools of a trust or council, by name."""
    return tuple(School.objects.filter(body=body).order_by("name"))
