"""`gatepost ledger`: says whether a log is as it was, and writes the checker for whoever holds heads."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.running import child, gatepost
from tests.ledger.making import KEY, edited, exported, head, stored

RAWS = stored(12)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "log").write_bytes(exported(RAWS))
    (tmp_path / "changed").write_bytes(exported([*RAWS[:5], edited(RAWS[5], actor="x"), *RAWS[6:]]))
    (tmp_path / "heads").write_text(head(RAWS, 5) + head(RAWS, 10), encoding="utf-8")
    (tmp_path / "key").write_text(KEY.to_text(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_an_untouched_log_passes_with_exit_code_0() -> None:
    ran = gatepost("ledger", "verify", "log", "--head", "heads", "--key", "key")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[1:] == ["complete and unchanged", "2 heads held elsewhere fit: 10 of 12 entries proved unchanged"]


@pytest.mark.usefixtures("folder")
def test_a_changed_log_is_told_with_exit_code_1() -> None:
    ran = gatepost("ledger", "verify", "changed", "--head", "heads", "--key", "key")
    assert ran.code == 1
    assert "changed: Among entries 5 to 9 some are not as signed in the head in heads." in ran.out
    told = json.loads(gatepost("ledger", "verify", "changed", "--head", "heads", "--json").out)
    assert [(one["kind"], one["first"], one["last"]) for one in told["findings"]] == [("changed", 5, 9)]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "arguments",
    [["nowhere"], ["key"], ["log", "--head", "key"], ["log", "--key", "log"], [], ["log", "--receipt", "key"]],
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments: list[str]) -> None:
    ran = gatepost("ledger", "verify", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith("gatepost")


def test_the_checker_it_writes_runs_without_gatepost(folder: Path) -> None:
    assert gatepost("ledger", "checker", "checker.pyz").code == 0
    done = subprocess.run(
        [sys.executable, "-I", "-S", "checker.pyz", "changed", "--head", "heads"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"NOT as it was" in done.stdout


@pytest.mark.usefixtures("folder")
def test_the_checker_writes_over_nothing() -> None:
    ran = gatepost("ledger", "checker", "log")
    assert ran.code == 2
    assert "log: file exists" in ran.err


def test_as_a_process_it_holds_to_its_memory_and_starts_no_django(folder: Path) -> None:
    ran = child("ledger", "verify", "log", cwd=folder)
    assert ran.code == 0
    code = "import sys, gatepost.cli; gatepost.cli.main(['ledger', 'verify', 'log']); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=False).returncode == 0
