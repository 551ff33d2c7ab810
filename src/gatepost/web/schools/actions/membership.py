"""Letting people in without e-mail, giving and ending roles, leaving and coming back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools import permissions
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Account, Cover, Invitation, Membership, RoleHeld
from gatepost.web.schools.person import Person, today
from gatepost.web.schools.roles import ROLES, SAFEGUARDING
from gatepost.web.schools.sessions import end_sessions
from gatepost.web.schools.standing import lock_school, posts, refuse_empty_posts

A_DAY = timedelta(days=1)


def admit_without_email(
    *, person: Person, name: str, roles: Iterable[str], starts_on: date, ends_on: date | None
) -> Membership:
    """Make a member of somebody who has no e-mail: they cannot sign in, the office keys for them."""
    given = checked_roles(person, roles, starts_on, ends_on)
    with transaction.atomic():
        lock_school(person.school_id)
        account = Account.objects.create_account(name=name.strip(), email=None)
        member = place_member(
            school_id=person.school_id, account=account, roles=given, starts_on=starts_on, ends_on=ends_on
        )
        _entry(person, "membership.admitted-without-email", member.pk, {"name": name, "roles": "/".join(given)})
    return member


def give_role(*, person: Person, member: Membership, role: str, starts_on: date, ends_on: date | None) -> RoleHeld:
    """Give a member one more role. Raises Refused for oneself, Fault where it is held already."""
    checked_roles(person, [role], starts_on, ends_on)
    if member.pk == person.membership_id:
        raise Refused("nobody gives themselves a role")
    with transaction.atomic():
        lock_school(person.school_id)
        member.refresh_from_db()
        if member.ended_at is not None:
            raise Fault(_("This person has left. Let them in again first."))
        if member.leaves_on and (ends_on is None or ends_on > member.leaves_on):
            raise Fault(_("This person leaves before that day."), "ends_on")
        if _held(member, starts_on, ends_on).filter(role=role).exists():
            raise Fault(_("They hold this role in that time already."), "role")
        held = RoleHeld.objects.create(
            school_id=person.school_id, membership=member, role=role, starts_on=starts_on, ends_on=ends_on
        )
        _entry(person, "membership.role-given", member.pk, {"role": role, "dates": _dates(starts_on, ends_on)})
    return held


def end_role(*, person: Person, held: RoleHeld, last_day: date | None) -> None:
    """End a role after its last day, or at once where there is none; raises Fault where a post would be empty."""
    if not permissions.may_give(person, [held.role]):
        raise Refused("this role is not theirs to end")
    with transaction.atomic():
        school = lock_school(person.school_id)
        before = posts()
        if last_day is not None and last_day < today():
            raise Fault(_("The last day cannot be in the past."), "last_day")
        row = RoleHeld.objects.filter(pk=held.pk).exclude(ends_on__lt=today()).first()
        if row is None:
            raise Fault(_("This role has ended already."))
        if last_day is not None and row.ends_on is not None and last_day > row.ends_on:
            raise Fault(_("The role ends before that day already."), "last_day")
        _stop(RoleHeld.objects.filter(pk=held.pk), last_day or today() - A_DAY)
        _drop_turns(held.membership_id)
        refuse_empty_posts(before, school.jurisdiction)
        _entry(
            person,
            "membership.role-ended",
            held.membership_id,
            {"role": held.role, "last-day": last_day.isoformat() if last_day else "at-once"},
        )


def end_membership(*, person: Person, member: Membership, last_day: date | None, successor: Membership | None) -> None:
    """Let a member leave, after their last day or at once where there is none.

    `successor` takes over what they own; None: whoever is headteacher. At once means: sessions, links and the
    invitations they made are dead when this returns. Raises Fault where a post would be empty or where the successor
    cannot be one.
    """
    if not permissions.may_give(person, roles_from_today(member)) or not permissions.may_manage_members(person):
        raise Refused("this membership is not theirs to end")
    with transaction.atomic():
        school = lock_school(person.school_id)
        member.refresh_from_db()
        if member.ended_at is not None:
            raise Fault(_("This person has left already."))
        if last_day is not None and last_day < today():
            raise Fault(_("The last day cannot be in the past."), "last_day")
        _refuse_successor(member, successor)
        before = posts()
        member.successor = successor
        member.leaves_on = last_day
        member.save(update_fields=["successor", "leaves_on"])
        if last_day is None:
            cut_off(member, timezone.now())
        else:
            withdraw_for(member.account.email, timezone.now())
            _stop(RoleHeld.objects.filter(membership=member), last_day)
            Cover.objects.filter(membership=member, starts_at__date__gt=last_day).delete()
        refuse_empty_posts(before, school.jurisdiction)
        action = "membership.ended" if last_day is None else "membership.leaving"
        told = {"successor": str(successor.pk if successor else "headteacher")}
        _entry(person, action, member.pk, told | ({"last-day": last_day.isoformat()} if last_day else {}))


def end_when_over(*, school_id: int, member: Membership, now: datetime) -> None:
    """End a membership whose last day is over, unless it has ended or goes on by now: what the clock does."""
    with transaction.atomic():
        lock_school(school_id)
        member.refresh_from_db()
        if member.ended_at is not None or member.leaves_on is None or member.leaves_on >= timezone.localdate(now):
            return
        cut_off(member, now)
        append(
            school_id=school_id,
            actor=SYSTEM,
            role="-",
            action="membership.ended",
            thing=f"membership:{member.pk}",
        )


def end_role_when_over(*, member: Membership, role: str, now: datetime) -> None:
    """The clock's part: the reason for a role is gone. With the last role of a member, now and to come, they leave."""
    with transaction.atomic():
        lock_school(member.school_id)
        member.refresh_from_db()
        last_day = timezone.localdate(now) - A_DAY
        held = RoleHeld.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last_day), membership=member)
        if member.ended_at is not None or not held.filter(role=role).exists():
            return
        others = held.exclude(role=role).exists()
        if others:
            _stop(held.filter(role=role), last_day)
        else:
            cut_off(member, now)
        append(
            school_id=member.school_id,
            actor=SYSTEM,
            role="-",
            action="membership.role-ended" if others else "membership.ended",
            thing=f"membership:{member.pk}",
            contents={"role": role.encode()},
        )


def readmit(*, person: Person, member: Membership, roles: Iterable[str], starts_on: date, ends_on: date | None) -> None:
    """Let somebody who left, or is about to, be a member again, with their old account.

    What they owned before is theirs again.
    """
    given = checked_roles(person, roles, starts_on, ends_on)
    if member.pk == person.membership_id:
        raise Refused("nobody gives themselves a role")
    with transaction.atomic():
        lock_school(person.school_id)
        member.refresh_from_db()
        if member.ended_at is None and member.leaves_on is None and roles_from_today(member):
            raise Fault(_("This person is a member now."))
        place_member(
            school_id=person.school_id, account=member.account, roles=given, starts_on=starts_on, ends_on=ends_on
        )
        _entry(person, "membership.readmitted", member.pk, {"roles": "/".join(given)})


def place_member(
    *, school_id: int, account: Account, roles: Iterable[str], starts_on: date, ends_on: date | None
) -> Membership:
    """Make the account a member with these roles, or give a member those of them that they lack.

    It asks for no permission and writes no entry: it is for verbs that do both, such as an import.
    """
    member, made = Membership.objects.get_or_create(school_id=school_id, account=account)
    if not made and (member.ended_at or member.leaves_on):
        member.ended_at = member.leaves_on = member.swept_at = member.successor = None
        member.save(update_fields=["ended_at", "leaves_on", "swept_at", "successor"])
    held = {one.role: one for one in _held(member, starts_on, ends_on)}
    missing = []
    for role in roles:
        if role not in held:
            missing.append(
                RoleHeld(school_id=school_id, membership=member, role=role, starts_on=starts_on, ends_on=ends_on)
            )
        elif (until := held[role].ends_on) is not None and (ends_on is None or ends_on > until):
            held[role].ends_on = ends_on
            held[role].save(update_fields=["ends_on"])
    RoleHeld.objects.bulk_create(missing)
    return member


def cut_off(member: Membership, moment: datetime) -> None:
    """End a membership now: its roles, turns on the rota, sessions, and the invitations by it and to it.

    It asks for no permission and writes no entry: it is for verbs that do both, such as an import.
    """
    member.ended_at, member.swept_at = moment, None
    member.save(update_fields=["ended_at", "swept_at"])
    _stop(RoleHeld.objects.filter(membership=member), timezone.localdate(moment) - A_DAY)
    Cover.objects.filter(membership=member, starts_at__gte=moment).delete()
    Cover.objects.filter(membership=member, ends_at__gt=moment).update(ends_at=moment)
    Invitation.objects.filter(invited_by=member, accepted_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=moment
    )
    withdraw_for(member.account.email, moment)
    end_sessions(member.account_id)


def withdraw_for(email: str | None, moment: datetime) -> None:
    """Make the open invitations to an address worthless: one address has at most one, and a leaver none."""
    Invitation.objects.filter(email=email or "", accepted_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=moment
    )


def checked_roles(person: Person, roles: Iterable[str], starts_on: date, ends_on: date | None) -> tuple[str, ...]:
    """The roles in the order of all roles; raises Refused where the person may not give them, Fault for none or for
    dates the wrong way round.
    """
    wanted = set(roles)
    given = tuple(code for code in ROLES if code in wanted)
    known = len(given) == len(wanted)
    if not known or not permissions.may_manage_members(person) or not permissions.may_give(person, given):
        raise Refused("these roles are not theirs to give")
    if not given:
        raise Fault(_("Choose at least one role."), "roles")
    if ends_on is not None and ends_on < starts_on:
        raise Fault(_("The last day must not be before the first."), "ends_on")
    return given


def roles_from_today(member: Membership) -> frozenset[str]:
    """The roles that a member holds today or will hold."""
    later = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
    return frozenset(RoleHeld.objects.filter(later, membership=member).values_list("role", flat=True))


def _held(member: Membership, starts_on: date, ends_on: date | None) -> QuerySet[RoleHeld]:
    """What of a member's roles falls into a time."""
    held = RoleHeld.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), membership=member)
    return held.filter(starts_on__lte=ends_on) if ends_on else held


def _stop(held: QuerySet[RoleHeld], last_day: date) -> None:
    """Let roles end with a day; those that would begin after it never were."""
    held.filter(starts_on__gt=last_day).delete()
    held.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last_day)).update(ends_on=last_day)


def _drop_turns(membership_id: int) -> None:
    """Take a member's turns off the rota that fall after their last day as DSL or deputy."""
    held = RoleHeld.objects.filter(membership_id=membership_id, role__in=SAFEGUARDING)
    if held.filter(ends_on__isnull=True).exists():
        return
    last = held.order_by("-ends_on").values_list("ends_on", flat=True).first() or today() - A_DAY
    Cover.objects.filter(membership_id=membership_id, starts_at__gt=timezone.now(), starts_at__date__gt=last).delete()


def _refuse_successor(member: Membership, successor: Membership | None) -> None:
    """Raise Fault unless the successor is a member, and is nobody whose own successor is in the end this member."""
    if successor is None:
        return
    if successor.ended_at is not None or not roles_from_today(successor):
        raise Fault(_("Choose somebody who stays."), "successor")
    following: Membership | None = successor
    while following is not None:
        if following.pk == member.pk:
            raise Fault(_("This person leaves too, and hands over to the one who leaves now."), "successor")
        following = following.successor


def _dates(starts_on: date, ends_on: date | None) -> str:
    return f"{starts_on.isoformat()}/{ends_on.isoformat() if ends_on else ''}"


def _entry(person: Person, action: str, membership_id: int, told: dict[str, str]) -> None:
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=f"membership:{membership_id}",
        contents={name: text.encode() for name, text in told.items()},
    )
