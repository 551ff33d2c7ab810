"""The words that can be read in a picture, by the program tesseract where it is installed.

The picture goes to it and the words come back through pipes: nothing is written to a disk.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

from PIL import Image

from gatepost.screening.pictures.boxes import Box
from gatepost.screening.pictures.plain import grey

SECONDS = 2.5  # for one picture: a photographed page of 400 words takes one
LONGEST_TEXT = 20_000  # characters
LANGUAGES = ("eng", "cym")

_LONGEST_SIDE = 2048
_FEWEST_PER_CENT = 60  # sure, for a word to count as read
_SPARSE_TEXT = "11"  # words wherever they stand: whole pages are rare, and read this way too
_SHORTEST = 3  # letters, of which a line needs a word: leaves and gravel are read as lines of one or two
_COLUMNS = 12
_LISTED_WITHIN = 10.0  # seconds; asked once
_NICE = 5  # how much it gives way to whatever else the machine has to do

State = Literal["read", "not installed", "too slow", "failed"]
NOTICES: dict[State, str] = {
    "read": "",
    "not installed": "Words in pictures are not read on this machine: the program tesseract is not installed.",
    "too slow": "Not all words in this picture could be read in the time there is. Look at them yourself.",
    "failed": "The words in this picture could not be read. Look at them yourself.",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word that was read: its place in `Words.text`, and where it stands in the picture."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Words:
    """What was read. `text` has a line for each line of the picture; `state` says whether there was a look at all."""

    state: State
    text: str = ""
    tokens: tuple[Token, ...] = ()

    @property
    def notice(self) -> str:
        """A sentence for the person where no words could be read; empty where they were."""
        return NOTICES[self.state]

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """Where the words of this part of the text stand."""
        return tuple(token.box for token in self.tokens if token.start < end and start < token.end)


def words(image: Image.Image, seconds: float = SECONDS) -> Words:
    """The words in a picture, all of them or, where that takes longer than these seconds, none.

    It never raises: where there was no look, `state` says why.
    """
    program = shutil.which("tesseract")
    if program is None:
        return Words("not installed")
    languages = _languages(program)
    if not languages:
        return Words("failed")
    levels = grey(image, _LONGEST_SIDE)
    height, width = levels.shape
    command = [*_giving_way(), program, "stdin", "stdout", "-l", "+".join(languages), "--psm", _SPARSE_TEXT, "tsv"]
    sent = b"P5 %d %d 255\n" % (width, height) + levels.tobytes()
    try:
        done = subprocess.run(command, input=sent, capture_output=True, timeout=seconds, env=_environment(), check=True)
    except subprocess.TimeoutExpired:
        return Words("too slow")
    except (OSError, subprocess.CalledProcessError):
        return Words("failed")
    return _read(done.stdout.decode("utf-8", "replace"), max(image.size) / max(width, height))


@cache
def _languages(program: str) -> tuple[str, ...]:
    """Those of LANGUAGES that are installed."""
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, timeout=_LISTED_WITHIN, env=_environment(), check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    installed = listed.stdout.decode("utf-8", "replace").split()
    return tuple(one for one in LANGUAGES if one in installed)


def _giving_way() -> list[str]:
    """What begins its command line: whoever waits for a page does not wait for the words of somebody else's photo."""
    nice = shutil.which("nice")
    return [nice, "-n", str(_NICE)] if nice else []


def _environment() -> dict[str, str]:
    """What the program needs and no more; one thread, since a site serves others meanwhile."""
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX", "SYSTEMROOT") if name in os.environ}
    return {**kept, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}


def _read(table: str, by: float) -> Words:
    """The words of tesseract's table: line after line, one blank between two words."""
    rows = [row.split("\t") for row in table.splitlines()[1:]]
    lines = groupby((row for row in rows if _is_word(row)), key=lambda row: row[1:5])
    text = ""
    tokens = []
    for _, found in lines:
        line = list(found)
        if all(len(row[11]) < _SHORTEST for row in line):
            continue
        text += "\n" if text else ""
        for number, row in enumerate(line):
            text += " " if number else ""
            left, top, width, height = (int(one) for one in row[6:10])
            tokens.append(Token(len(text), len(text) + len(row[11]), Box(left, top, width, height).scaled(by)))
            text += row[11]
        if len(text) > LONGEST_TEXT:
            break
    return Words("read", text, tuple(tokens))


def _is_word(row: list[str]) -> bool:
    if len(row) != _COLUMNS or float(row[10]) < _FEWEST_PER_CENT:
        return False
    return any(char.isalnum() for char in row[11])
