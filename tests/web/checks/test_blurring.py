"""Make faces unrecognisable: from a photo and its boxes to the download, whatever a browser may send."""

import io
import tempfile
from pathlib import Path
from typing import Any

import cv2
import pytest
from bench.picture_files import exif, scene
from django.conf import settings
from django.db import connection
from django.test import Client
from PIL import Image

from gatepost.screening.pictures.people import _cascade, drawn_face, people
from gatepost.web.checks.blurring.photo import returned, taken
from gatepost.web.checks.blurring.placed import MOST_BOXES
from gatepost.web.consents.purposes import from_code
from gatepost.web.operations.tick import tick
from tests.web.cast import sign_in
from tests.web.checks.blurring import (
    BLUR,
    box,
    boxes_in,
    choose,
    field_of,
    fields,
    file_of,
    pictures_in,
    press,
    said,
    with_face,
)
from tests.web.checks.drafting import answered, photo
from tests.web.consents.families import adult, consents, pupil, says
from tests.web.test_markers import _rows

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.engine]

MISSES = "The look for faces misses some. Look at the picture yourself."
MARKER = "Zuqarin"


# The way through


def test_a_proposed_box_hides_the_face_in_what_is_shown_and_in_what_is_downloaded(teacher: Client) -> None:
    placed = choose(teacher, with_face())
    assert "Boxes with a broken line are proposed." in said(placed)
    assert MISSES in said(placed)
    assert people(pictures_in(placed)[0].convert("RGB")).may_be_there
    result = press(teacher, placed, "result")
    (shown,) = pictures_in(result)
    assert not people(shown.convert("RGB")).may_be_there
    downloaded = press(teacher, result, "download")
    assert not people(Image.open(io.BytesIO(downloaded.content)).convert("RGB")).may_be_there


def test_the_download_is_a_jpeg_with_nothing_beside_its_pixels_under_a_name_of_chance(teacher: Client) -> None:
    photo = with_face()
    names = set()
    for _time in range(2):
        placed = choose(teacher, photo, exif=exif(1), comment=b"taken by " + MARKER.encode())
        answer = press(teacher, placed, "download")
        assert answer["Content-Type"] == "image/jpeg"
        assert "no-store" in answer["Cache-Control"]
        assert answer["Content-Disposition"].startswith('attachment; filename="picture-')
        names.add(answer["Content-Disposition"])
        image = Image.open(io.BytesIO(answer.content))
        assert image.size == photo.size
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert MARKER.encode() not in answer.content
    assert len(names) == 2


def test_a_photo_of_any_size_comes_back_at_most_2048_dots_long(teacher: Client) -> None:
    placed = choose(teacher, scene(4000, 1000))
    result = press(teacher, placed, "result", **box(1))
    assert "at most 2048 dots wide or high" in said(result)
    answer = press(teacher, result, "download")
    assert Image.open(io.BytesIO(answer.content)).size == (2048, 512)


def test_the_result_says_that_somebody_may_still_be_known_and_that_a_consent_is_needed(teacher: Client) -> None:
    result = said(press(teacher, choose(teacher, with_face()), "result"))
    assert "may still be known by clothes, hair, company, the place or what is written" in result
    assert "a consent is needed" in result


def test_the_clean_copy_needs_no_box_and_is_the_photo_without_what_its_file_told(teacher: Client) -> None:
    for typed in ({}, box(1, left="no number")):
        placed = choose(teacher, scene(320, 240), exif=exif(1), comment=b"taken by " + MARKER.encode())
        answer = press(teacher, placed, "copy", **typed)
        image = Image.open(io.BytesIO(answer.content))
        assert (answer["Content-Type"], image.size, dict(image.getexif())) == ("image/jpeg", (320, 240), {})
        assert MARKER.encode() not in answer.content


def test_without_a_box_there_is_no_result_and_no_download(teacher: Client) -> None:
    placed = choose(teacher, scene(400, 300))
    assert boxes_in(placed) == []
    for button in ("result", "download"):
        answer = press(teacher, placed, button)
        assert "Place at least one box." in said(answer)
        assert "Content-Disposition" not in answer


def test_change_the_boxes_leads_back_to_the_same_photo_and_boxes(teacher: Client) -> None:
    placed = choose(teacher, with_face())
    added = press(teacher, placed, "add", size="large")
    back = press(teacher, press(teacher, added, "result"), "change")
    assert boxes_in(back) == boxes_in(added)
    assert fields(back) == {**fields(added), "csrfmiddlewaretoken": fields(back)["csrfmiddlewaretoken"]}


# What the page says of people


def test_it_never_says_how_many_nor_that_nobody_is_there(teacher: Client) -> None:
    nobody = said(choose(teacher, scene(400, 300)))
    assert MISSES in nobody
    crowd = scene(1600, 1200)
    for place in range(3):
        crowd.paste(drawn_face(300), (100 + 500 * place, 300))
    several = choose(teacher, crowd)
    assert len(boxes_in(several)) >= 3
    for text in (nobody, said(several).replace(" 3 ", "")):
        assert "no face" not in text.lower()
        assert "none" not in text.lower()
        assert "people may" not in text.lower()
    assert "faces" not in said(several).replace("Make faces unrecognisable", "").replace("The look for faces", "")


def test_where_the_look_does_not_work_the_page_says_so_on_every_step_and_boxes_are_placed_by_hand(
    teacher: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cv2, "__file__", str(tmp_path / "__init__.py"))
    _cascade.cache_clear()
    try:
        placed = choose(teacher, with_face())
    finally:
        _cascade.cache_clear()
    assert "The look for faces does not work on this machine." in said(placed)
    added = press(teacher, placed, "add")
    assert "The look for faces does not work on this machine." in said(added)
    assert "The look for faces does not work on this machine." in said(
        press(teacher, press(teacher, added, "result"), "change")
    )


# Boxes by hand


@pytest.mark.parametrize(("size", "share"), [("small", 6), ("middle", 12), ("large", 25)])
def test_a_click_on_the_photo_adds_a_square_of_the_chosen_size_with_its_middle_there(
    teacher: Client, size: str, share: int
) -> None:
    placed = choose(teacher, scene(800, 400))
    widths = {"narrow": (280, 140), "middle": (560, 280), "wide": (900, 450)}
    for room, (width, height) in widths.items():
        assert f'name="{room}"' in placed.content.decode()
        assert f'width="{width}" height="{height}"' in placed.content.decode()
        clicked = {f"{room}.x": str(width // 4), f"{room}.y": str(height // 2)}
        ((left, top, wide, high),) = boxes_in(teacher.post(BLUR, {**fields(placed), "size": size, **clicked}))
        assert (wide, high) == (share / 2, share)
        assert left + wide / 2 == pytest.approx(25, abs=0.2)
        assert top + high / 2 == pytest.approx(50, abs=0.2)


def test_the_size_that_was_chosen_stays_chosen(teacher: Client) -> None:
    added = press(teacher, choose(teacher, scene(400, 300)), "add", size="large")
    assert fields(added)["size"] == "large"
    assert fields(press(teacher, press(teacher, added, "result"), "change"))["size"] == "large"


def test_a_click_near_the_edge_adds_what_of_the_box_lies_in_the_photo(teacher: Client) -> None:
    placed = choose(teacher, scene(400, 400))
    clicked = {"narrow.x": "280", "narrow.y": "0", "size": "large"}
    ((left, top, wide, high),) = boxes_in(teacher.post(BLUR, {**fields(placed), **clicked}))
    assert (left + wide, top) == (100, 0)
    assert (wide, high) == (12.5, 12.5)


def test_the_control_on_the_photo_pressed_with_a_key_adds_a_box_in_the_middle(teacher: Client) -> None:
    placed = choose(teacher, scene(400, 400))
    pressed = teacher.post(BLUR, {**fields(placed), "wide.x": "0", "wide.y": "0"})
    assert boxes_in(pressed) == boxes_in(press(teacher, placed, "add")) == [(44.0, 44.0, 12.0, 12.0)]


@pytest.mark.parametrize("x", ["", "-1", "281", "NaN", "1e3", "9" * 5_000, "²", "1.5.1", "10\n"])
def test_a_click_that_is_nowhere_is_a_sentence(teacher: Client, x: str) -> None:
    placed = choose(teacher, scene(400, 400))
    answer = teacher.post(BLUR, {**fields(placed), **box(1), "narrow.x": x, "narrow.y": "20"})
    assert answer.status_code == 200
    assert "Where you clicked could not be read." in said(answer)
    assert len(boxes_in(answer)) == 1


def test_what_is_typed_is_where_the_box_is_shown_and_what_reaches_over_the_edge_is_cut(teacher: Client) -> None:
    placed = choose(teacher, scene(400, 400))
    shown = press(teacher, placed, "show", **box(1, " 12,5 ", "0", "20", "30.5"), **box(2, "90", "95", "100", "100"))
    assert boxes_in(shown) == [(12.5, 0.0, 20.0, 30.5), (90.0, 95.0, 10.0, 5.0)]
    assert 'x="12.5%" y="0%" width="20%" height="30.5%"' in shown.content.decode()
    assert 'x="90%" y="95%" width="10%" height="5%"' in shown.content.decode()


def test_a_box_is_taken_off_and_the_others_stay_also_when_it_was_the_wrong_one(teacher: Client) -> None:
    placed = choose(teacher, scene(400, 400))
    sent = {**box(1, "1"), **box(2, "what"), **box(3, "3")}
    assert "Box 2, From the left: type a number from 0 to 99, such as 12.5." in said(
        press(teacher, placed, "show", **sent)
    )
    left = press(teacher, placed, "off-2", **sent)
    assert [one[0] for one in boxes_in(left)] == [1.0, 3.0]
    assert "There is a problem" not in said(left)


def test_a_box_that_somebody_added_is_not_marked_as_proposed(teacher: Client) -> None:
    placed = choose(teacher, with_face())
    assert said(placed).count("(proposed)") == 1
    added = press(teacher, placed, "add")
    assert said(added).count("(proposed)") == 1
    assert added.content.decode().count('<g class="gp-boxes__proposed">') == 1
    assert said(press(teacher, added, "off-1")).count("(proposed)") == 0


JUNK = ["", "NaN", "Infinity", "-5", "1e3", "1000", "100.1", "٣", "1_0", "0x10", "10.55", "9" * 100_000, "a\x00b", "½"]


@pytest.mark.parametrize("value", JUNK)
@pytest.mark.parametrize("side", ["left", "width"])
@pytest.mark.parametrize("button", ["show", "download"])
def test_whatever_is_no_number_is_a_sentence_beside_its_field(
    teacher: Client, side: str, value: str, button: str
) -> None:
    placed = fields(choose(teacher, scene(40, 40)))
    answer = teacher.post(BLUR, {**placed, **box(1), f"{side}_1": value, "do": button})
    assert answer.status_code == 200
    assert "Box 1, " in said(answer)
    assert f'id="id_{side}_1_error"' in answer.content.decode()
    assert "Content-Disposition" not in answer


@pytest.mark.parametrize(("side", "value"), [("left", "99.1"), ("top", "100"), ("width", "0"), ("height", "0.9")])
def test_a_box_outside_the_photo_or_too_thin_to_be_seen_is_refused(teacher: Client, side: str, value: str) -> None:
    answer = press(teacher, choose(teacher, scene(40, 40)), "result", **{**box(1), f"{side}_1": value})
    assert "type a number from" in said(answer)


def test_40_boxes_are_taken_and_41_are_a_sentence(teacher: Client) -> None:
    placed = choose(teacher, scene(400, 400))
    forty = {name: value for number in range(1, 41) for name, value in box(number).items()}
    full = press(teacher, placed, "show", **forty)
    assert len(boxes_in(full)) == MOST_BOXES
    assert press(teacher, full, "download")["Content-Type"] == "image/jpeg"
    more = "A photo can have at most 40 boxes."
    assert 'class="govuk-error-summary"' not in full.content.decode()
    for answer in (press(teacher, full, "add"), press(teacher, full, "download", **box(41))):
        assert 'class="govuk-error-summary"' in answer.content.decode()
        assert more in said(answer)
        assert len(boxes_in(answer)) == MOST_BOXES


# Who, and what is left


def test_it_stands_where_photos_are_added_and_asks_first_whether_a_child_could_be_shown_nude(teacher: Client) -> None:
    assert f'href="{BLUR}"' in teacher.get("/quillbrook/check/").content.decode()
    for address in (BLUR, "/quillbrook/check/"):
        assert "Could it show a child who is nude or partly nude? Then add nothing here" in said(teacher.get(address))


def test_the_answer_leads_there_where_a_child_may_not_be_shown(teacher: Client) -> None:
    with consents():
        robin, wren = pupil("Robin"), pupil("Wren")
        says(robin, adult(robin, "Una"), yes=True, purpose=from_code("website/photo/none"))
    pictured = {"account": "school-account", "platform": "website", "pupils": "yes", "setting": "school-event"}
    leads = []
    for child in (robin, wren):
        placed: dict[str, Any] = {**pictured, "child": str(child.pk), "shows": ["none-of-these"], "photo_1": photo()}
        page = answered(teacher, "Sports day", **placed).content.decode()
        assert ("Wren Vane" in page) == (child == wren)
        leads.append(f'href="{BLUR}"' in page)
    assert leads == [False, True]


def test_without_the_token_of_its_form_nothing_is_taken() -> None:
    browser = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    browser.cookies = sign_in("teacher").cookies
    assert browser.post(BLUR, {"photo": file_of(scene(40, 40))}).status_code == 403
    assert browser.post(BLUR, {"picture": field_of(scene(40, 40)), **box(1), "do": "download"}).status_code == 403


def test_pictures_in_the_page_are_allowed_where_one_stands_and_nothing_else_is_loosened(teacher: Client) -> None:
    def policy(response: object) -> set[str]:
        return {one.strip() for one in response["Content-Security-Policy"].split(";")}  # type: ignore[index]

    first = policy(teacher.get(BLUR))
    assert "img-src 'self'" in first
    placed = choose(teacher, with_face())
    for page in (placed, press(teacher, placed, "result")):
        assert policy(page) == (first - {"img-src 'self'"}) | {"img-src 'self' data:"}
    assert policy(press(teacher, placed, "download")) == first
    assert policy(teacher.post(BLUR, {})) == first


def test_no_page_of_it_may_be_stored(teacher: Client) -> None:
    placed = choose(teacher, with_face())
    result = press(teacher, placed, "result")
    for page in (teacher.get(BLUR), placed, result, press(teacher, result, "download")):
        assert "no-store" in page["Cache-Control"]


def test_after_20_photos_nothing_of_them_is_kept_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    browsers = [sign_in(key) for key in ("teacher", "parent", "head", "volunteer")]
    needles = [MARKER.encode()]
    for number in range(20):
        browser = browsers[number % len(browsers)]
        photo = file_of(with_face(side=200 + number), f"{MARKER}{number}.jpg", comment=f"{MARKER}{number}".encode())
        placed = browser.post(BLUR, {"photo": photo})
        needles.append(fields(placed)["picture"][200:260].encode())
        result = press(browser, press(browser, placed, "add"), "result")
        needles.append(press(browser, result, "download").content[700:760])
    tick()
    kept = [path for path in Path(settings.CONFIG.folder).rglob("*") if path.is_file()]
    written = capfd.readouterr()
    held = [(path.name, path.read_bytes()) for path in kept] + [("output", (written.out + written.err).encode())]
    assert [(name, needle) for name, content in held for needle in needles if needle in content] == []
    for table in connection.introspection.table_names():
        for row in _rows(table):
            assert not any(one.decode("latin-1") in row for one in needles), table
    assert list(tmp_path.rglob("*")) == []


def test_the_photo_that_travels_has_nothing_of_its_file_beside_the_pixels() -> None:
    noted = file_of(with_face(), exif=exif(1), comment=MARKER.encode()).read()
    assert MARKER.encode() in noted
    photo, _boxes = taken(noted)
    assert MARKER.encode() not in photo.content
    assert b"Exif" not in photo.content
    assert returned(photo.carried).content == photo.content
