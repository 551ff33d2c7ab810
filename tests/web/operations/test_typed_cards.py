"""A card is typed as it is printed: in its five lines, or in one."""

import os
import subprocess
from pathlib import Path

import pytest

from gatepost.web.config import Config, read
from gatepost.web.operations import cards
from tests.web.operations.keeping import command, environment

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
