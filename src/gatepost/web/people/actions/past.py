"""Past pupils: looked at, corrected, removed for good, and erased when they are 18."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from gatepost.rosters.ages import OLDEST, YOUNGEST, age, eighteenth_birthday
from gatepost.web.people import permissions
from gatepost.web.people.keeping_out import digest
from gatepost.web.people.models import Import, KeptOut, PastPupil
from gatepost.web.people.names import words_of
from gatepost.web.people.writing import lock_roll
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person, today


def read(*, person: Person, row: PastPupil | None = None) -> None:
    """Somebody opened the list, or the page of one past pupil."""
    _entry(person, "past-pupil.read", person.school_id, f"past-pupil:{row.pk}" if row else "past-pupils")


def correct(*, person: Person, row: PastPupil, date_of_birth: date, sure: bool = False) -> None:
    """Say when a past pupil was born; somebody who is 18 by it is erased with the next tick of the clock.

    Raises Fault for a day on which no pupil who left on that day was born, and where that erases them, unless `sure`.
    """
    if not permissions.may_change_past_pupils(person):
        raise Refused("past pupils are not theirs to change")
    if not YOUNGEST <= age(date_of_birth, row.left_on) <= OLDEST:
        raise Fault(_("Nobody born on this day can have left on that day. Is the year right?"), "date_of_birth")
    if eighteenth_birthday(date_of_birth) <= today() and not sure:
        raise Fault(_("Born on this day they are 18 already, and are erased at once. Tick it if so."), "sure")
    with transaction.atomic():
        lock_roll(person.school_id)
        held = PastPupil.objects.select_for_update().get(pk=row.pk)
        held.date_of_birth, held.estimated = date_of_birth, False
        held.save(update_fields=["date_of_birth", "estimated"])
        told = {"date-of-birth": date_of_birth.isoformat().encode()}
        _entry(person, "past-pupil.corrected", row.school_id, f"past-pupil:{row.pk}", told)


def remove(*, person: Person, row: PastPupil, surname: str) -> None:
    """Remove a child at once and for good: what could undo an import goes too, and no file brings the child back.

    Raises Fault unless `surname` is typed as the child's own, accents and capitals aside.
    """
    if not permissions.may_change_past_pupils(person):
        raise Refused("past pupils are not theirs to change")
    if words_of(surname) != words_of(row.surname):
        raise Fault(_("This is not the surname that stands above. Nothing has been removed."), "surname")
    with transaction.atomic():
        lock_roll(person.school_id)
        KeptOut.objects.get_or_create(school_id=row.school_id, digest=digest(row.school_id, row.forename, row.surname))
        Import.objects.filter(journal__isnull=False).update(journal=None)
        PastPupil.objects.filter(pk=row.pk).delete()
        _entry(person, "past-pupil.removed", row.school_id, f"past-pupil:{row.pk}")


def erase_adults(*, school_id: int, on: date) -> int:
    """The clock's part: whoever is 18 on a day is gone. Returns how many."""
    possible = PastPupil.objects.filter(date_of_birth__year__lte=on.year - 18).order_by("pk")
    born = possible.values_list("pk", "date_of_birth")
    return _erase(school_id, [number for number, day in born if eighteenth_birthday(day) <= on])


def erase_all(*, school_id: int) -> int:
    """The clock's part: somebody switched the module off, so nobody is kept, nor what could bring them back by undoing
    an import. Returns how many there were.
    """
    return _erase(school_id, PastPupil.objects.order_by("pk").values_list("pk", flat=True), for_good=True)


def _erase(school_id: int, numbers: Iterable[int], for_good: bool = False) -> int:
    found = list(numbers)
    if found:
        with transaction.atomic():
            lock_roll(school_id)
            PastPupil.objects.filter(pk__in=found).delete()
            if for_good:
                Import.objects.filter(journal__isnull=False).update(journal=None)
            told = {"numbers": " ".join(map(str, found)).encode()}
            _entry(None, "past-pupil.erased", school_id, "past-pupils", told)
    return len(found)


def _entry(
    person: Person | None, action: str, school_id: int, thing: str, contents: dict[str, bytes] | None = None
) -> None:
    append(
        school_id=school_id,
        actor=person.actor if person else SYSTEM,
        role=person.role_words if person else "",
        action=action,
        thing=thing,
        contents=contents,
    )
