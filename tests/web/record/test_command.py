"""`gatepost ledger verify --school`: the same check on the installation's own database."""

import os
import subprocess
import sys
from pathlib import Path

from gatepost.web.record.actions import make_head
from gatepost.web.schools.scope import school_scope
from tests.web.databases import Database
from tests.web.record.filled import FRESH, add, log, owner, school, unguard


def _verify(database: Database, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "gatepost.cli", "ledger", "verify", *arguments],
        env={**os.environ, "GATEPOST_CONFIG": str(database.config)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_schools_own_log_is_checked_where_it_is(database: Database, tmp_path: Path) -> None:
    add(6)
    with school_scope(school().pk):
        held = tmp_path / "held.txt"
        held.write_text(make_head(school().pk).note, "utf-8")
    fine = _verify(database, "--school", FRESH, "--head", str(held))
    assert (fine.returncode, fine.stderr) == (0, "")
    assert "6 of 6 entries proved unchanged" in fine.stdout
    unguard()
    owner(f"UPDATE record_entry SET actor = 'member:99' WHERE log_id = {log().pk} AND seq = 2")
    listed = _verify(database, "--school", FRESH, "--head", str(held))
    assert listed.returncode == 1
    assert "Entry 2 is listed with other words than it holds" in listed.stdout
    owner(f"UPDATE record_entry SET body = replace(body, '/dsl', '') WHERE log_id = {log().pk} AND seq = 2")
    found = _verify(database, "--school", FRESH, "--head", str(held))
    assert found.returncode == 1
    assert "NOT as it was" in found.stdout


def test_wrong_use_is_one_line(database: Database) -> None:
    for arguments, words in (
        (("--school", "nowhere"), "there is no school `nowhere` here"),
        (("--school", FRESH, "log.jsonl"), "not both"),
    ):
        ran = _verify(database, *arguments)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert words in ran.stderr
        assert "Traceback" not in ran.stderr


def test_a_school_at_which_nothing_has_happened_has_no_log_to_check(database: Database) -> None:
    school()
    ran = _verify(database, "--school", FRESH)
    assert ran.returncode == 2
    assert "nothing has happened" in ran.stderr
