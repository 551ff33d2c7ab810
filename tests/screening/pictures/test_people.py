"""The look for faces raises the question and proposes boxes; it never says that nobody is there.

No photo of a person travels with the project: what is looked for here is a drawing. It shows that the look works and
that what it sees is handed on, not how well it sees people.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import cv2
import pytest
from bench.picture_files import scene
from PIL import Image

from gatepost.screening.pictures import NoLook, check_look
from gatepost.screening.pictures.people import _CASCADE, _cascade, drawn_face, people

PICTURE = scene(2048, 1536)
INSTALLED = Path(cv2.__file__).parent / "data"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an OpenCV whose files are missing; whatever is loaded from it is forgotten afterwards."""
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(cv2, "__file__", str(tmp_path / "__init__.py"))
    _cascade.cache_clear()
    yield tmp_path / "data"
    _cascade.cache_clear()


def group(image: Image.Image, *places: tuple[int, int, int]) -> Image.Image:
    """The picture with drawn faces: each from the left, from the top, and its size."""
    image = image.copy()
    for left, top, side in places:
        image.paste(drawn_face(side), (left, top))
    return image


def test_the_look_works_on_this_machine() -> None:
    check_look()


@pytest.mark.parametrize("side", [150, 400, 900])
def test_a_face_is_seen_near_and_far_and_its_box_covers_it(side: int) -> None:
    seen = people(group(PICTURE, (700, 300, side)))
    assert seen.may_be_there
    middle = 700 + side / 2, 300 + side * 0.55
    assert any(
        box.left < middle[0] - side / 4
        and middle[0] + side / 4 < box.left + box.width
        and box.top < middle[1] - side / 4
        and middle[1] + side / 4 < box.top + box.height
        for box in seen.boxes
    )


def test_each_face_has_its_box() -> None:
    places = ((100, 100, 300), (900, 200, 300), (1500, 900, 300))
    boxes = people(group(PICTURE, *places)).boxes
    for left, top, side in places:
        x, y = left + side / 2, top + side / 2
        assert any(b.left < x < b.left + b.width and b.top < y < b.top + b.height for b in boxes)


def test_boxes_stay_within_the_picture() -> None:
    for box in people(group(Image.new("RGB", (420, 420), "grey"), (10, 10, 400))).boxes:
        assert box == box.within(420, 420)


def test_what_is_seen_is_no_number() -> None:
    assert people(group(PICTURE, (700, 300, 400))).may_be_there is True
    assert people(Image.new("RGB", (200, 200), "teal")).may_be_there is False


@pytest.mark.parametrize("size", [(2048, 1), (1, 2048), (8, 8), (30, 2048)])
def test_odd_shapes_are_looked_at(size: tuple[int, int]) -> None:
    assert people(Image.new("RGB", size)).boxes == ()


def test_many_may_look_at_once() -> None:
    picture = group(PICTURE, (700, 300, 400)).resize((800, 600))
    once = people(picture)
    seen = []
    threads = [Thread(target=lambda: seen.append(people(picture))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [once] * 8


@pytest.mark.usefixtures("package")
def test_a_missing_file_of_faces_is_said_loudly() -> None:
    with pytest.raises(NoLook, match="does not work on this machine"):
        check_look()
    with pytest.raises(NoLook, match="is missing or damaged"):
        people(PICTURE)


def test_a_damaged_file_of_faces_is_said_loudly(package: Path) -> None:
    (package / _CASCADE).write_text("<xml>", encoding="utf-8")
    with pytest.raises(NoLook, match="is missing or damaged"):
        people(PICTURE)


@pytest.mark.usefixtures("package")
def test_a_release_without_the_look_is_said_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(cv2, "CascadeClassifier")
    with pytest.raises(NoLook, match="below 5 is needed"):
        people(PICTURE)


def test_a_look_that_sees_no_face_is_said_loudly(package: Path) -> None:
    shutil.copy(INSTALLED / "haarcascade_fullbody.xml", package / _CASCADE)
    with pytest.raises(NoLook, match="drawn for it"):
        check_look()
