"""Files that arrive by themselves: only whole plain ones are read, the office is told, and nobody is overruled."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from gatepost.rosters.reading import Options
from gatepost.web.modules import actions as modules
from gatepost.web.modules.registry import module
from gatepost.web.notices.models import Notice
from gatepost.web.people import due
from gatepost.web.people.actions import folder as watched
from gatepost.web.people.actions.imports import undo
from gatepost.web.people.actions.reading import save_mapping
from gatepost.web.people.models import Import, OnRoll
from gatepost.web.record.models import Entry
from gatepost.web.schools.models import School
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.people.files import as_csv, pupil_rows, roll

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def place() -> Path:
    """The folder of a school that has the module on."""
    head, officer = cast.person("head"), cast.person("dpo")
    with school_scope(head.school_id):
        version, review = module(watched.MODULE).version, today() + timedelta(days=300)
        modules.sign(person=officer, code=watched.MODULE, version=version, review_on=review, note="")
        modules.switch_on(person=head, code=watched.MODULE)
    found = watched.folder_of(cast.school())
    found.mkdir(parents=True)
    return found


def later(minutes: int = 2) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def collect(now: datetime | None = None, school: School | None = None) -> list[Import]:
    school = school or cast.school()
    with school_scope(school.pk):
        due.run(school, now or later())
        return list(Import.objects.order_by("pk"))


def one_new() -> bytes:
    rows = pupil_rows()
    return as_csv([{**rows[0], "Pupil ID": "9001", "Legal Forename": "Bronwen", "DOB": "05/06/2018"}])


def choose(small: bool) -> None:
    with school_scope(cast.school().pk):
        head = cast.person("head")
        options = Options(on=today(), source="sims", kind="pupil", preset="sims", order="dmy")
        save_mapping(person=head, options=options, columns={})
        watched.choose(person=head, source="sims", mode="delta", small_by_itself=small)


def test_a_whole_file_is_staged_told_of_and_deleted_and_changes_nothing(place: Path) -> None:
    choose(small=False)
    (place / "tonight.csv").write_bytes(one_new())
    before = roll()
    (row,) = collect()
    assert (row.state, row.from_folder, row.people) == ("staged", True, 1)
    assert not list(place.iterdir())
    assert roll() == before
    with school_scope(row.school_id):
        told = Notice.objects.filter(kind="roster-staged")
        assert [one.membership_id for one in told] == [cast.person("office").membership_id]


def test_while_the_module_is_off_no_file_is_looked_at(place: Path) -> None:
    with school_scope(cast.school().pk):
        modules.switch_off(person=cast.person("head"), code=watched.MODULE)
    (place / "tonight.csv").write_bytes(one_new())
    assert collect() == []
    assert (place / "tonight.csv").exists()


def test_a_file_that_was_touched_a_moment_ago_waits(place: Path) -> None:
    (place / "tonight.csv").write_bytes(one_new())
    os.utime(place / "tonight.csv", (0, 0))  # a copy that keeps its old dates
    assert collect(timezone.now()) == []
    assert len(collect()) == 1


def test_a_file_that_was_left_while_the_clock_of_the_machine_was_ahead_is_taken_all_the_same(place: Path) -> None:
    (place / "tonight.csv").write_bytes(one_new())
    assert len(collect(timezone.now() - timedelta(days=1))) == 1


@pytest.mark.parametrize("name", [".hidden.csv", "roll.csv.part", "roll.csv.tmp", "roll.csv.crdownload", "roll.csv~"])
def test_half_written_files_are_left_alone(place: Path, name: str) -> None:
    (place / name).write_bytes(one_new())
    assert collect() == []
    assert (place / name).exists()


def test_links_are_refused(place: Path, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_bytes(one_new())
    (place / "link.csv").symlink_to(tmp_path / "other.csv")
    (place / "folder.csv").mkdir()
    (place / "twice.csv").write_bytes(one_new())
    os.link(place / "twice.csv", place / "again.csv")
    assert collect() == []


def test_a_folder_that_is_a_link_is_not_followed(place: Path, tmp_path: Path) -> None:
    place.rmdir()
    (tmp_path / "tonight.csv").write_bytes(one_new())
    place.symlink_to(tmp_path)
    assert collect() == []
    assert (tmp_path / "tonight.csv").exists()


def test_a_damaged_file_is_told_of_and_deleted(place: Path) -> None:
    (place / "tonight.csv").write_bytes(b"Forename,Surname,UPN\n=1+1,Jones,\n")
    before = roll()
    (row,) = collect()
    assert row.state == "failed"
    assert row.told["faults"]
    assert not list(place.iterdir())
    assert roll() == before


def test_a_newer_file_takes_the_place_of_one_that_nobody_has_looked_at(place: Path) -> None:
    choose(small=False)
    (place / "monday.csv").write_bytes(one_new())
    collect()
    (place / "tuesday.csv").write_bytes(one_new())
    assert [one.state for one in collect()] == ["given-up", "staged"]


def test_a_file_that_takes_the_place_of_one_while_it_is_read_is_not_deleted(place: Path) -> None:
    (place / "tonight.csv").write_bytes(one_new())
    with school_scope(cast.school().pk):
        (path,) = watched.whole_files(place, later())
        with transaction.atomic():
            watched.collect(cast.school(), later())
            (place / "newer.csv").write_bytes(as_csv(pupil_rows()))
            (place / "newer.csv").replace(path)
    assert path.read_bytes() == as_csv(pupil_rows())


def test_a_folder_that_cannot_be_read_keeps_nobody_on_the_roll(place: Path) -> None:
    place.rmdir()
    place.write_bytes(b"")
    school = cast.school()
    with school_scope(school.pk):
        row = OnRoll.objects.filter(kind="pupil").order_by("pk")[0]
        OnRoll.objects.filter(pk=row.pk).update(leaves=today() - timedelta(days=1))
        with pytest.raises(FileExistsError):
            due.run(school, later())
        assert not OnRoll.objects.filter(pk=row.pk).exists()


def test_small_changes_are_made_only_where_the_school_chose_so(place: Path) -> None:
    choose(small=True)
    (place / "tonight.csv").write_bytes(one_new())
    (row,) = collect()
    assert row.state == "applied"
    with school_scope(row.school_id):
        assert OnRoll.objects.filter(forename="Bronwen").exists()
        entry = Entry.objects.filter(action="roster.applied").get()
        assert entry.actor == "system"
        assert not Notice.objects.filter(kind="roster-staged", read_at=None).exists()


def test_a_file_that_changes_nothing_is_put_away_and_the_change_before_it_can_still_be_undone(place: Path) -> None:
    choose(small=True)
    before = roll()
    for night in ("monday.csv", "tuesday.csv"):
        (place / night).write_bytes(one_new())
        rows = collect()
    assert [one.state for one in rows] == ["applied", "given-up"]
    with school_scope(rows[0].school_id):
        assert not Notice.objects.filter(kind="roster-staged", read_at=None).exists()
        undo(person=cast.person("head"), done=rows[0])
    assert roll() == before


def test_a_change_that_is_not_small_waits_for_a_person(place: Path) -> None:
    choose(small=True)
    rows = [{**one, "Reg Form": "Owls"} for one in pupil_rows()]
    (place / "tonight.csv").write_bytes(as_csv(rows))
    (row,) = collect()
    assert row.state == "staged"


def test_a_file_in_one_schools_folder_is_no_other_schools(place: Path) -> None:
    (place / "tonight.csv").write_bytes(one_new())
    assert collect(school=cast.school("larksend")) == []
