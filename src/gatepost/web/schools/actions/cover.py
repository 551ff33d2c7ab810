"""The rota: whose turn it is to act as designated safeguarding lead."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.record.actions import append
from gatepost.web.schools import permissions
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Cover, Membership, RoleHeld
from gatepost.web.schools.person import Person
from gatepost.web.schools.roles import SAFEGUARDING
from gatepost.web.schools.standing import lock_school


def add_turn(*, person: Person, member: Membership, starts_at: datetime, ends_at: datetime) -> Cover:
    """Put a turn on the rota. Raises Fault for a turn that overlaps another, and for somebody who is not DSL or deputy
    throughout it.
    """
    _refuse_others(person)
    if ends_at <= starts_at:
        raise Fault(_("The end must be after the beginning."), "ends_at")
    if ends_at <= timezone.now():
        raise Fault(_("The turn is over already."), "ends_at")
    with transaction.atomic():
        lock_school(person.school_id)
        if not _holds_throughout(member, starts_at, ends_at):
            raise Fault(_("This person does not hold a safeguarding role for the whole of that time."), "member")
        if Cover.objects.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
            raise Fault(_("Somebody else's turn falls into that time. Take it off the rota first."), "starts_at")
        turn = Cover.objects.create(school_id=person.school_id, membership=member, starts_at=starts_at, ends_at=ends_at)
        told = {"turn": f"{starts_at.isoformat()}/{ends_at.isoformat()}", "member": str(member.pk)}
        _entry(person, "cover.added", turn.pk, told)
    return turn


def remove_turn(*, person: Person, turn: Cover) -> None:
    """Take a turn off the rota; one that has begun ends now."""
    _refuse_others(person)
    with transaction.atomic():
        lock_school(person.school_id)
        now, number = timezone.now(), turn.pk
        if turn.ends_at <= now:
            raise Fault(_("The turn is over already."))
        if turn.starts_at < now:
            turn.ends_at = now
            turn.save(update_fields=["ends_at"])
        else:
            turn.delete()
        _entry(person, "cover.removed", number, {})


def _refuse_others(person: Person) -> None:
    if not permissions.may_change_cover(person):
        raise Refused("the rota is not theirs to change")


def _holds_throughout(member: Membership, starts_at: datetime, ends_at: datetime) -> bool:
    first, last = timezone.localdate(starts_at), timezone.localdate(ends_at)
    if member.ended_at is not None:
        return False
    held = RoleHeld.objects.filter(membership=member, role__in=SAFEGUARDING, starts_on__lte=first)
    return any(ends_on is None or ends_on >= last for ends_on in held.values_list("ends_on", flat=True))


def _entry(person: Person, action: str, turn_id: int, told: dict[str, str]) -> None:
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=f"cover:{turn_id}",
        contents={name: text.encode() for name, text in told.items()},
    )
