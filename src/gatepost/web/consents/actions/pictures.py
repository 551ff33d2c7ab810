"""Pictures that were approved: which children they show, and that one has been taken down."""

import re
from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.consents import permissions
from gatepost.web.consents.actions.record import entry, refuse_if_off
from gatepost.web.consents.models import Shown, ShownChild
from gatepost.web.consents.purposes import Purpose
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person

_HASH = re.compile(r"[0-9a-f]{16,64}")


def remember_picture(
    *, person: Person, picture_hash: str, purpose: Purpose, children: Collection[int], shown_on: date
) -> Shown:
    """An approved picture shows these children: remembered, so that it is found when a consent ends.

    `picture_hash`: its perceptual hash, 16 to 64 lower-case hex digits; raises ValueError for another. For whoever may
    see who may be shown.
    """
    if not permissions.may_see_who(person):
        raise Refused("not theirs to remember")
    refuse_if_off()
    if not _HASH.fullmatch(picture_hash):
        raise ValueError("this is no perceptual hash in hex")
    with transaction.atomic():
        known = list(OnRoll.objects.filter(pk__in=list(children), kind="pupil").values_list("pk", flat=True))
        if len(known) != len(set(children)):
            raise Fault(_("Somebody in the picture is not on the roll."))
        made: Shown = Shown.objects.create(
            school_id=person.school_id,
            picture_hash=picture_hash,
            purpose=purpose.code,
            shown_on=shown_on,
            remembered_by_id=person.membership_id,
            remembered_at=timezone.now(),
        )
        ShownChild.objects.bulk_create(
            ShownChild(school_id=person.school_id, shown=made, child_id=number) for number in sorted(known)
        )
        entry(person, "consent.pictured", f"consent-picture:{made.pk}", {"hash": picture_hash.encode()})
    return made


def taken_down(*, person: Person, shown: Shown) -> None:
    """The picture can be seen no longer where it was published."""
    if not permissions.may_keep(person):
        raise Refused("not theirs to say")
    with transaction.atomic():
        done = {"taken_down_at": timezone.now(), "taken_down_by_id": person.membership_id}
        if not Shown.objects.filter(pk=shown.pk, taken_down_at__isnull=True).update(**done):
            raise Fault(_("This picture has been taken down already."))
        entry(person, "consent.taken-down", f"consent-picture:{shown.pk}")
