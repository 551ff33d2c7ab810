"""What is no photo, no box or no button: whatever a browser may send to the blur page gets a sentence, or its page."""

import io

import numpy
import pytest
from bench.picture_files import hostile, scene
from django.test import Client
from PIL import Image

from gatepost.web.checks.blurring.photo import Photo, taken
from gatepost.web.checks.carrying import LARGEST, carried
from gatepost.web.checks.drafts.uploads import LARGEST_PHOTO
from tests.web.checks.blurring import (
    BLUR,
    box,
    boxes_in,
    bytes_of,
    choose,
    pictures_in,
    press,
    said,
)

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.engine]


def test_a_file_that_is_no_picture_gets_the_sentence_that_says_what_to_do(teacher: Client) -> None:
    svg = io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    svg.name = "a.jpg"
    answer = teacher.post(BLUR, {"photo": svg})
    assert "This is a drawing (SVG)" in said(answer)
    assert 'href="#id_photo"' in answer.content.decode()


def test_no_photo_an_empty_one_and_one_that_is_too_large_are_sentences(teacher: Client) -> None:
    assert "Choose a photo." in said(teacher.post(BLUR, {}))
    empty = io.BytesIO(b"")
    empty.name = "a.jpg"
    assert "This file is empty." in said(teacher.post(BLUR, {"photo": empty}))
    large = io.BytesIO(b"\xff\xd8\xff" + b"x" * LARGEST_PHOTO)
    large.name = "a.jpg"
    assert "This photo is larger than 25 MB." in said(teacher.post(BLUR, {"photo": large}))


@pytest.fixture(scope="module")
def made_to_do_harm() -> list[tuple[str, bytes]]:
    """Those that travel in a form too; the library's own tests and the bench take all of them."""
    return [(name, content) for name, content in hostile() if 0 < len(content) <= LARGEST]


def test_files_made_to_do_harm_each_get_a_page(teacher: Client, made_to_do_harm: list[tuple[str, bytes]]) -> None:
    assert len(made_to_do_harm) > 150
    for name, content in made_to_do_harm:
        sent = io.BytesIO(content)
        sent.name = "a.jpg"
        assert teacher.post(BLUR, {"photo": sent}).status_code == 200, name


def test_in_the_hidden_field_they_get_a_page_too(teacher: Client, made_to_do_harm: list[tuple[str, bytes]]) -> None:
    for name, content in made_to_do_harm:
        answer = teacher.post(BLUR, {"picture": carried(content), **box(1), "do": "result"})
        assert answer.status_code == 200, name


@pytest.mark.parametrize(
    "field",
    ["", "%%%", "ä", "AAAA", carried(b"<svg/>"), carried(bytes_of(scene(40, 40), "PNG")), carried(b"\xff\xd8\xff" * 9)],
    ids=["nothing", "no-base64", "no-ascii", "no-picture", "svg", "png", "damaged"],
)
def test_a_hidden_photo_that_is_not_the_sites_own_leads_back_to_the_first_page_with_a_sentence(
    teacher: Client, field: str
) -> None:
    for button in ("show", "download"):
        answer = teacher.post(BLUR, {"picture": field, **box(1), "do": button})
        assert answer.status_code == 200
        assert "There is a problem" in said(answer)
        assert 'type="file"' in answer.content.decode()
        assert "data:" not in answer["Content-Security-Policy"]


def test_a_hidden_photo_above_what_the_site_sends_is_refused(teacher: Client) -> None:
    jpeg = bytes_of(scene(40, 40))
    answer = teacher.post(BLUR, {"picture": carried(jpeg + b"\0" * LARGEST), "do": "show"})
    assert "The photo did not come back from your browser" in said(answer)
    assert teacher.post(BLUR, {"picture": "A" * 3_000_000}).status_code == 400


def test_the_heaviest_photo_that_the_site_sends_comes_back_with_40_boxes(teacher: Client) -> None:
    chance = numpy.random.default_rng(1).integers(0, 256, (2048, 2048, 3), dtype=numpy.uint8)
    photo, _boxes = taken(bytes_of(Image.fromarray(chance)))
    assert LARGEST * 0.5 < len(photo.content) <= LARGEST
    heavy = Photo(photo.content + b"\0" * (LARGEST - len(photo.content)), photo.image)
    forty = {name: "49.9" for number in range(1, 41) for name in box(number)}
    answer = teacher.post(BLUR, {"picture": heavy.carried, **forty, "do": "result", "size": "middle"})
    assert answer.status_code == 200
    assert len(pictures_in(answer)) == 1


def test_what_is_no_button_and_no_size_shows_the_page_and_nothing_else(teacher: Client) -> None:
    placed = choose(teacher, scene(40, 40))
    for wanted in ("", "off-", "off-999999", "off-1; drop", "x" * 1_000, "<script>"):
        answer = press(teacher, placed, wanted, **box(1))
        assert answer.status_code == 200
        assert len(boxes_in(answer)) == 1
        assert "<script>" not in answer.content.decode()
    assert "Choose one of the answers" in said(press(teacher, placed, "show", size="huge"))
