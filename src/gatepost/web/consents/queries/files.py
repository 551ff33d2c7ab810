"""Reports of other systems that wait to be taken in: what they say, and where they contradict what is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gatepost.web.consents import permissions, rule
from gatepost.web.consents.models import Answer, ConsentFile
from gatepost.web.consents.purposes import Purpose
from gatepost.web.consents.queries.asked import lasts_until
from gatepost.web.consents.queries.names import told_apart
from gatepost.web.consents.queries.own import own_numbers
from gatepost.web.consents.queries.verdicts import rulings_for
from gatepost.web.consents.report import Bad, Pupil, Reading, Table, answers_in
from gatepost.web.people.models import OnRoll, SourceId
from gatepost.web.schools.person import Person, today

WAITS = timedelta(hours=24)


def waiting(person: Person) -> tuple[ConsentFile, ...]:
    """The reports that wait, the newest first."""
    if not permissions.may_keep(person):
        return ()
    return tuple(ConsentFile.objects.defer("table").select_related("staged_by__account").order_by("-staged_at"))


def one(person: Person, number: int) -> ConsentFile | None:
    """One of them."""
    found = ConsentFile.objects.filter(pk=number, school_id=person.school_id).first()
    return found if permissions.may_keep(person) else None


def table_of(row: ConsentFile) -> Table:
    """Its cells."""
    rows = tuple((number, tuple(cells)) for number, cells in row.table["rows"])
    return Table(tuple(row.table["headers"]), rows, tuple(row.table.get("dropped", ())))


def reading_of(row: ConsentFile) -> Reading:
    """How it is read, as far as that has been said."""
    said = row.mapping or {}
    return Reading(said.get("columns", {}), said.get("types", {}), said.get("words", {}))


@dataclass(frozen=True, slots=True)
class Added:
    """An answer that a report would add, from `starts` until `ends`, the last day."""

    yes: bool
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Preview:
    """What a report would add. `against`: the children for whom it says something else than somebody said here."""

    answers: Mapping[tuple[int, Purpose], Added]
    bad: tuple[Bad, ...]
    open_cells: int
    against: frozenset[int]

    @property
    def yes(self) -> int:
        """How many answers are yes."""
        return sum(one.yes for one in self.answers.values())

    @property
    def lapsed(self) -> int:
        """How many of these have run out already."""
        return sum(one.yes and one.ends < today() for one in self.answers.values())

    @property
    def no(self) -> int:
        """How many are no."""
        return len(self.answers) - self.yes

    @property
    def children(self) -> int:
        """Of how many children it tells."""
        return len({child for child, _purpose in self.answers})


def preview(row: ConsentFile) -> Preview:
    """What would be added, were it applied now."""
    day = today()
    found = answers_in(table_of(row), reading_of(row), pupils(), day)
    latest: dict[tuple[int, str, str, int], str] = {}
    about = {child for child, _purpose in found.answers}
    for answer in Answer.objects.filter(child_id__in=about).order_by("at", "pk"):
        latest[answer.child_id, answer.purpose, answer.by, answer.adult_id or 0] = answer.says
    by_code = {(child, purpose.code): one.yes for (child, purpose), one in found.answers.items()}
    against = set()
    for (child, code, by, _adult), says in latest.items():
        told = by_code.get((child, code))
        if by != rule.RECORD and told is not None and says != rule.SET_ASIDE and told != (says == rule.YES):
            against.add(child)
    longest = {start: lasts_until(start) for start in {one.given or day for one in found.answers.values()}}
    added = {}
    for key, one in found.answers.items():
        start = one.given or day
        added[key] = Added(one.yes, start, min(one.ends or longest[start], longest[start]))
    return Preview(added, found.bad, found.open_cells, frozenset(against))


@dataclass(frozen=True, slots=True)
class Change:
    """An answer of a report that says something else than what holds today: `why` not, as a code of the rule."""

    purpose: Purpose
    shown: bool
    why: str
    told: Added


@dataclass(frozen=True, slots=True)
class Changed:
    """A child with what a report would change, for the screen."""

    name: str
    changes: tuple[Change, ...]


def changed(person: Person, found: Preview) -> tuple[Changed, ...]:
    """By child, what the report says otherwise than it is today. Of the person's own child no reason is told."""
    children = {child for child, _purpose in found.answers}
    rulings = rulings_for(children, {purpose for _child, purpose in found.answers}, today())
    own = own_numbers(person)
    by_child: dict[int, list[Change]] = {}
    for (child, purpose), told in found.answers.items():
        now = rulings[child, purpose]
        if now.shown != told.yes:
            why = rule.HIDDEN if child in own and not now.shown else now.reason
            by_child.setdefault(child, []).append(Change(purpose, now.shown, why, told))
    names = told_apart(person, OnRoll.objects.filter(pk__in=by_child))
    made = (Changed(names[child], tuple(changes)) for child, changes in by_child.items() if child in names)
    return tuple(sorted(made, key=lambda one: one.name))


def against(person: Person, found: Preview) -> tuple[str, ...]:
    """The names of the children for whom the report says something else than somebody said here; none of one's own."""
    rows = OnRoll.objects.filter(pk__in=found.against - own_numbers(person))
    return tuple(sorted(told_apart(person, rows).values()))


def pupils() -> tuple[Pupil, ...]:
    """The pupils of the school as reports know them."""
    numbers: dict[int, list[str]] = {}
    for person, source_id in SourceId.objects.filter(person__kind="pupil").values_list("person_id", "source_id"):
        numbers.setdefault(person, []).append(source_id)
    rows = OnRoll.objects.filter(kind="pupil")
    return tuple(
        Pupil(
            one.pk,
            one.upn,
            tuple(numbers.get(one.pk, ())),
            tuple({one.forename, one.known_as} - {""}),
            one.surname,
            one.date_of_birth,
        )
        for one in rows
    )
