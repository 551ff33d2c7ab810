"""Writing a school's years, its bells and the hours of its people."""

import json
from collections.abc import Mapping, Sequence
from datetime import time
from uuid import uuid4

from django.db import transaction

from gatepost.terms.moment import WorkingPattern
from gatepost.terms.timetable import Timetable
from gatepost.web.record.actions import append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.models import Membership, School
from gatepost.web.schools.person import Person
from gatepost.web.terms import permissions, queries
from gatepost.web.terms.models import Bells, Edition, Period, SchoolYear, WorkingHours, YearDate
from gatepost.web.terms.spans import Year


class Overtaken(Exception):
    """Somebody else has saved since the person saw the dates or times."""


def save_years(*, person: Person, years: Sequence[Year], from_file: bool = False, seen: str | None = None) -> None:
    """Write the dates of these years as given, in the place of what stood under their names; all of them or none.

    `seen` is the edition that the person had before them, None for whatever stands. Raises Overtaken; TermFaults with
    everything that does not fit together, with the other years and bank holidays too.
    """
    _refuse_others(person)
    with transaction.atomic():
        _new_edition(person.school_id, seen)
        for year in years:
            row, _made = SchoolYear.objects.update_or_create(
                school_id=person.school_id, name=year.name, defaults={"starts": year.starts, "ends": year.ends}
            )
            row.dates.all().delete()
            YearDate.objects.bulk_create(
                YearDate(
                    school_id=person.school_id,
                    year=row,
                    kind=one.kind,
                    name=one.name,
                    starts=one.starts,
                    ends=one.ends,
                    closes=one.closes,
                )
                for one in sorted(set(year.spans), key=str)
            )
        _refuse_faults(person)
        _entry(
            person,
            "terms.imported" if from_file else "terms.changed",
            f"years:{'/'.join(year.name for year in years)}",
            {"dates": json.dumps({year.name: _told(year) for year in years}).encode()},
        )


def remove_year(*, person: Person, name: str) -> None:
    """Take a year away with its dates and bells; its days are then not known.

    Raises Overtaken where it is gone, TermFaults where half days of a later year do not fit the bells it then keeps.
    """
    _refuse_others(person)
    with transaction.atomic():
        _new_edition(person.school_id)
        row = _year(name)
        _remove_bells(row)
        row.dates.all().delete()
        row.delete()
        _refuse_faults(person)
        _entry(person, "terms.removed", f"years:{name}", {})


def set_timetable(*, person: Person, name: str, timetable: Timetable | None, seen: str | None = None) -> None:
    """Give a year bells of its own; None: it keeps those of the year before. `seen` is as in `save_years`.

    Raises Overtaken, also where the year is gone; TermFaults where a half day of a year that keeps these bells does not
    fit them.
    """
    _refuse_others(person)
    with transaction.atomic():
        _new_edition(person.school_id, seen)
        row = _year(name)
        _remove_bells(row)
        for shape in timetable.shapes if timetable else ():
            bells = Bells.objects.create(
                school_id=person.school_id,
                year=row,
                weekdays="".join(str(day) for day in sorted(shape.weekdays)),
                group=shape.group or "",
                opens=shape.opens,
                closes=shape.closes,
                staff_from=shape.staff_from,
                staff_to=shape.staff_to,
            )
            Period.objects.bulk_create(
                Period(
                    school_id=person.school_id,
                    bells=bells,
                    kind=slot.kind,
                    name=slot.name,
                    starts=slot.starts,
                    ends=slot.ends,
                )
                for slot in shape.slots
            )
        _refuse_faults(person)
        _entry(person, "terms.timetable-changed", f"years:{name}", {"bells": repr(timetable).encode()})


def set_hours(*, person: Person, member: Membership, hours: Mapping[int, tuple[time, time]]) -> None:
    """Write when a member works, by weekday; without any they work the school's hours again. Raises TermFaults."""
    _refuse_others(person)
    WorkingPattern(hours)  # says what is wrong with them
    with transaction.atomic():
        # Two who save at once do so one after the other.
        Membership.objects.select_for_update(no_key=True).get(pk=member.pk)
        WorkingHours.objects.filter(membership=member).delete()
        WorkingHours.objects.bulk_create(
            WorkingHours(school_id=person.school_id, membership=member, weekday=weekday, starts=starts, ends=ends)
            for weekday, (starts, ends) in sorted(hours.items())
        )
        told = {str(weekday): f"{starts} {ends}" for weekday, (starts, ends) in sorted(hours.items())}
        _entry(person, "terms.hours-changed", f"membership:{member.pk}", {"hours": json.dumps(told).encode()})


def read_hours(*, person: Person, member: Membership) -> None:
    """Somebody opened a member's working hours."""
    _refuse_others(person)
    _entry(person, "terms.hours-read", f"membership:{member.pk}", {})


def _refuse_others(person: Person) -> None:
    if not permissions.may_change_terms(person):
        raise Refused("the school's dates are not theirs to change")


def _new_edition(school_id: int, seen: str | None = None) -> None:
    """Give the rows another edition, first of all: it keeps two who save at once from writing into each other."""
    before = queries.edition()
    _row, made = Edition.objects.get_or_create(school_id=school_id, defaults={"token": uuid4().hex})
    Edition.objects.select_for_update().get(school_id=school_id)
    if seen is not None and seen != (before if made else queries.edition()):
        raise Overtaken
    Edition.objects.filter(school_id=school_id).update(token=uuid4().hex)


def _refuse_faults(person: Person) -> None:
    """Build what was just written: its faults undo the transaction."""
    queries.build(School.objects.values_list("jurisdiction", flat=True).get(pk=person.school_id))


def _year(name: str) -> SchoolYear:
    found = SchoolYear.objects.filter(name=name).first()
    if found is None:
        raise Overtaken
    return found


def _remove_bells(row: SchoolYear) -> None:
    Period.objects.filter(bells__year=row).delete()
    row.bells.all().delete()


def _told(year: Year) -> list[list[str]]:
    return [
        [year.starts.isoformat(), year.ends.isoformat()],
        *(
            [one.kind, one.name, one.starts.isoformat(), one.ends.isoformat(), str(one.closes or "")]
            for one in year.spans
        ),
    ]


def _entry(person: Person, action: str, thing: str, contents: Mapping[str, bytes]) -> None:
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=thing,
        contents=contents,
    )
