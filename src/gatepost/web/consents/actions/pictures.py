"""Pictures that were approved: which children they show, and that one has been taken down."""

import re
from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.consents import permissions
from gatepost.web.consents.actions.record import entry
from gatepost.web.consents.models import Shown, ShownChild
from gatepost.web.consents.purposes import Purpose
from gatepost.web.consents.queries.asked import PHOTO_CONSENTS
from gatepost.web.modules.queries import is_on
from gatepost.web.people.models import OnRoll
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person

_HASH = re.compile(r"[0-9a-f]{32}")


def remember_picture(
    *, school_id: int, approved_by: int, picture_hash: str, purpose: Purpose, children: Collection[int], shown_on: date
) -> Shown | None:
    """The clock: a picture to which a headteacher, the membership `approved_by`, said yes shows these children. It is
    remembered, so that it is found when a consent ends; None while the module is off, and where none of them is on the
    roll any more.

    `picture_hash`: its perceptual hash, 32 lower-case hex digits; raises ValueError for another.
    """
    if not _HASH.fullmatch(picture_hash):
        raise ValueError("this is no perceptual hash in hex")
    if not is_on(PHOTO_CONSENTS):
        return None
    with transaction.atomic():
        known = list(OnRoll.objects.filter(pk__in=list(children), kind="pupil").values_list("pk", flat=True))
        if not known:
            return None
        made: Shown = Shown.objects.create(
            school_id=school_id,
            picture_hash=picture_hash,
            purpose=purpose.code,
            shown_on=shown_on,
            remembered_by_id=approved_by,
            remembered_at=timezone.now(),
        )
        ShownChild.objects.bulk_create(
            ShownChild(school_id=school_id, shown=made, child_id=number) for number in sorted(known)
        )
        append(
            school_id=school_id,
            actor=SYSTEM,
            role="-",
            action="consent.pictured",
            thing=f"consent-picture:{made.pk}",
            contents={"hash": picture_hash.encode()},
        )
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
