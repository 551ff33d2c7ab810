"""The end of a school year, on one page: everybody a year up, classes with their new names, the top year gone."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.rosters.rollover import RollOver, roll_over
from gatepost.web.modules.queries import is_on
from gatepost.web.people import permissions
from gatepost.web.people.actions.imports import UNDONE_WITHIN, finish
from gatepost.web.people.known import PAST_PUPILS, known_people
from gatepost.web.people.models import Import
from gatepost.web.people.models.imports import NEW_YEAR
from gatepost.web.people.queries.rollover import digest, doubts
from gatepost.web.people.writing import Writing, change_fields, leave, lock_roll
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person


def begin_year(
    *,
    person: Person,
    top_year: int,
    last_day: date,
    classes: Mapping[str, str],
    agreed: str,
    typed: int | None,
    sure: bool = False,
) -> Import:
    """Move everybody up. `agreed` is the digest of what was on the page, `typed` the number of leavers in words of
    whoever confirms; they are `sure` where there are doubts. Raises Fault where the roll has changed since, for another
    number, and for a doubt.
    """
    if not permissions.may_change_roll(person):
        raise Refused("the roll is not theirs to change")
    now = timezone.now()
    today = timezone.localdate(now)
    if last_day > today:
        raise Fault(_("The last day of the school year has not been yet."), "last_day")
    with transaction.atomic():
        lock_roll(person.school_id)
        found = roll_over(known_people(), top_year, last_day, classes)
        if digest(found) != agreed:
            raise Fault(_("The roll has changed since you opened this page. Look at the differences again."))
        if typed != len(found.leavers):
            raise Fault(_("Type the number of people who would leave, exactly as it stands above."), "typed")
        if doubts(last_day, now) and not sure:
            raise Fault(_("Tick this only if a school year really begins now."), "sure")
        row = Import.objects.create(
            school_id=person.school_id,
            format=NEW_YEAR,
            mode="full",
            staged_by_id=person.membership_id,
            staged_at=now,
            expires_at=now + UNDONE_WITHIN,
            people=len(found.moves) + len(found.leavers),
            confirmed_by_id=person.membership_id,
            confirmed_at=now,
            agreed=agreed,
        )
        writing = Writing(person.school_id, today, is_on(PAST_PUPILS))
        leave(found.leavers, writing)
        change_fields([(one.known, one.fields) for one in found.moves], writing)
        finish(row, writing, _counts(found), now, person, "roster.year-begun", agreed)
    return row


def _counts(found: RollOver) -> dict[str, int]:
    return {"changed": len(found.moves), "leavers": len(found.leavers), "unchanged": len(found.without_year)}
