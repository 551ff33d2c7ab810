"""The archive that the benches import is a good one: the same each time, read without a warning, a school at a time."""

from pathlib import Path

import pytest
from bench.roster_archive import write_archive

from gatepost.rosters.faults import RosterFaults
from gatepost.rosters.reading import Reading
from tests.rosters.outcome import Outcome, outcome


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target = tmp_path_factory.mktemp("roll") / "roll.zip"
    write_archive(target, people=2000, schools=3)
    return target.read_bytes()


def _read(body: bytes, school: str = "") -> Outcome:
    return outcome(body, "roll.zip", school=school)


def test_the_same_arguments_write_the_same_bytes(tmp_path: Path, body: bytes) -> None:
    write_archive(tmp_path / "again.zip", people=2000, schools=3)
    assert (tmp_path / "again.zip").read_bytes() == body


def test_another_seed_writes_other_people(tmp_path: Path, body: bytes) -> None:
    write_archive(tmp_path / "other.zip", people=2000, schools=3, seed=2)
    assert (tmp_path / "other.zip").read_bytes() != body


def test_everybody_of_a_school_is_read_without_a_warning(tmp_path: Path) -> None:
    counts = write_archive(tmp_path / "roll.zip", people=2000, schools=1)
    found = _read((tmp_path / "roll.zip").read_bytes())
    assert isinstance(found, Reading)
    assert not found.warnings
    people = found.snapshot.people
    assert {kind: sum(person.kind == kind for person in people) for kind in ("pupil", "parent", "staff")} == {
        "pupil": counts["pupils"],
        "parent": counts["parents"],
        "staff": counts["staff"],
    }
    pupils = [person for person in people if person.kind == "pupil"]
    assert all(person.date_of_birth and person.upn and person.class_name for person in pupils)
    assert {contact.child for contact in found.snapshot.contacts} == {person.source_id for person in pupils}


def test_a_trust_must_say_which_school_it_means(body: bytes) -> None:
    found = _read(body)
    assert isinstance(found, RosterFaults)
    assert "school" in found.faults[0].message


@pytest.mark.parametrize("school", ["ORG1", "Invented Primary 1"])
def test_a_school_of_a_trust_is_read_alone(body: bytes, school: str) -> None:
    found = _read(body, school)
    assert isinstance(found, Reading)
    pupils = [person for person in found.snapshot.people if person.kind == "pupil"]
    assert 300 < len(pupils) < 400
    assert {person.upn[2:5] for person in pupils} == {"001"}
    assert {person.class_name for person in pupils} == {f"{'R' if y == 0 else y}-{n}" for y in range(7) for n in (0, 1)}
