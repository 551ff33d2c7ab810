"""What a file tells beside its picture is said in plain words."""

import pytest
from bench.picture_files import (
    after_start,
    exif,
    gif_with_notes,
    phone_photo,
    png_with_notes,
    saved,
    scene,
    webp_with_notes,
)

from gatepost.screening.pictures import read
from gatepost.screening.pictures.exif import read_exif
from gatepost.screening.pictures.metadata import SORTS, Tell

SMALL = scene(64, 48)
PHOTO = phone_photo(image=SMALL)
PLAIN = saved(SMALL, "JPEG")


def told(content: bytes) -> dict[str, Tell]:
    return {one.sort: one for one in read(content).tells}


def test_a_plain_picture_tells_nothing() -> None:
    assert told(PLAIN) == {}


def test_a_phones_photo_tells_all_sorts_of_things_each_once_the_worst_first() -> None:
    tells = [one.sort for one in read(PHOTO).tells]
    assert tells == list(SORTS)


def test_that_a_place_is_noted_is_said_and_the_place_is_not_shown() -> None:
    place = told(PHOTO)["place"]
    assert place == Tell("place", "It says where it was taken.")
    assert not any("Wrenmoor" in one.says for one in read(PHOTO).tells)


def test_the_cameras_own_note_of_the_place_is_enough() -> None:
    noted = exif()
    without = noted.replace(b"\x25\x88", b"\x26\x88", 1)  # the pointer to the place under another number
    assert without != noted
    assert "place" in told(saved(SMALL, "JPEG", exif=noted))
    assert "place" not in told(saved(SMALL, "JPEG", exif=without))


@pytest.mark.parametrize(
    ("sort", "words"),
    [
        ("people", "Oliver Bennett"),
        ("words", "Oliver Bennett, Year 4"),
        ("words", "Oliver Bennett wins the race"),
        ("maker", "Priya Nair"),
        ("time", "12/06/2026 10:31"),
        ("device", "GP Phone"),
        ("device", "GP7700-114"),
        ("editing", "Lightroom 9"),
    ],
)
def test_what_is_written_there_is_shown_to_whoever_holds_the_file(sort: str, words: str) -> None:
    tell = told(PHOTO)[sort]
    assert words in tell.words
    assert words in tell.says


@pytest.mark.parametrize(
    ("content", "sorts"),
    [
        (png_with_notes(SMALL), {"place", "people", "words", "maker", "time", "device", "editing", "preview"}),
        (webp_with_notes(SMALL), {"place", "people", "words", "maker", "time", "device", "editing", "preview"}),
        (gif_with_notes(SMALL), {"words"}),
        (PLAIN + b"PK\x03\x04" + b"list" * 100, {"behind"}),
        (PLAIN + bytes(5_000), set()),
        (after_start(PLAIN, (0xEB, b"JP" + bytes(50))), {"other"}),
    ],
)
def test_every_kind_of_file_is_read_for_what_it_tells(content: bytes, sorts: set[str]) -> None:
    assert sorts <= set(told(content))
    assert sorts or not told(content)


def test_a_small_copy_is_told_of() -> None:
    with_copy, without = saved(SMALL, "JPEG", exif=exif()), saved(SMALL, "JPEG", exif=exif(preview=False))
    assert "preview" in told(with_copy)
    assert "preview" not in told(without)


@pytest.mark.parametrize(
    "note",
    [b"no XML", b"<a>" * 5_000, b'<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>', b"<x/>" + b" " * 300_000, b"<x/>"],
)
def test_notes_that_cannot_be_read_are_told_of_all_the_same(note: bytes) -> None:
    content = saved(SMALL, "PNG")
    webp = webp_with_notes(SMALL)
    assert not told(content)
    start = webp.index(b"XMP ")
    body = b"XMP " + len(note).to_bytes(4, "little") + note + b"\0" * (len(note) % 2)
    whole = webp[12:start] + body
    changed = b"RIFF" + (len(whole) + 4).to_bytes(4, "little") + b"WEBP" + whole
    assert "other" in told(changed)


def test_a_camera_may_write_its_numbers_either_way_round() -> None:
    little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
    big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    assert read_exif(little).orientation == read_exif(big).orientation == 6


def test_a_long_text_is_cut() -> None:
    tell = told(after_start(PLAIN, (0xFE, b"a" * 60_000)))["words"]
    assert len(tell.says) < 1_000
