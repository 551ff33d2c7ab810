"""The words in a picture, where they stand, and what is said where they cannot be read."""

import os
import shutil
import stat
from pathlib import Path

import pytest
from bench.picture_files import scene, with_words
from PIL import Image

from gatepost.screening.pictures import words as reading
from gatepost.screening.pictures.words import NOTICES, Words, words

CERTIFICATE = "Star of the Week\nOliver Bennett\nYear 4"
PATIENT = 60.0  # seconds: whether words are read must not turn on how busy the machine is
# The words are read by tesseract, which a machine for `make test` may not have.
needs_tesseract = pytest.mark.slow


def program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program called tesseract on the path that does this, and nothing else."""
    file = folder / "tesseract"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")


@pytest.fixture
def _tesseract() -> None:
    assert shutil.which("tesseract"), "tesseract is needed to read words: install it (Debian: tesseract-ocr)"


@needs_tesseract
@pytest.mark.usefixtures("_tesseract")
@pytest.mark.parametrize("turned", [0, 2])
def test_a_certificate_is_read(turned: int) -> None:
    sheet = with_words(Image.new("RGB", (1400, 900), "white"), CERTIFICATE, 90)
    picture = scene(2048, 1536)
    picture.paste(sheet.rotate(turned, fillcolor="white"), (300, 300))
    found = words(picture, PATIENT)
    assert found.state == "read"
    assert found.notice == ""
    assert {"Oliver", "Bennett"} <= set(found.text.split())


@needs_tesseract
@pytest.mark.usefixtures("_tesseract")
def test_each_word_knows_where_it_stands() -> None:
    found = words(with_words(Image.new("RGB", (4000, 3000), "white"), CERTIFICATE, 200), PATIENT)
    for token in found.tokens:
        assert found.text[token.start : token.end].strip() == found.text[token.start : token.end] != ""
    start = found.text.index("Oliver Bennett")
    forename, surname = found.boxes(start, start + len("Oliver Bennett"))
    assert forename.left + forename.width < surname.left
    # In pixels of the picture, though it is read smaller: the name stands on the second line of the sheet.
    assert 500 <= forename.left <= 700
    assert 500 <= forename.top <= 900


@needs_tesseract
@pytest.mark.usefixtures("_tesseract")
def test_transparent_pictures_are_read_as_on_paper() -> None:
    picture = with_words(Image.new("RGB", (1400, 900), "white"), CERTIFICATE, 90)
    picture.putalpha(picture.convert("L").point(lambda level: 255 - level))
    assert "Oliver Bennett" in words(picture, PATIENT).text


@needs_tesseract
@pytest.mark.usefixtures("_tesseract")
@pytest.mark.parametrize("size", [(2048, 1), (1, 2048), (8, 8)])
def test_odd_shapes_are_no_fault(size: tuple[int, int]) -> None:
    assert words(Image.new("RGB", size), PATIENT).text == ""


@needs_tesseract
@pytest.mark.usefixtures("_tesseract")
def test_reading_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    before = tmp_path.stat().st_mtime_ns
    assert words(with_words(scene(1400, 900), CERTIFICATE, 90), PATIENT).state == "read"
    assert (list(tmp_path.iterdir()), tmp_path.stat().st_mtime_ns) == ([], before)


def test_a_machine_without_the_program_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = words(scene(200, 100))
    assert found == Words("not installed")
    assert "tesseract is not installed" in found.notice


def test_a_program_that_hangs_is_ended_and_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, 'case "$*" in *list-langs*) echo eng;; *) exec tail -f /dev/null;; esac', monkeypatch)
    assert words(scene(200, 100), seconds=0.2).notice == NOTICES["too slow"]


def test_the_program_gives_way_to_whatever_else_the_machine_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    listed = 'case "$*" in *list-langs*) echo eng; exit;; esac'
    program(tmp_path, f'{listed}; cat > /dev/null; test "$(nice)" -gt {usual}', monkeypatch)
    assert words(scene(200, 100), PATIENT).state == "read"


@pytest.mark.parametrize("script", ["exit 1", "echo eng; exit 1", "echo osd", "kill -9 $$"])
def test_a_program_that_fails_is_told_of(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, script, monkeypatch)
    assert words(scene(200, 100), PATIENT).notice == NOTICES["failed"]


def test_welsh_is_read_where_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 'case "$*" in *list-langs*) echo List; echo cym; echo deu; echo eng;; *"-l eng+cym "*) ;; *) exit 1;; esac'
    program(tmp_path, f"{asked}; cat > /dev/null", monkeypatch)
    assert words(scene(200, 100), PATIENT).state == "read"


def test_the_program_is_given_nothing_of_the_sites_surroundings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEPOST_SECRET", "planted")
    program(tmp_path, 'echo eng; test -z "$GATEPOST_SECRET"', monkeypatch)
    assert words(scene(200, 100), PATIENT).state == "read"


def row(text: str, sure: int, line: int) -> str:
    return "\t".join(str(one) for one in (5, 1, 1, 1, line, 1, 10, 10, 30, 12, sure, text))


def test_gravel_and_leaves_are_not_taken_for_words() -> None:
    table = ["head", row("Oliver", 96, 1), row("B", 90, 1), row("a", 99, 2), row("wd", 80, 2), row("Wetmore", 40, 3)]
    assert reading._read("\n".join([*table, row("|~—", 99, 4), "broken"]), 1.0).text == "Oliver B"


def test_text_without_end_is_cut() -> None:
    table = "\n".join(["head", *(row("a" * 50, 99, line) for line in range(1_000))])
    assert len(reading._read(table, 1.0).text) < reading.LONGEST_TEXT + 100
