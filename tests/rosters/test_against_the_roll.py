"""Files of other systems against a school that is known already: what would change, and what must be asked first."""

import csv
import dataclasses
import io
from collections.abc import Callable, Iterable

import pytest

from gatepost.rosters.differences import Differences, KnownContact, differences
from gatepost.rosters.matching import Known
from gatepost.rosters.reading import Reading
from gatepost.rosters.snapshot import Person, Snapshot
from tests.rosters.build_files import good
from tests.rosters.outcome import TODAY, outcome

_REPORTS = ("arbor-students", "scholarpack-pupils", "bromcom-students", "sims-workbook")


def _snapshot(called: str, body: bytes, **more: object) -> Snapshot:
    found = outcome(body, called, **more)
    assert isinstance(found, Reading), [fault.at() for fault in found.faults]
    return found.snapshot


def _good(name: str, **more: object) -> Snapshot:
    called, body = good(name)
    return _snapshot(called, body, **more)


def _known(snapshot: Snapshot, people: Iterable[Person] | None = None) -> list[Known]:
    """The people of a snapshot as if they had been imported."""
    shared = {field.name for field in dataclasses.fields(Known)} & {field.name for field in dataclasses.fields(Person)}
    return [
        Known(
            key=f"k{at}",
            source_ids=((snapshot.source, person.source_id),) if person.source_id else (),
            **{name: getattr(person, name) for name in shared},
        )
        for at, person in enumerate(snapshot.people if people is None else people)
    ]


def _edited(name: str, edit: Callable[[list[list[str]]], list[list[str]]], **more: object) -> Snapshot:
    called, body = good(name)
    rows = edit(list(csv.reader(io.StringIO(body.decode("utf-8-sig")))))
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return _snapshot(called, out.getvalue().encode(), **more)


def _name(person: Known | Person) -> str:
    return f"{person.kind} {person.forename} {person.surname}"


def _forenames(people: Iterable[Known | Person]) -> list[str]:
    return sorted(person.forename for person in people)


def _nobody_moves(found: Differences) -> bool:
    undecided = found.possible_duplicates or found.conflicts
    return not (found.new or found.leavers or found.returners or undecided or found.guards)


def _known_contacts(snapshot: Snapshot, roll: list[Known]) -> list[KnownContact]:
    keys = {(one.kind, id_): one.key for one in roll for _, id_ in one.source_ids}
    return [
        KnownContact(
            keys["pupil", contact.child],
            keys["parent", contact.adult],
            contact.relationship,
            contact.parental_responsibility,
            contact.priority,
        )
        for contact in snapshot.contacts
    ]


@pytest.mark.parametrize("name", [*_REPORTS, "oneroster-1.1-bulk", "oneroster-1.2-bulk", "sds-2.1", "ctf-23"])
def test_the_same_file_again_changes_nothing(name: str) -> None:
    snapshot = _good(name)
    roll = _known(snapshot)
    found = differences(roll, snapshot, TODAY, known_contacts=_known_contacts(snapshot, roll))
    assert found.is_empty()


def test_adults_without_number_or_birth_date_are_never_matched_by_name_alone() -> None:
    snapshot = _good("template")
    found = differences(_known(snapshot), snapshot, TODAY)
    waiting = [one.person for one in found.possible_duplicates]
    assert sorted(map(_name, waiting)) == sorted(_name(one) for one in snapshot.people if one.date_of_birth is None)
    assert not (found.new)
    assert not (found.leavers)
    assert not (found.changed)


@pytest.mark.parametrize("report", _REPORTS)
def test_the_same_school_from_another_system_moves_nobody(report: str) -> None:
    roll = _known(_good("oneroster-1.1-bulk"))
    assert _nobody_moves(differences(roll, _good(report), TODAY))


def test_children_without_numbers_are_found_by_birth_date_and_whole_name() -> None:
    roll = [
        dataclasses.replace(one, upn="", source_ids=())
        for one in _known(_good("oneroster-1.1-bulk"))
        if one.kind == "pupil"
    ]
    found = differences(roll, _good("template"), TODAY)
    assert _forenames(person for person in found.new if person.kind == "pupil") == []
    assert not (found.leavers)
    assert not (found.conflicts)
    assert not (found.possible_duplicates)


def test_an_apostrophe_of_another_shape_is_the_same_name() -> None:
    roll = [dataclasses.replace(one, upn="", source_ids=()) for one in _known(_good("arbor-students"))]
    found = differences(roll, _good("sims-report", mode="delta"), TODAY)
    assert not (found.new)
    assert not (found.conflicts)
    assert not (found.possible_duplicates)


def test_rows_in_another_order_change_nothing() -> None:
    roll = _known(_good("arbor-students"))
    shuffled = _edited("arbor-students", lambda rows: [rows[0], *rows[:0:-1]])
    found = differences(roll, shuffled, TODAY)
    assert found.is_empty()
    assert found.unchanged == len(roll)


def test_half_a_roll_must_be_confirmed_in_typed_words() -> None:
    roll = _known(_good("arbor-students"))
    half = _edited("arbor-students", lambda rows: rows[: 1 + len(roll) // 2])
    found = differences(roll, half, TODAY)
    assert len(found.leavers) == len(roll) - len(roll) // 2
    assert [(guard.kind, guard.leaving, guard.of) for guard in found.guards if guard.year_group is None] == [
        ("pupil", 8, 16)
    ]


def test_half_a_roll_as_a_delta_makes_nobody_leave() -> None:
    roll = _known(_good("arbor-students"))
    half = _edited("arbor-students", lambda rows: rows[: 1 + len(roll) // 2], mode="delta")
    found = differences(roll, half, TODAY)
    assert not (found.leavers)
    assert not (found.guards)


def test_one_leaver_of_a_large_class_needs_no_typed_words() -> None:
    roll = _known(_good("arbor-students"))
    found = differences(roll, _edited("arbor-students", lambda rows: rows[:-1]), TODAY)
    assert _forenames(leaver.known for leaver in found.leavers) == ["Noah"]
    assert found.guards == ()


def test_a_file_of_pupils_makes_no_member_of_staff_and_no_parent_leave() -> None:
    roll = _known(_good("oneroster-1.1-bulk"))
    found = differences(roll, _good("arbor-students"), TODAY)
    assert {leaver.known.kind for leaver in found.leavers} == set()


def test_a_delta_adds_changes_and_removes_just_those_it_names() -> None:
    delta = _good("oneroster-1.2-delta")
    before = _good("oneroster-1.1-bulk")
    roll = _known(dataclasses.replace(before, source=delta.source))
    found = differences(roll, delta, TODAY)
    assert _forenames(found.new) == ["Aoife"]
    assert [(leaver.known.forename, leaver.why) for leaver in found.leavers] == [("Finlay", "deleted")]
    [change] = found.changed
    assert ("surname", "Smith", "Smith-Jones") in [(field.name, field.old, field.new) for field in change.fields]


def test_a_delta_clears_nothing_that_it_does_not_tell() -> None:
    delta = _good("oneroster-1.2-delta")
    before = _good("oneroster-1.1-bulk")
    roll = _known(dataclasses.replace(before, source=delta.source))
    [change] = differences(roll, delta, TODAY).changed
    assert not [field for field in change.fields if field.new in (None, "", ())]


def test_a_new_surname_under_the_same_number_is_the_same_child() -> None:
    roll = _known(_good("arbor-students"))
    renamed = _edited("arbor-students", lambda rows: [[c.replace("Rossi", "Bianchi") for c in row] for row in rows])
    found = differences(roll, renamed, TODAY)
    assert _nobody_moves(found)
    assert [change.known.forename for change in found.changed] == ["Isabella"]


_TWINS = (
    "kind,forename,surname,known_as,class,date_of_birth\n"
    "pupil,Emily,Jones,,Beech,2020-09-30\npupil,Emily,Jones,,Cedar,2020-09-30\n"
)


def test_two_emily_joneses_of_one_birthday_are_left_to_a_person() -> None:
    twins = [
        Known("a", "pupil", "Emily", "Jones", date_of_birth=_good("arbor-students").people[3].date_of_birth),
        Known("b", "pupil", "Emily", "Jones", date_of_birth=_good("arbor-students").people[3].date_of_birth),
    ]
    found = differences(twins, _snapshot("pupils.csv", _TWINS.encode()), TODAY)
    assert not (found.new)
    assert not (found.leavers)
    assert not (found.changed)
    assert found.conflicts or found.possible_duplicates


def test_an_emily_jones_of_another_birthday_is_never_merged() -> None:
    snapshot = _good("arbor-students")
    roll = [one for one in _known(snapshot) if (one.forename, one.upn[-3:]) != ("Emily", "00A")]
    without = [dataclasses.replace(one, upn="", source_ids=()) for one in roll]
    bare = dataclasses.replace(
        snapshot, people=tuple(dataclasses.replace(person, upn="", source_id="") for person in snapshot.people)
    )
    found = differences(without, bare, TODAY)
    changed = [change for change in found.changed if change.known.forename == "Emily"]
    assert not [field for change in changed for field in change.fields if field.name == "date_of_birth"]
    waiting = [one.person.forename for one in found.possible_duplicates]
    assert [*_forenames(found.new), *waiting] == ["Emily"]


@pytest.mark.parametrize("told", [False, True], ids=["not said to be leavers", "said to be leavers"])
def test_a_leaver_of_a_transfer_file_leaves_on_the_last_day_it_tells(told: bool) -> None:
    leavers = _good("ctf-21-leavers-namespaced", leavers=told)
    here = [dataclasses.replace(one, kind="pupil", leaves=None) for one in _known(leavers)]
    found = differences(here, leavers, TODAY)
    assert [(leaver.why, str(leaver.on)) for leaver in found.leavers] == [("left", "2026-07-22")] * 3
