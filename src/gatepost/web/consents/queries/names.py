"""Names of children on a screen, told apart where two are the same."""

from collections import Counter
from collections.abc import Callable, Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gatepost.web.people import permissions
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.person import Person


def told_apart(person: Person, rows: Iterable[OnRoll]) -> dict[int, str]:
    """The name of each child by number. Where names are the same, whoever reads the roll sees the date of birth too,
    others the whole forename, or else the class. Where nothing differs, that there are more of the name.
    """
    children = list(rows)
    names = {one.pk: str(one) for one in children}
    same = _same(names)
    if same and permissions.may_see_roll(person):
        dated = OnRoll.objects.filter(pk__in=same, date_of_birth__isnull=False)
        for pk, day in dated.values_list("pk", "date_of_birth"):
            names[pk] = _("{name}, born {day}").format(name=names[pk], day=date_format(day, "j F Y"))
    marks: tuple[Callable[[OnRoll], str], ...] = (lambda one: str(one.forename), lambda one: str(one.class_name))
    for mark in marks:
        same = _same(names)
        told = Counter((names[one.pk], mark(one)) for one in children if one.pk in same)
        for one in children:
            word = mark(one)
            if one.pk in same and word and told[names[one.pk], word] == 1:
                names[one.pk] = f"{names[one.pk]} ({word})"
    same = _same(names)
    names |= {pk: _("{name} (one of several with this name: ask the office)").format(name=names[pk]) for pk in same}
    return names


def among_all(person: Person, rows: Iterable[OnRoll]) -> dict[int, str]:
    """The name of each of a few pupils by number, told apart from everybody else on the roll."""
    surnames = {one.surname for one in rows}
    return told_apart(person, OnRoll.objects.filter(kind="pupil", surname__in=surnames))


def _same(names: dict[int, str]) -> set[int]:
    """Those who share their name with somebody."""
    often = Counter(names.values())
    return {pk for pk, name in names.items() if often[name] > 1}
