"""A card is typed as it is printed: in its five lines, or in one."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gatepost.cli import main
from gatepost.sealing.card import Card
from gatepost.web.config import Config, read
from gatepost.web.operations import cards
from tests.web.operations.keeping import command, environment, gatepost

pytestmark = pytest.mark.slow  # each test starts programs
pty = pytest.importorskip("pty")  # not there on Windows


def _at_a_terminal(config: Path, lines: list[str]) -> tuple[int, str]:
    """Rehearse at a terminal, one line after each question; returns the exit code and what was shown."""
    terminal, theirs = pty.openpty()
    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    process = subprocess.Popen(
        command(config, "recovery", "rehearse"), env=environment(config), start_new_session=True, **streams
    )
    os.close(theirs)
    shown, asked = "", 0
    while True:
        try:
            said = os.read(terminal, 4096)
        except OSError:  # Linux says so that the other end is closed
            said = b""
        if not said:
            break
        shown += said.decode()
        while asked < min(len(lines), shown.count("several: ") + shown.count("Enter): ")):
            os.write(terminal, f"{lines[asked]}\n".encode())
            asked += 1
    os.close(terminal)
    return process.wait(), shown


class _Screen(io.StringIO):
    """A screen on which cards are read while somebody does something in another window."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self.meanwhile = meanwhile

    def flush(self) -> None:
        self.meanwhile()


@pytest.fixture
def site(tmp_path: Path) -> tuple[Path, Config]:
    path = tmp_path / "gatepost.toml"
    path.write_text('storage = "storage"\n', "utf-8")
    return path, read(path.read_text("utf-8"), tmp_path)


def test_a_card_is_taken_in_the_lines_of_the_paper_and_in_one(site: tuple[Path, Config]) -> None:
    path, config = site
    made = cards.cut_cards(config, again=False)
    cards.keep_public(config, made)
    lines = [*made[0].printed.splitlines(), " ".join(made[2].groups)]
    code, shown = _at_a_terminal(path, lines)
    assert (code, "cards 1 and 3 open what is sealed to them" in shown) == (0, True), shown
    assert made[0].groups[0] not in shown
    short = [*made[0].printed.splitlines()[:3], "", *lines]
    code, shown = _at_a_terminal(path, short)
    assert (code, "these are 32 too few" in shown) == (0, True), shown


def test_of_two_who_cut_cards_at_once_one_is_refused_and_shown_none(
    site: tuple[Path, Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, config = site
    school = ("school", "add", "new", "--name", "New", "--head-name", "N", "--head-email", "head@new.example")
    assert gatepost(path, *school).returncode == 0
    others: list[subprocess.CompletedProcess[str]] = []
    screen = _Screen(lambda: None if others else others.append(gatepost(path, "recovery", "cut")))
    monkeypatch.setenv("GATEPOST_CONFIG", str(path))
    monkeypatch.setattr(sys, "stdout", screen)
    assert main(["recovery", "cut"]) == 0
    (other,) = others
    assert (other.returncode, "Card" in other.stdout) == (1, False)
    assert "cards are being cut in another window" in other.stderr
    first, second, _third = re.findall(r"^Card \d of 3 .*\n\n((?:.+\n)+)", screen.getvalue(), re.MULTILINE)
    told = cards.rehearse(config, (Card.read(first), Card.read(second)), datetime.now(UTC))
    assert told == "cards 1 and 2 open what is sealed to them"
