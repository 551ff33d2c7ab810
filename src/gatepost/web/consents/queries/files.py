"""Reports of other systems that wait to be taken in: what they say, and where they contradict what is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from gatepost.web.consents import permissions, rule
from gatepost.web.consents.models import Answer, ConsentFile
from gatepost.web.consents.purposes import Purpose
from gatepost.web.consents.report import Bad, Pupil, Reading, Table, answers_in
from gatepost.web.people.models import OnRoll, SourceId
from gatepost.web.schools.person import Person

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
    return Table(tuple(row.table["headers"]), tuple((number, tuple(cells)) for number, cells in row.table["rows"]))


def reading_of(row: ConsentFile) -> Reading:
    """How it is read, as far as that has been said."""
    said = row.mapping or {}
    return Reading(said.get("columns", {}), said.get("types", {}), said.get("words", {}))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a report would add. `against`: the children for whom it says something else than somebody said here."""

    answers: Mapping[tuple[int, Purpose], bool]
    bad: tuple[Bad, ...]
    open_cells: int
    against: tuple[str, ...]

    @property
    def yes(self) -> int:
        """How many answers are yes."""
        return sum(self.answers.values())

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
    found = answers_in(table_of(row), reading_of(row), pupils())
    latest: dict[tuple[int, str, str, int], str] = {}
    about = {child for child, _purpose in found.answers}
    for answer in Answer.objects.filter(child_id__in=about).order_by("at", "pk"):
        latest[answer.child_id, answer.purpose, answer.by, answer.adult_id or 0] = answer.says
    by_code = {(child, purpose.code): yes for (child, purpose), yes in found.answers.items()}
    against = set()
    for (child, code, by, _adult), says in latest.items():
        told = by_code.get((child, code))
        if by != rule.RECORD and told is not None and says != rule.SET_ASIDE and told != (says == rule.YES):
            against.add(child)
    names = sorted(str(one) for one in OnRoll.objects.filter(pk__in=against))
    return Preview(found.answers, found.bad, found.open_cells, tuple(names))


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
