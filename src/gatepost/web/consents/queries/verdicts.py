"""Who may be shown: the answer for each child, and by class."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from gatepost.web.consents import permissions, rule
from gatepost.web.consents.models import Answer, ImageBar
from gatepost.web.consents.purposes import Purpose
from gatepost.web.consents.queries.asked import PHOTO_CONSENTS, counting_from
from gatepost.web.consents.queries.names import told_apart
from gatepost.web.consents.queries.own import own_numbers
from gatepost.web.consents.words import REASONS
from gatepost.web.modules.queries import is_on
from gatepost.web.people.models import Contact, OnRoll
from gatepost.web.schools.person import Person

MANY = 500  # children at once in one condition of a query; all pupils are read without one


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a child may be shown. `reason`: of gatepost.web.consents.rule; HIDDEN for whoever may not know."""

    child: int
    shown: bool
    reason: str

    @property
    def why(self) -> str:
        """The reason in words; empty where it is none, or is not told."""
        return "" if self.shown or self.reason == rule.HIDDEN else str(REASONS[self.reason])


def verdicts(
    children: Iterable[int], channel: str, media: str, naming: str, on: date, *, person: Person | None = None
) -> tuple[Verdict, ...]:
    """For each child, by their number on the roll, whether they may be shown on a day; in the order given.

    Reasons are told to a `person` who may see them and is no parent of the child, and to nobody else. Raises
    UnknownPurpose. The queries are the same whatever the answers are.
    """
    wanted = list(children)
    purpose = Purpose(channel, media, naming)
    rulings = rulings_for(wanted, (purpose,), on)
    tells = person is not None and permissions.may_see_reasons(person)
    own = own_numbers(person) if person is not None else ()
    found = ((child, rulings[child, purpose], tells and child not in own) for child in wanted)
    return tuple(
        Verdict(child, one.shown, one.reason if told or one.shown else rule.HIDDEN) for child, one, told in found
    )


def rulings_for(
    children: Collection[int], purposes: Collection[Purpose], on: date
) -> dict[tuple[int, Purpose], rule.Ruling]:
    """For each child and purpose what follows from all that was said, reasons included."""
    if not is_on(PHOTO_CONSENTS):
        return {(child, purpose): rule.Ruling(False, rule.OFF) for child in children for purpose in purposes}
    found, since = standings(children, on), counting_from()
    return {(child, purpose): rule.rule(found[child], purpose, on, since) for child in children for purpose in purposes}


def standings(children: Collection[int], on: date) -> dict[int, rule.Standing]:
    """What is known of each child; a number that is nobody's is not on the roll."""
    some = set(children)
    near = {"child_id__in": some} if len(some) < MANY else {}
    pupils = OnRoll.objects.filter(kind="pupil", **({"pk__in": some} if near else {}))
    here = {pk for pk, leaves in pupils.values_list("pk", "leaves") if leaves is None or leaves >= on}
    barred = set(ImageBar.objects.filter(lifted_at__isnull=True, **near).values_list("child_id", flat=True))
    responsible: dict[int, dict[int, str]] = {}
    told = Contact.objects.filter(**near).values_list("child_id", "adult_id", "parental_responsibility")
    for child, adult, word in told:
        responsible.setdefault(child, {})[adult] = word
    said: dict[int, list[rule.Said]] = {}
    for answer in Answer.objects.filter(**near).order_by("pk"):
        said.setdefault(answer.child_id, []).append(answer.said)
    return {
        child: rule.Standing(child in here, child in barred, responsible.get(child, {}), tuple(said.get(child, ())))
        for child in some
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A child in a list, with a mark for each purpose; `why` not, in words, is empty for who may not see it; `opens`:
    the person may open the child's page.
    """

    number: int
    name: str
    marks: tuple[bool, ...]
    why: tuple[str, ...]
    opens: bool

    @property
    def shown(self) -> bool:
        """For a list of one purpose."""
        return self.marks[0]


@dataclass(frozen=True, slots=True)
class Room:
    """A class: its children, those who may not be shown first."""

    name: str
    lines: tuple[Line, ...]

    @property
    def kept_out(self) -> tuple[Line, ...]:
        """Those who may not be shown, of a list of one purpose."""
        return tuple(one for one in self.lines if not one.shown)

    @property
    def free(self) -> tuple[Line, ...]:
        """Those who may."""
        return tuple(one for one in self.lines if one.shown)


def by_class(person: Person, purposes: Collection[Purpose], on: date) -> tuple[Room, ...]:
    """Every pupil by class, those first in each who may not be shown for one of the purposes."""
    if not permissions.may_see_who(person):
        return ()
    rows = OnRoll.objects.filter(kind="pupil", school_id=person.school_id)
    pupils = list(rows.only("forename", "surname", "known_as", "class_name").order_by("class_name", "surname", "pk"))
    found = rulings_for([one.pk for one in pupils], purposes, on)
    tells, own = permissions.may_see_reasons(person), own_numbers(person)
    names = told_apart(person, pupils)

    def line(child: OnRoll) -> Line:
        rulings = [found[child.pk, one] for one in purposes]
        opens = tells and child.pk not in own
        why = tuple("" if one.shown or not opens else str(REASONS[one.reason]) for one in rulings)
        return Line(child.pk, names[child.pk], tuple(one.shown for one in rulings), why, opens)

    return tuple(
        Room(name, tuple(sorted((line(one) for one in children), key=lambda one: all(one.marks))))
        for name, children in groupby(pupils, key=lambda one: str(one.class_name))
    )
