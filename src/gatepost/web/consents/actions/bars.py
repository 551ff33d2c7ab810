"""Image bars: a child who must not be shown, whatever anybody has agreed to."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.consents import permissions
from gatepost.web.consents.actions.record import entry, refuse_if_off, refuse_own
from gatepost.web.consents.models import ImageBar
from gatepost.web.consents.models.answers import LIFTING, sealed_at
from gatepost.web.notices.actions import notify
from gatepost.web.people.models import OnRoll, OwnChild
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person, holding
from gatepost.web.sealed import seal


def set_bar(*, person: Person, child: int, reason: str) -> ImageBar:
    """From now on this child is shown nowhere. The reason is read by those who may see reasons.

    A child can have several bars for several reasons; one that stands for the same reason is not set again.
    """
    if not permissions.may_see_reasons(person):
        raise Refused("not theirs to bar")
    refuse_if_off()
    reason = reason.strip()
    if not reason:
        raise Fault(_("Say why, in a few words."), "reason")
    name = secrets.token_hex(16)
    with transaction.atomic():
        # Held until the end, so that of two taps at once the second finds the bar of the first.
        if OnRoll.objects.select_for_update().filter(pk=child, kind="pupil").first() is None:
            raise Fault(_("This child is not on the roll."), "child")
        standing = ImageBar.objects.filter(child_id=child, lifted_at__isnull=True)
        if same := next((one for one in standing if one.reason == reason), None):
            # Whoever leads stands behind it from now on, too.
            if permissions.may_lift_all(person) and not same.by_lead:
                same.by_lead = True
                same.save(update_fields=["by_lead"])
            return same
        made: ImageBar = ImageBar.objects.create(
            school_id=person.school_id,
            child_id=child,
            name=name,
            sealed_reason=seal(content=reason, **sealed_at(name)),
            set_by_id=person.membership_id,
            set_at=timezone.now(),
            by_lead=permissions.may_lift_all(person),
        )
        entry(person, "consent.barred", f"on-roll:{child}", {"reason": reason.encode()})
    return made


def lift_bar(*, person: Person, bar: ImageBar, why: str) -> None:
    """The bar stands no longer: what was answered counts again. Headteachers and whoever leads on safeguarding are told
    that one was lifted; why stands with the bar.
    """
    if not permissions.may_see_reasons(person):
        raise Refused("not theirs to lift")
    refuse_own(person, bar.child_id)
    why = why.strip()
    if not why:
        raise Fault(_("Say why it is lifted, in a few words."), "why")
    with transaction.atomic():
        held = ImageBar.objects.select_for_update().filter(pk=bar.pk, lifted_at__isnull=True).first()
        if held is None:
            raise Fault(_("This bar has been lifted already."))
        if held.by_lead and not permissions.may_lift_all(person):
            raise Refused("not theirs to lift")
        held.lifted_at, held.lifted_by_id = timezone.now(), person.membership_id
        held.sealed_lifting = seal(content=why, **sealed_at(held.name, LIFTING))
        held.save(update_fields=["lifted_at", "lifted_by_id", "sealed_lifting"])
        family = OwnChild.objects.filter(child_id=held.child_id).values_list("membership_id", flat=True)
        for membership_id in sorted(set(holding(*permissions.LEADS)) - set(family) - {person.membership_id}):
            notify(membership_id=membership_id, kind="consents-bar-lifted", thing=f"image-bar:{held.pk}")
        entry(person, "consent.bar-lifted", f"on-roll:{held.child_id}", {"why": why.encode()})
