"""A school takes everything that is kept of it, and goes without taking anything of another school's."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from gatepost.ledger.checker import main as checker
from gatepost.web.database import tables_of_schools
from gatepost.web.operations.school_erase import STAYS, erase, refuse_old_export
from gatepost.web.operations.school_export import export, models
from gatepost.web.operations.scratch import FOLDER
from gatepost.web.operations.telling import Fault
from gatepost.web.record.actions import append, make_head
from gatepost.web.schools.models import Account, Membership, School
from gatepost.web.schools.scope import school_scope
from tests.web.cast import account, school, sign_in
from tests.web.databases import ON_POSTGRESQL, Database
from tests.web.operations.disks import no_room, small_disk
from tests.web.operations.keeping import gatepost, rows, with_cards

pytestmark = pytest.mark.slow  # each test starts programs


def _rows(packed: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in packed.read(name).decode().splitlines()]


def test_an_export_has_every_table_and_only_the_schools_own_rows(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "quillbrook.zip"
    one = school()
    export(one, file)
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as packed:
        names = set(packed.namelist())
        assert {f"rows/{table}.jsonl" for table in tables_of_schools()} <= names
        for table in tables_of_schools():
            assert {row["school_id"] for row in _rows(packed, f"rows/{table}.jsonl")} <= {one.pk}
        people = _rows(packed, "accounts.jsonl")
        assert {"head@quillbrook.example", "teacher@quillbrook.example"} <= {row["email"] for row in people}
        assert not [row for row in people if row["email"].endswith("larksend.example")]
        policies = _rows(packed, "rows/policies_adoptedpolicy.jsonl")
        assert len(policies) == len(_of(one, "policies_adoptedpolicy"))
        text = b"".join(packed.read(name) for name in names)
    assert b"larksend" not in text
    assert b"pbkdf2" not in text


def _of(one: School, table: str) -> list[Any]:
    with school_scope(one.pk):
        (model,) = (each for each in models() if each._meta.db_table == table)
        return list(model._base_manager.filter(school_id=one.pk))


def test_hashes_of_links_and_tokens_are_left_out(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "quillbrook.zip"
    export(school(), file)
    with zipfile.ZipFile(file) as packed:
        for name in packed.namelist():
            if name.startswith("rows/"):
                assert not [key for row in _rows(packed, name) for key in row if key.endswith("_hash")]


def test_the_record_in_an_export_passes_the_checker(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "quillbrook.zip"
    one = school()
    with school_scope(one.pk):
        append(school_id=one.pk, actor="member:1", role="-", action="membership.read", thing="membership:1")
        held = make_head(one.pk).note
    export(one, file)
    (tmp_path / "held.txt").write_text(held, "utf-8")
    with zipfile.ZipFile(file) as packed:
        (tmp_path / "log.jsonl").write_bytes(packed.read("record/school.jsonl"))
    assert checker([str(tmp_path / "log.jsonl"), "--head", str(tmp_path / "held.txt")]) == 0


def test_a_sealed_export_opens_with_two_cards_alone(database: Database, tmp_path: Path) -> None:
    _place, cards = with_cards(database)
    sealed, clear = tmp_path / "sealed", tmp_path / "clear.zip"
    ran = gatepost(database.config, "school", "export", "quillbrook", "--to", sealed, "--sealed")
    assert ran.returncode == 0, ran.stderr
    assert sealed.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Fault, match="`gatepost recovery open` opens it"):
        refuse_old_export(school(), sealed)
    assert b"quillbrook.example" not in sealed.read_bytes()
    typed = "".join(card.printed.replace("\n", " ") + "\n" for card in cards[:2])
    ran = gatepost(database.config, "recovery", "open", sealed, "--to", clear, given=typed)
    assert ran.returncode == 0, ran.stderr
    with zipfile.ZipFile(clear) as packed:
        assert json.loads(packed.read("school.json"))["slug"] == "quillbrook"
    assert gatepost(database.config, "restore", sealed, given=typed).returncode == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clear.zip", "sealed"]


def test_what_a_killed_opening_left_in_clear_goes_with_the_next(database: Database, tmp_path: Path) -> None:
    _place, cards = with_cards(database)
    sealed, clear = tmp_path / "sealed", tmp_path / "clear.zip"
    assert gatepost(database.config, "school", "export", "quillbrook", "--to", sealed, "--sealed").returncode == 0
    opened = (
        "import os, sys\nfrom pathlib import Path\nfrom gatepost.web.operations.restore import beside\n"
        "with beside(Path(sys.argv[1])) as room:\n    (room / 'school.zip').touch()\n    os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", opened, clear], check=False).returncode == 9
    assert len(list(tmp_path.rglob("school.zip"))) == 1
    typed = "".join(card.printed.replace("\n", " ") + "\n" for card in cards[:2])
    ran = gatepost(database.config, "recovery", "open", sealed, "--to", clear, given=typed)
    assert ran.returncode == 0, ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clear.zip", "sealed"]


@pytest.mark.parametrize("sealed", [True, False])
def test_an_export_that_finds_no_room_leaves_nothing_and_never_lay_in_clear_where_it_was_to_go(
    database: Database, settings: Any, sealed: bool
) -> None:
    place, _cards = with_cards(database)
    settings.CONFIG = place.config
    with small_disk(1) as disk:
        before = set(disk.iterdir())
        with no_room(disk), pytest.raises(OSError, match="No space left"):
            export(school(), disk / "quillbrook", sealed=sealed)
        assert set(disk.iterdir()) == before
    assert list((database.folder / FOLDER).iterdir()) == []


def test_dropped_files_that_cannot_be_removed_are_named(database: Database, tmp_path: Path) -> None:
    (tmp_path / "roll.csv").write_text("a roll", "utf-8")
    dropped = database.folder / "drops" / "quillbrook"
    dropped.parent.mkdir()
    dropped.symlink_to(tmp_path)  # a folder that belongs to somebody else, as that of the school's own system may
    ran = gatepost(database.config, "school", "erase", "quillbrook", "--without-export", given=f"{school().name}\n")
    assert (ran.returncode, f"{dropped / 'roll.csv'}: this could not be removed" in ran.stderr) == (1, True), ran.stderr
    assert not School.objects.filter(slug="quillbrook").exists()


def test_erasing_a_school_leaves_no_row_of_it_and_every_row_of_the_others(database: Database) -> None:
    one, other = school(), school("larksend")
    tables = [table for table in tables_of_schools() if table not in STAYS]
    sign_in("head")
    before = {table: _count(database, table, other.pk) for table in tables_of_schools()}
    done = erase(one)
    assert done.rows > 50
    assert {table: _count(database, table, one.pk) for table in tables} == dict.fromkeys(tables, 0)
    assert {table: _count(database, table, other.pk) for table in tables_of_schools()} == before
    assert not School.objects.filter(pk=one.pk).exists()
    assert not Account.objects.filter(email__endswith="@quillbrook.example").exists()
    assert account("head", "larksend").pk
    assert not rows(database.config, "SELECT session_key FROM django_session")
    with connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute("SELECT 1")


def _count(database: Database, table: str, school_id: int) -> int:
    return int(rows(database.config, f"SELECT count(*) FROM {table} WHERE school_id = {school_id}")[0])


@pytest.mark.skipif(ON_POSTGRESQL, reason="the files are the server's")
def test_what_was_erased_is_in_no_file_of_the_database(database: Database) -> None:
    address = b"teacher@quillbrook.example"

    def held() -> bool:
        return any(address in path.read_bytes() for path in database.folder.glob("gatepost.sqlite3*"))

    with connection.cursor() as cursor:
        cursor.execute("UPDATE schools_account SET name = name WHERE email = 'teacher@quillbrook.example'")
    assert held()
    erase(school())
    assert not held()


def test_the_bare_record_stays_and_nothing_can_be_proved_from_it(database: Database) -> None:
    one = school()
    with school_scope(one.pk):
        contents = {"words": b"something that was so"}
        append(school_id=one.pk, actor="member:1", role="-", action="cover.added", thing="c:1", contents=contents)
        make_head(one.pk)
    done = erase(one)
    left = rows(database.config, f"SELECT action FROM record_entry WHERE school_id = {one.pk} ORDER BY seq")
    assert (left[-1], len(left)) == ("school.erased", done.entries)
    assert not _count(database, "record_commitmentkey", one.pk)
    from django.conf import settings

    assert not (settings.CONFIG.secrets_folder / f"record-{one.pk}").exists()


def test_whoever_belongs_to_another_school_too_stays_there(database: Database) -> None:
    both, other = account("teacher"), school("larksend")
    with school_scope(other.pk):
        Membership.objects.create(school=other, account=both)
    erase(school())
    assert Account.objects.filter(pk=both.pk).exists()
    with school_scope(other.pk):
        assert Membership.objects.filter(account=both).exists()


def test_an_export_that_is_no_longer_up_to_date_or_of_another_school_allows_no_erasing(
    database: Database, tmp_path: Path
) -> None:
    one = school()
    export(one, tmp_path / "one.zip")
    export(school("larksend"), tmp_path / "other.zip")
    refuse_old_export(one, tmp_path / "one.zip")
    with pytest.raises(Fault, match="another school"):
        refuse_old_export(one, tmp_path / "other.zip")
    with school_scope(one.pk):
        append(school_id=one.pk, actor="member:1", role="-", action="membership.read", thing="membership:1")
    with pytest.raises(Fault, match="1 things have happened"):
        refuse_old_export(one, tmp_path / "one.zip")


def test_a_school_is_erased_only_by_its_name_typed_out(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    assert gatepost(database.config, "school", "export", "quillbrook", "--to", file).returncode == 0
    for arguments, given, words in (
        ((), "x\n", "say `--without-export`"),
        (("--export", str(file)), "quillbrook\n", "that is not its name"),
    ):
        ran = gatepost(database.config, "school", "erase", "quillbrook", *arguments, given=given)
        assert (ran.returncode, words in ran.stderr) == (1, True), ran.stderr
    assert School.objects.filter(slug="quillbrook").exists()
    name = school().name
    ran = gatepost(database.config, "school", "erase", "quillbrook", "--export", file, given=f"{name}\n")
    assert ran.returncode == 0, ran.stderr
    assert not School.objects.filter(slug="quillbrook").exists()
