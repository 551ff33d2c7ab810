"""A check leaves nothing behind: not in the database, on the disk, in a log or a cache."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from gatepost.web.checks.drafts.uploads import LARGEST_PHOTO, PhotosInMemory
from gatepost.web.operations.tick import tick
from tests.web.cast import sign_in
from tests.web.checks.drafting import PHOTO_OF_NOBODY, answered, photo, send
from tests.web.test_markers import _rows

pytestmark = pytest.mark.usefixtures("database")

MARKER = "Zuqarin"
ROLES = ("teacher", "parent", "head", "volunteer")
DRAFTS, WITH_PHOTOS = 100, 30


def tables() -> list[str]:
    return connection.introspection.table_names()


def files_with(folder: Path) -> list[str]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in found if MARKER.encode() in path.read_bytes()]


@pytest.mark.slow
def test_after_100_drafts_30_of_them_with_photos_nothing_of_them_is_kept_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    browsers = {key: sign_in(key) for key in ROLES}
    shown = 0
    for number in range(DRAFTS):
        browser = browsers[ROLES[number % len(ROLES)]]
        text = f"{MARKER}{number} was late for the fair at Quillbrook Primary School"
        fields: dict[str, Any] = {}
        if number < WITH_PHOTOS:
            note = f"taken by {MARKER}{number}".encode()
            picture = photo(number, f"{MARKER}{number}.jpg", note)
            fields = {"photo_1": picture, "alt_1": f"A picture of {MARKER}{number}", **PHOTO_OF_NOBODY}
        shown += MARKER in send(browser, text, **fields).content.decode()
        fields = {name: value for name, value in fields.items() if name != "photo_1"}
        fields |= {"pupils": ""} if number < WITH_PHOTOS else {}
        shown += MARKER in answered(browser, text, **fields).content.decode()
        answered(browser, text, do="proof", **fields)
    tick()
    assert shown == 2 * DRAFTS  # the marker did arrive
    for table in tables():
        assert not [row for row in _rows(table) if MARKER in row], table
    written = capfd.readouterr()
    assert MARKER not in written.out + written.err
    assert files_with(tmp_path) == []
    assert list(tmp_path.rglob("*")) == []
    assert files_with(Path(settings.CONFIG.folder)) == []


def test_a_photo_of_any_size_stays_in_memory_and_one_that_is_too_large_is_not_even_that() -> None:
    handler = PhotosInMemory()
    handler.new_file("photo_1", "large.jpg", "image/jpeg", None)
    part = b"x" * (1024 * 1024)
    sent = 0
    for _number in range(27):
        handler.receive_data_chunk(part, sent)
        sent += len(part)
    made = handler.file_complete(sent)
    assert made.size == sent > LARGEST_PHOTO
    assert made.read() == b""


def test_every_page_of_a_check_forbids_to_store_it() -> None:
    teacher = sign_in("teacher")
    pages = [teacher.get("/quillbrook/check/"), send(teacher, MARKER), answered(teacher, MARKER)]
    pages += [teacher.get("/quillbrook/check/held/"), answered(teacher, MARKER, do="proof")]
    for page in pages:
        assert "no-store" in page["Cache-Control"]
        assert MARKER not in str(page.headers)
