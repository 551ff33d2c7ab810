"""A restore that was begun is carried to its end by whoever comes next, or has changed nothing."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gatepost.web.config import Config, load
from gatepost.web.operations import swap
from gatepost.web.operations.place import Installation
from gatepost.web.operations.scratch import FOLDER, room
from gatepost.web.operations.telling import Fault
from tests.web.databases import Database
from tests.web.operations.keeping import backed_up, elsewhere, gatepost, put_back, rows, with_cards

pytestmark = pytest.mark.slow  # each test starts programs

SCHOOLS = "SELECT slug FROM schools_school"


@pytest.mark.parametrize("reached", ["_put_database", "_put_the_rest", "_move"])
def test_a_swap_that_was_begun_is_carried_to_its_end_by_whoever_comes_next(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reached: str
) -> None:
    place, cards = with_cards(database)
    made = backed_up(place, tmp_path)
    with elsewhere(tmp_path / "there") as there:

        def stopped(*_: object) -> None:
            raise KeyboardInterrupt  # as somebody does who has lost patience

        storage = there.folder / "storage"
        monkeypatch.setattr(f"gatepost.web.operations.swap.{reached}", stopped)
        with pytest.raises(KeyboardInterrupt):
            put_back(made.path, there, cards)
        monkeypatch.undo()
        assert (storage / swap.PLAN).exists()
        assert gatepost(there.settings, "school", "list").returncode == 0
        assert not (storage / swap.PLAN).exists()
        assert set(rows(there.settings, SCHOOLS)) == set(rows(database.config, SCHOOLS))
        ours = {path.name: path.read_bytes() for path in place.config.secrets_folder.iterdir()}
        assert {path.name: path.read_bytes() for path in (storage / "secrets").iterdir()} == ours
        with room(storage, Installation(load(there.settings)).drop):
            assert len(list((storage / FOLDER).iterdir())) == 2  # the room and its lock: nothing else stays


def test_a_database_that_cannot_be_put_in_place_leaves_the_old_site_and_nothing_to_be_done(tmp_path: Path) -> None:
    config = Config(place=tmp_path)
    config.folder.mkdir()
    live, restored = config.folder / "gatepost.sqlite3", tmp_path / "restored"
    with closing(sqlite3.connect(live)) as file, file:
        file.execute("CREATE TABLE old (x)")
    (tmp_path / "secret").write_text("new", "utf-8")
    plan: dict[str, object] = {
        "database": str(restored),
        "aside": str(tmp_path / "aside"),
        "room": str(tmp_path / "room"),
    }
    plan["files"] = [(str(tmp_path / "secret"), str(config.folder / "secret"))]
    for refused in (b"no database " * 1_000, None):
        if refused is None:
            restored.unlink()
            restored.mkdir()
        else:
            restored.write_bytes(refused)
        with pytest.raises(Fault):
            swap.begin(config, plan)
        assert not swap.finish(config)
        assert _tables(live) == ["old"]
        assert sorted(path.name for path in config.folder.glob("*secret*")) == []


def _tables(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]


def test_a_swap_that_cannot_be_carried_to_its_end_is_told_in_a_line_by_every_command(tmp_path: Path) -> None:
    config = Config(place=tmp_path)
    (tmp_path / "gatepost.toml").write_text("", "utf-8")
    config.folder.mkdir()
    (config.folder / "gatepost.sqlite3").touch()
    lost = str(config.folder / "scratch" / "x" / "opened" / "database")
    (config.folder / swap.PLAN).write_text(
        json.dumps({"database": lost, "aside": "a", "room": "r", "files": []}), "utf-8"
    )
    for arguments in (("serve",), ("tick",), ("doctor",), ("backup",), ("school", "list"), ("upgrade",)):
        ran = gatepost(tmp_path / "gatepost.toml", *arguments)
        assert (ran.returncode, "the database cannot be written" in ran.stdout + ran.stderr) == (1, True), arguments


@pytest.mark.parametrize("half", [b"", b"the old"])
def test_what_stood_there_is_kept_whole_though_a_copy_of_it_was_begun_and_killed(tmp_path: Path, half: bytes) -> None:
    config = Config(place=tmp_path)
    config.folder.mkdir()
    target, source, aside = config.folder / "cookies", tmp_path / "restored", tmp_path / "aside"
    target.write_text("the old one", "utf-8")
    source.write_text("the new one", "utf-8")
    aside.mkdir()
    (aside / ".0-cookies.arriving").write_bytes(half)
    swap.begin(config, {"files": [(str(source), str(target))], "aside": str(aside), "room": str(tmp_path / "room")})
    assert (target.read_text("utf-8"), (aside / "0-cookies").read_text("utf-8")) == ("the new one", "the old one")
    assert [path.name for path in aside.iterdir()] == ["0-cookies"]
