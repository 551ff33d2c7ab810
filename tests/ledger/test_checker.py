"""The checker alone, copied where there is nothing but Python, finds whatever was done to a log, and its place."""

import ast
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import gatepost.ledger
from gatepost.ledger.bundle import write_checker
from gatepost.ledger.entry import to_bytes
from gatepost.ledger.export import write_export
from gatepost.ledger.receipt import make_receipt
from gatepost.ledger.tree import inclusion_proof
from tests.ledger.making import KEY, ORIGIN, OTHER_KEY, OTHER_SEED, edited, entry, exported, head, leaves, stored
from tests.ledger.test_verify import FIRST_DIFFERENT, TAMPERS

LEDGER = Path(gatepost.ledger.__file__).parent
MEMORY = 100_000_000  # bytes that a check may use, however long the log
RAWS = stored(40)


@dataclass(frozen=True)
class Desk:
    """The folder of somebody who holds heads: a copy of the ledger's folder, a log, heads, the key."""

    folder: Path
    program: tuple[str, ...]

    def check(self, *arguments: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-E", "-s", "-S", *self.program, *arguments],
            cwd=self.folder,
            env={key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
            capture_output=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
            timeout=300,  # only so that nothing hangs for ever
            check=False,
        )
        err = done.stderr.decode()
        assert "Traceback" not in err, err
        return done.returncode, done.stdout.decode(), err

    def put(self, name: str, raw: str | bytes) -> None:
        (self.folder / name).write_bytes(raw if isinstance(raw, bytes) else raw.encode())


@pytest.fixture(params=["folder", "pyz"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    if request.param == "pyz":
        write_checker(tmp_path / "checker.pyz")
        made = Desk(tmp_path, ("checker.pyz",))
    else:
        shutil.copytree(LEDGER, tmp_path / "ledger", ignore=shutil.ignore_patterns("__pycache__"))
        made = Desk(tmp_path, ("-m", "ledger.checker"))
    made.put("log", exported(RAWS, [head(RAWS, 10)]))
    made.put("heads", "".join(f"Head of the day:\n\n{head(RAWS, size)}\n" for size in (10, 20, 30, 40)))
    made.put("key", f"{KEY.to_text()}\n")
    return made


def test_an_untouched_log_passes(desk: Desk) -> None:
    code, out, err = desk.check("log", "--head", "heads", "--key", "key")
    assert (code, err) == (0, "")
    assert "complete and unchanged" in out
    assert "40 of 40 entries proved unchanged" in out


@pytest.mark.parametrize("tamper", TAMPERS)
def test_a_change_is_found_with_its_place(desk: Desk, tamper: str) -> None:
    desk.put("log", exported(TAMPERS[tamper](RAWS), [head(RAWS, 10)]))
    code, out, err = desk.check("log", "--head", "heads", "--key", "key", "--json")
    assert (code, err) == (1, "")
    report = json.loads(out)
    place = FIRST_DIFFERENT[tamper]
    assert not report["complete"]
    assert any(one["first"] is not None and one["first"] <= place <= one["last"] for one in report["findings"])


def test_an_old_copy_put_back_is_found(desk: Desk) -> None:
    desk.put("log", exported(RAWS[:25], [head(RAWS, 10)]))
    code, out, _ = desk.check("log", "--head", "heads")
    assert code == 1
    assert "The head in heads has 40 entries, the log 25" in out


def test_an_earlier_copy_names_the_entry_that_was_changed(desk: Desk) -> None:
    desk.put("copy", exported(RAWS[:30]))
    assert desk.check("log", "--copy", "copy")[0] == 0
    desk.put("log", exported([*RAWS[:14], edited(RAWS[14], actor="x"), *RAWS[15:]]))
    code, out, _ = desk.check("log", "--copy", "copy")
    assert code == 1
    assert "Entry 14 is not the one in the copy copy." in out


def test_a_receipt_is_checked_with_the_log_and_without(desk: Desk) -> None:
    desk.put("receipt", make_receipt(entry(14), inclusion_proof(leaves(RAWS), 14), head(RAWS)))
    assert desk.check("log", "--receipt", "receipt")[0] == 0
    code, out, _ = desk.check("--receipt", "receipt", "--key", "key")
    assert (code, out) == (0, f"receipt: proved: entry 14 of {ORIGIN}: policy.acknowledged at {entry(14).at}\n")
    desk.put("log", exported([*RAWS[:14], edited(RAWS[14], actor="x"), *RAWS[15:]]))
    code, out, _ = desk.check("log", "--receipt", "receipt")
    assert code == 1
    assert "Entry 14 is not the one that the receipt receipt proves." in out


def test_a_receipt_of_another_key_is_not_proved(desk: Desk) -> None:
    desk.put("receipt", make_receipt(entry(14), inclusion_proof(leaves(RAWS), 14), head(RAWS, seed=OTHER_SEED)))
    code, out, _ = desk.check("--receipt", "receipt", "--key", "key", "--json")
    assert code == 1
    assert [one["proved"] for one in json.loads(out)] == [False]


def test_a_log_with_another_key_than_the_one_held_is_found(desk: Desk) -> None:
    desk.put("log", exported(RAWS, [head(RAWS, seed=OTHER_SEED)], key=OTHER_KEY))
    assert desk.check("log")[0] == 0
    code, out, _ = desk.check("log", "--key", "key")
    assert code == 1
    assert "strange-key" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "give the export"),
        (["--receipt", "key"], "give the export"),
        (["--receipt", "key", "--key", "key", "--head", "heads"], "give the export"),
        (["nowhere"], "nowhere: no such file"),
        (["."], "directory"),
        (["key"], "no export of a log"),
        (["log", "--head", "key"], "key: there is no head"),
        (["log", "--head", "nowhere"], "nowhere: no such file"),
        (["log", "--key", "heads"], "heads: "),
        (["log", "--key", "empty"], "empty: there is no key"),
        (["log", "--receipt", "key"], "no receipt"),
        (["log", "--copy", "key"], "log or key: this is no export"),
        (["log", "--tail", "key"], "--tail"),
        (["log", "log"], "log"),
    ],
)
def test_wrong_use_is_told_in_one_line_on_standard_error(desk: Desk, arguments: Sequence[str], says: str) -> None:
    desk.put("empty", "\n")
    code, out, err = desk.check(*arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_text_in_a_log_cannot_act_on_the_terminal(desk: Desk) -> None:
    desk.put("log", exported(RAWS).replace(b'{"end":40}', b'{"end":40}\n\x1b[2J'))
    desk.put("head\x1b[2J", head(RAWS, seed=OTHER_SEED))
    code, out, err = desk.check("log", "--head", "head\x1b[2J")
    assert code == 1
    assert "\x1b" not in out + err


@pytest.mark.slow
@pytest.mark.parametrize("desk", ["folder"], indirect=True)
def test_a_million_entries_are_checked_in_bounded_memory(desk: Desk) -> None:
    with (desk.folder / "log").open("wb") as file:
        write_export(file, ORIGIN, [KEY], [], (to_bytes(entry(seq, at=entry(0).at)) for seq in range(1_000_000)))
    code, out, _ = desk.check("log", "--json")
    assert code == 0
    assert json.loads(out)["entries"] == 1_000_000


def test_the_checker_in_one_file_is_the_same_to_the_byte_each_time(tmp_path: Path) -> None:
    write_checker(tmp_path / "one")
    write_checker(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert os.access(tmp_path / "one", os.X_OK)
    with pytest.raises(FileExistsError):
        write_checker(tmp_path / "one")


@pytest.mark.parametrize("module", sorted(LEDGER.glob("*.py")), ids=lambda path: path.stem)
def test_the_ledger_stands_on_the_standard_library_alone(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names):
                assert {name.name.split(".")[0] for name in names} <= sys.stdlib_module_names
            case ast.ImportFrom(imported, _, level):
                assert level == 1 or (level == 0 and str(imported).split(".")[0] in sys.stdlib_module_names)
