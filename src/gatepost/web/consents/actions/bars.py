"""Image bars: a child who must not be shown, whatever anybody has agreed to."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.consents import permissions
from gatepost.web.consents.actions.record import entry, refuse_if_off, refuse_own
from gatepost.web.consents.models import ImageBar
from gatepost.web.consents.models.answers import sealed_at
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person
from gatepost.web.sealed import seal


def set_bar(*, person: Person, child: int, reason: str) -> ImageBar:
    """From now on this child is shown nowhere. The reason is read by those who may see reasons."""
    if not permissions.may_see_reasons(person):
        raise Refused("not theirs to bar")
    refuse_if_off()
    if not reason.strip():
        raise Fault(_("Say why, in a few words."), "reason")
    name = secrets.token_hex(16)
    with transaction.atomic():
        if not OnRoll.objects.filter(pk=child, kind="pupil").exists():
            raise Fault(_("This child is not on the roll."), "child")
        made: ImageBar = ImageBar.objects.create(
            school_id=person.school_id,
            child_id=child,
            name=name,
            sealed_reason=seal(content=reason.strip(), **sealed_at(name)),
            set_by_id=person.membership_id,
            set_at=timezone.now(),
        )
        entry(person, "consent.barred", f"on-roll:{child}", {"reason": reason.encode()})
    return made


def lift_bar(*, person: Person, bar: ImageBar) -> None:
    """The bar stands no longer: what was answered counts again."""
    if not permissions.may_see_reasons(person):
        raise Refused("not theirs to lift")
    refuse_own(person, bar.child_id)
    with transaction.atomic():
        lifted = {"lifted_at": timezone.now(), "lifted_by_id": person.membership_id}
        if not ImageBar.objects.filter(pk=bar.pk, lifted_at__isnull=True).update(**lifted):
            raise Fault(_("This bar has been lifted already."))
        entry(person, "consent.bar-lifted", f"on-roll:{bar.child_id}")
