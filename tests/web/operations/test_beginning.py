"""A first database is made where there was none, never in the place of one that was lost or in a wrong folder."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gatepost.web import backups
from gatepost.web.config import load
from gatepost.web.operations import cards, soundness
from gatepost.web.operations.place import Installation
from gatepost.web.operations.serving import cannot_be_written
from gatepost.web.operations.telling import full_at
from tests.web.databases import ON_POSTGRESQL, Database
from tests.web.operations.disks import no_room, small_disk
from tests.web.operations.keeping import command, elsewhere, environment, gatepost, with_cards
from tests.web.record.filled import unguard

pytestmark = pytest.mark.slow  # each test starts programs

SCHOOL = ("school", "add", "new", "--name", "New", "--head-name", "N", "--head-email", "head@new.example")
NOBODY = 65534


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings of a site that has no database yet."""
    path = tmp_path / "gatepost.toml"
    path.write_text('storage = "storage"\n', "utf-8")
    return path


def _leave_trace(config: Path, trace: str) -> None:
    found = load(config)
    if trace == "a backup":
        backups.note_made(found.folder, datetime.now(UTC), Path("x"), 1, "restored on trial")
    elif trace == "cards":
        cards.keep_public(found, cards.cut_cards(found, again=False))
    else:
        found.secrets_folder.mkdir(parents=True)
        (found.secrets_folder / "record-1").write_text("00" * 32, "utf-8")


@pytest.mark.parametrize("trace", ["a backup", "cards", "a key"])
def test_no_empty_database_takes_the_place_of_one_that_was_lost(config: Path, trace: str) -> None:
    _leave_trace(config, trace)
    for arguments in (("serve",), ("tick",), SCHOOL, ("upgrade",), ("recovery", "cut", "--again")):
        ran = gatepost(config, *arguments)
        assert ran.returncode == 1, arguments
        assert Installation(load(config)).is_empty(), arguments
        if arguments[0] not in ("serve", "tick"):
            assert "the database is gone: there was one" in ran.stderr, arguments
            assert "`gatepost restore`" in ran.stderr


@pytest.mark.parametrize(
    ("option", "typed", "told"),
    [
        ("--name", " ", "a name is missing"),
        ("--head-name", "N" * 121, "at most 120 letters"),
        ("--name", "New\x1b[31m", "one line"),
        ("--head-email", "head.new.example", "`head.new.example` is no e-mail address"),
    ],
)
def test_a_mistyped_school_makes_no_database(config: Path, option: str, typed: str, told: str) -> None:
    ran = gatepost(config, *SCHOOL, option, typed)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert told in ran.stderr
    assert Installation(load(config)).is_empty()


def test_a_backup_says_that_the_database_is_gone(config: Path) -> None:
    _leave_trace(config, "cards")
    ran = gatepost(config, "backup")
    assert ran.returncode == 1
    assert "the database is gone: there was one" in ran.stderr


def test_what_a_connection_leaves_is_not_taken_for_a_database(config: Path) -> None:
    _leave_trace(config, "a backup")
    (config.parent / "storage" / "gatepost.sqlite3").touch()
    assert "the database is gone" in gatepost(config, "upgrade").stderr
    assert "it is gone: there was one" in gatepost(config, "doctor").stdout


def test_cards_are_cut_for_no_folder_without_a_site(config: Path) -> None:
    ran = gatepost(config, "recovery", "cut")
    assert (ran.returncode, ran.stdout) == (1, "")
    for told in ("is this the right folder?", "GATEPOST_CONFIG", str(config.parent / "storage")):
        assert told in ran.stderr
    assert not (config.parent / "storage").exists()


def test_whoever_begins_a_site_or_cuts_its_cards_is_told_which_and_where(config: Path) -> None:
    storage = str(config.parent / "storage")
    first, second = gatepost(config, *SCHOOL), gatepost(config, "recovery", "cut")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert f"making one for localhost, in {storage}" in first.stderr
    assert first.stdout.startswith(f"the site: localhost, in {storage}\n")
    assert second.stdout.startswith(f"the site: localhost, in {storage}\n")
    assert (config.parent / "storage" / "gatepost.sqlite3").stat().st_mode & 0o777 == 0o600


def test_of_two_who_begin_a_site_at_once_both_get_their_school(config: Path) -> None:
    first, second = (
        subprocess.Popen(
            command(config, "school", "add", slug, *SCHOOL[3:]),
            env=environment(config),
            stderr=subprocess.PIPE,
            text=True,
        )
        for slug in ("one", "two")
    )
    told = [one.communicate()[1] for one in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0), told
    assert [line.split()[0] for line in gatepost(config, "school", "list").stdout.splitlines()] == ["one", "two"]


def test_only_opening_a_school_or_a_body_makes_a_database(config: Path) -> None:
    for arguments in (("list",), ("country", "new", "wales"), ("heads", "new", "x@example.org")):
        ran = gatepost(config, "school", *arguments)
        assert (ran.returncode, "there is no database yet" in ran.stderr) == (1, True)
        assert Installation(load(config)).is_empty()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a screen that is always full")
def test_cards_that_could_not_be_shown_are_not_in_force(config: Path) -> None:
    assert gatepost(config, *SCHOOL).returncode == 0
    with Path("/dev/full").open("w") as screen:
        arguments = command(config, "recovery", "cut")
        ran = subprocess.run(arguments, env=environment(config), stdout=screen, stderr=subprocess.PIPE, check=False)
    assert ran.returncode == 2, ran.stderr
    assert not (config.parent / "storage" / cards.FILE).exists()


def test_no_cards_lie_about_that_are_not_in_force(config: Path, tmp_path: Path) -> None:
    with small_disk(20) as disk:
        config.write_text(f'storage = "{disk}"\n', "utf-8")
        assert gatepost(config, *SCHOOL).returncode == 0
        with no_room(disk):
            ran = gatepost(config, "recovery", "cut", "--to", tmp_path / "cards")
        assert (ran.returncode, "make room" in ran.stderr) == (2, True), ran.stderr
        assert list((tmp_path / "cards").iterdir()) == []
        assert not (disk / cards.FILE).exists()


def test_once_there_is_a_database_no_command_of_schools_touches_what_protects_it(database: Database) -> None:
    unguard()
    lost = soundness.of_copy(database.config).missing
    assert gatepost(database.config, "school", "country", "quillbrook", "wales").returncode == 0
    assert soundness.of_copy(database.config).missing == lost


def test_the_schools_are_listed_with_their_countries(database: Database) -> None:
    ran = gatepost(database.config, "school", "list")
    lines = ran.stdout.splitlines()
    assert (ran.returncode, len(lines)) == (0, 5), ran.stderr
    assert [line.split()[0] for line in lines] == sorted(line.split()[0] for line in lines)
    assert any(line.startswith("quillbrook ") and line.endswith("(england)") for line in lines)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has no server")
def test_a_server_without_the_database_is_told_from_an_empty_one(tmp_path: Path) -> None:
    with elsewhere(tmp_path / "there") as there:
        for arguments in (SCHOOL, ("upgrade",), ("doctor",)):
            ran = gatepost(there.settings, *arguments)
            assert (ran.returncode, "CREATE DATABASE" in ran.stdout + ran.stderr) == (1, True), arguments


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Without the rights of root, where the tests have them."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("lacks", ["nothing", "the file", "its folder", "its log"])
def test_a_database_that_cannot_be_written_is_told_before_anybody_comes(lacks: str) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as made:  # which everybody may enter, as pytest's own folder not
        folder = Path(made)
        folder.chmod(0o777)
        paths = [folder / "gatepost.sqlite3", folder / "gatepost.sqlite3-wal"]
        for path in paths:
            path.touch()
            path.chmod(0o666)
        told = {"nothing": None, "the file": paths[0], "its folder": folder, "its log": paths[1]}[lacks]
        if told:
            told.chmod(0o555)
        with _as_nobody():
            said = cannot_be_written(paths[0])
        folder.chmod(0o700)
    assert (said or "").startswith(f"{told} cannot be written") if told else said is None


def test_a_disk_without_room_is_told_with_the_place_and_what_to_do(database: Database) -> None:
    with_cards(database)
    with small_disk(2) as disk, no_room(disk):
        ran = gatepost(database.config, "backup", "--to", disk)
        assert (ran.returncode, f"gatepost: {disk}: no space left on device: make room" in ran.stderr) == (2, True)


def test_a_fault_that_names_its_file_keeps_the_name() -> None:
    with pytest.raises(OSError, match="gone") as caught, full_at(Path("/there")):
        raise FileNotFoundError(2, "gone", "/x")
    assert caught.value.filename == "/x"


@pytest.mark.parametrize(
    "arguments",
    [
        ("backup", "--to", ""),
        ("upgrade", "--to", ""),
        ("recovery", "cut", "--to", " "),
        ("restore", "x", "--into", ""),
        ("school", "export", "new", "--to", ""),
    ],
)
def test_a_place_without_a_name_is_wrong_use(config: Path, arguments: tuple[str, ...]) -> None:
    ran = gatepost(config, *arguments)
    assert (ran.returncode, "a file or folder needs a name" in ran.stderr) == (2, True)
