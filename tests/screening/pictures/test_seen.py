"""The whole look at a picture: what is found beside and in it, and what is told to the policy of it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import pytest
import qrcode
from bench.picture_files import phone_photo, saved, scene, with_words
from PIL import Image

from gatepost.screening.facts import ENTITLED
from gatepost.screening.pictures import PictureRefused, PictureSeen, look
from gatepost.screening.pictures.people import _cascade
from gatepost.screening.pictures.seen import LONGEST_NAME, name_in_words
from gatepost.screening.roll import Person
from gatepost.screening.screen import Screener
from gatepost.vocabulary.words import vocabulary

ROLL = [Person("pupil", "Oliver", "Bennett", class_name="4"), Person("staff", "Priya", "Nair")]
NAMES = ("Oliver Bennett", "Amelia Whitton")  # on the roll, and not
PLAIN = saved(scene(400, 300), "JPEG")

screener = Screener(ROLL)


def seen(content: bytes = PLAIN, file_name: str = "IMG_2044.jpg", alt: str = "", **how: Any) -> PictureSeen:
    # Whether words are read must not turn on how busy the machine is.
    return look(content, file_name=file_name, alt=alt, screener=screener, **{"seconds": 60.0, **how})


@pytest.fixture(autouse=True)
def without_tesseract(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where words in the picture do not matter no program reads them: it takes a second."""
    if "slow" not in request.keywords:
        monkeypatch.setenv("PATH", str(tmp_path))


def test_a_plain_picture_tells_the_policy_nothing_not_even_that_nobody_is_there() -> None:
    told = seen()
    assert told.found == ()
    assert told.facts == {"content": (), "mentions": (), "uses": ()}
    assert told.name_beside is False
    assert not hasattr(told, "image_shows")


@pytest.mark.parametrize("alt", ["Oliver Bennett holds the cup", "A cup for Bennett, Oliver"])
def test_a_name_in_the_description_stands_beside_the_picture(alt: str) -> None:
    told = seen(alt=alt)
    assert [(one.source, one.finding.label) for one in told.found] == [("alt", "pupil")]
    assert told.name_beside
    assert "pupil" in told.facts["mentions"]


@pytest.mark.parametrize(
    "name",
    ["Oliver_Bennett.jpg", "OliverBennett2.JPG", "C:\\photos\\oliver-bennett-y4.png", "trip/Oliver.Bennett.jpeg"],
)
def test_a_name_in_the_files_name_stands_beside_the_picture(name: str) -> None:
    told = seen(file_name=name)
    (found,) = told.found
    assert found.source == "file name"
    assert found.text[found.finding.start : found.finding.end].lower() == "oliver bennett"
    assert told.name_beside
    assert told.facts["mentions"] == ()  # the clean copy has another name


@pytest.mark.parametrize("name", ["IMG_20260612_103100.jpg", "Screenshot 2026-06-12 at 10.31.00.png", "IMG-WA0007.jpg"])
def test_the_names_that_phones_give_are_nobodys(name: str) -> None:
    assert seen(file_name=name).found == ()


@pytest.mark.slow  # needs tesseract, which a machine for `make test` may not have
def test_a_name_in_the_picture_is_found_where_it_stands() -> None:
    image = with_words(Image.new("RGB", (1400, 900), "white"), "Star of the Week\nOliver Bennett", 90)
    told = seen(saved(image, "JPEG"))
    (found,) = (one for one in told.found if one.finding.label == "pupil")
    assert found.source == "picture"
    assert found.text[found.finding.start : found.finding.end] == "Oliver Bennett"
    assert len(found.boxes) == 2
    assert told.name_beside


def test_what_a_code_holds_is_read_like_a_text() -> None:
    code = qrcode.make("mailto:oliver.bennett@family.example").get_image().convert("RGB")
    told = seen(saved(code, "PNG"))
    assert [code.leads for code in told.codes] == [True]
    assert {one.finding.label for one in told.found if one.source == "code"} >= {"personal-data"}
    assert all(one.boxes == (told.codes[0].box,) for one in told.found)


def test_a_first_name_alone_is_asked_about_and_settles_nothing() -> None:
    told = seen(alt="Oliver in Class 4 with his model")
    assert "pupil" in {one.finding.label for one in told.found}
    assert "certain" not in {one.finding.sure for one in told.found}
    assert told.name_beside is False


def test_what_is_read_off_a_picture_is_not_weighed_like_a_sentence(tmp_path: Path) -> None:
    guess = "The council is closing us down, what a disgrace"
    weighed = [one.finding for one in seen(alt=guess).found]
    assert "possible" in {one.sure for one in weighed}
    rows = "".join(rf"5\t1\t1\t1\t1\t1\t1\t1\t1\t1\t99\t{word}\n" for word in guess.split())
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\ncase $1 in stdin) printf 'head\\n{rows}';; *) echo eng;; esac\n", encoding="utf-8")
    program.chmod(0o700)
    told = seen()
    assert told.words.text == guess
    assert [one.finding for one in told.found] == [one for one in weighed if one.sure != "possible"]


@pytest.mark.parametrize("role", sorted(set(vocabulary().facts["role"].known) - ENTITLED))
def test_those_who_may_not_ask_the_roll_are_told_the_same_of_every_name(role: str) -> None:
    on, off = (seen(alt=f"{name} holds the cup", file_name=f"{name}.jpg", role=role) for name in NAMES)
    assert [(one.source, one.finding) for one in on.found] == [(one.source, one.finding) for one in off.found]
    assert on.found
    assert on.name_beside is off.name_beside is False
    assert on.facts == off.facts


def test_what_the_file_tells_and_its_likeness_are_handed_on() -> None:
    told = seen(phone_photo(image=scene(400, 300)))
    assert told.tells == told.picture.tells != ()
    assert told.likeness is not None


def test_a_machine_without_the_look_for_faces_says_so_and_does_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(cv2, "CascadeClassifier")
    _cascade.cache_clear()
    told = seen(alt="Oliver Bennett")
    assert told.people is None
    assert any("look for faces does not work on this machine" in one for one in told.notices)
    assert told.name_beside


def test_a_machine_that_reads_no_words_says_so() -> None:
    assert any("tesseract is not installed" in one for one in seen().notices)


def test_the_seconds_of_whoever_asks_bound_the_reading_of_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\ncase $1 in stdin) while :; do :; done;; *) echo eng;; esac\n", encoding="utf-8")
    program.chmod(0o700)
    given: list[float] = []
    run = subprocess.run

    def noted(command: list[str], **how: Any) -> Any:
        given.extend([how["timeout"]] if "stdin" in command else [])
        return run(command, **how)

    monkeypatch.setattr(subprocess, "run", noted)
    told = look(PLAIN, file_name="a.jpg", alt="Oliver Bennett", screener=screener, seconds=0.2)
    assert given == [0.2]
    assert any("Not all words in this picture could be read" in one for one in told.notices)
    assert told.name_beside  # and everything else was looked at


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(PictureRefused):
        seen(b"Dear all")


def test_a_name_of_any_length_is_read_within_bounds() -> None:
    assert len(name_in_words("aB1" * 100_000)) <= 3 * LONGEST_NAME
    assert name_in_words("") == ""


WATCHED = """
import os, sys
from bench.picture_files import phone_photo, scene
from gatepost.screening.pictures import blurred, cleaned, look
from gatepost.screening.screen import Screener
from gatepost.vocabulary.words import vocabulary
content, screener = phone_photo(image=scene(600, 400)), Screener()
look(content, file_name="a.jpg", alt="", screener=screener)  # whatever is loaded at first use is loaded now
written = []
def watch(event, arguments):
    if event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "tempfile.mkstemp", "tempfile.mkdtemp"):
        written.append(event)
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        written.append(str(arguments[0]))
sys.addaudithook(watch)
seen = look(content, file_name="a.jpg", alt="", screener=screener)
cleaned(blurred(seen.picture.image, seen.people.boxes))
print(written)
"""


def test_nothing_of_a_picture_is_written_to_a_disk() -> None:
    done = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
