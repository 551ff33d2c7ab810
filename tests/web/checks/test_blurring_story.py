"""Faces made unrecognisable in a real browser: without a script and with one, by keyboard, by mouse and by touch."""

from io import BytesIO
from pathlib import Path

import pytest
from bench.picture_files import scene
from PIL import Image
from playwright.sync_api import Page

from gatepost.screening.pictures.people import people
from tests.web.browsing import BOTH, DESK, PHONE, Enter, Size, follow, sound, too_wide
from tests.web.checks.blurring import BLUR, file_of, with_face

pytestmark = pytest.mark.engine

TABLET = {"width": 700, "height": 900}

SIDES = ("left", "top", "width", "height")
# Which of the controls lies where the photo is, and whether it covers the photo to the pixel.
COVERS = """() => {
  const shown = [...document.querySelectorAll("#photo input")].filter(one => one.checkVisibility());
  const [at, photo] = [shown[0], document.querySelector("#photo img")].map(one => one.getBoundingClientRect());
  return [shown.length, at.width - photo.width, at.height - photo.height, at.left - photo.left, at.top - photo.top,
    at.width / at.height];
}"""


def chosen(page: Page, folder: Path, image: Image.Image) -> Page:
    """The page on which the boxes are placed."""
    path = folder / "group.jpg"
    path.write_bytes(file_of(image).read())
    page.goto(BLUR)
    page.get_by_label("The photo").set_input_files(path)
    follow(page.get_by_role("button", name="Place the boxes"))
    return page


def at(page: Page, across: float, down: float) -> tuple[float, float]:
    """A place on the photo in pixels of the window."""
    page.locator("#photo").scroll_into_view_if_needed()
    where = page.locator("#photo").bounding_box()
    assert where is not None
    return where["x"] + where["width"] * across, where["y"] + where["height"] * down


def boxes(page: Page) -> list[tuple[float, ...]]:
    """The boxes in the list: left, top, width, height in hundredths."""
    rows = page.locator("#boxes [data-box]").all()
    return [tuple(float(row.locator(f'[name^="{side}_"]').input_value()) for side in SIDES) for row in rows]


def downloaded(page: Page) -> Image.Image:
    with page.expect_download() as arrives:
        page.get_by_role("button", name="Download it").click()
    assert arrives.value.suggested_filename.startswith("picture-")
    return Image.open(BytesIO(Path(arrives.value.path()).read_bytes())).convert("RGB")


@BOTH
def test_without_a_script_a_face_is_hidden_a_box_added_where_it_is_clicked_and_the_result_downloaded(
    enter: Enter, size: Size, tmp_path: Path
) -> None:
    page = chosen(enter("teacher", size), tmp_path, with_face())
    assert "Look at the picture yourself." in page.inner_text("main")
    assert too_wide(page) <= 0
    assert len(boxes(page)) == 1
    page.get_by_label("Small", exact=True).check()
    with page.expect_navigation():
        page.mouse.click(*at(page, 0.9, 0.1))
    added = boxes(page)[-1]
    assert added[0] + added[2] / 2 == pytest.approx(90, abs=1)
    assert added[1] + added[3] / 2 == pytest.approx(10, abs=1)
    assert page.get_by_label("Small", exact=True).is_checked()
    follow(page.get_by_role("button", name="See the result").first)
    assert "may still be known by clothes" in page.inner_text("main")
    assert too_wide(page) <= 0
    image = downloaded(page)
    assert image.size == (800, 600)
    assert not people(image).may_be_there
    follow(page.get_by_role("button", name="Change the boxes"))
    assert len(boxes(page)) == 2


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=["phone", "tablet", "desk"])
@pytest.mark.parametrize("shape", [(1200, 400), (400, 1200), (60, 60)], ids=["wide", "high", "tiny"])
def test_whatever_the_screen_the_control_that_is_clicked_covers_the_photo_to_the_pixel(
    enter: Enter, tmp_path: Path, size: Size, shape: tuple[int, int]
) -> None:
    page = chosen(enter("teacher", size, javascript=True), tmp_path, scene(*shape))
    controls, *off, ratio = page.evaluate(COVERS)
    assert controls == 1
    assert off == [0, 0, 0, 0]
    assert ratio == pytest.approx(shape[0] / shape[1], rel=0.02)
    assert too_wide(page) <= 0


@BOTH
def test_every_page_of_it_is_sound(enter: Enter, size: Size, tmp_path: Path) -> None:
    page = enter("parent", size, javascript=True)
    page.goto(BLUR)
    sound(page, "blur-photo")
    follow(page.get_by_role("button", name="Place the boxes"))
    assert "Choose a photo." in page.inner_text("main")
    sound(page, "blur-photo-error")
    chosen(page, tmp_path, with_face(1600, 1200))
    page.get_by_role("button", name="Add a box in the middle").click()
    sound(page, "blur-boxes")
    page.get_by_label("Width").last.fill("wide")
    follow(page.get_by_role("button", name="See the result").first)
    assert "Box 2, Width: type a number from 1 to 100" in page.inner_text("main")
    sound(page, "blur-boxes-error")
    page.get_by_label("Width").last.fill("30")
    follow(page.get_by_role("button", name="See the result").first)
    sound(page, "blur-result")


@pytest.mark.parametrize("javascript", [False, True], ids=["plain", "script"])
def test_it_is_done_by_keyboard_alone(enter: Enter, tmp_path: Path, javascript: bool) -> None:
    page = chosen(enter("teacher", PHONE, javascript=javascript), tmp_path, scene(400, 400))

    def press(name: str) -> None:
        """Tab to a control and press it."""
        for _key in range(60):
            page.keyboard.press("Tab")
            on = page.evaluate("document.activeElement.alt || document.activeElement.innerText || ''")
            if name in on:
                break
        page.keyboard.press("Enter")
        page.wait_for_load_state()

    def tab_to(field: str) -> None:
        for _key in range(60):
            if page.evaluate("document.activeElement.name || ''") == field:
                return
            page.keyboard.press("Tab")
        raise AssertionError(field)

    press("Add a box at a place in the photo")
    page.locator("#boxes [data-box]").wait_for()
    tab_to("left_1")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("5")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # shows the boxes, and adds none
    assert [one[0] for one in boxes(page)] == [5]
    press("Add a box in the middle")
    page.locator("#boxes [data-box]").nth(1).wait_for()
    press("Take this one off")  # with a script the focus is in the second box, without one before the first
    page.locator("#boxes [data-box]").nth(1).wait_for(state="detached")
    assert len(boxes(page)) == 1
    with page.expect_navigation():
        press("See the result")
    assert "The result" in page.inner_text("h1")


def test_with_a_script_a_box_is_drawn_and_moved_with_the_mouse_and_goes_where_it_was_left(
    enter: Enter, tmp_path: Path
) -> None:
    page = chosen(enter("teacher", DESK, javascript=True), tmp_path, scene(800, 600))
    assert page.get_by_text("Or draw a box over it").is_visible()
    page.mouse.move(*at(page, 0.2, 0.2))
    page.mouse.down()
    page.mouse.move(*at(page, 0.3, 0.3))
    page.mouse.move(*at(page, 0.4, 0.5))
    page.mouse.up()
    assert boxes(page) == [pytest.approx((20, 20, 20, 30), abs=0.3)]
    page.mouse.move(*at(page, 0.3, 0.3))
    page.mouse.down()
    page.mouse.move(*at(page, 0.5, 0.4))
    page.mouse.move(*at(page, 0.99, 0.4))  # as far as the edge lets it
    page.mouse.up()
    assert boxes(page) == [pytest.approx((80, 30, 20, 30), abs=0.3)]
    page.mouse.click(*at(page, 0.1, 0.9))
    assert len(boxes(page)) == 2
    assert [one.inner_text() for one in page.locator("legend [data-place]").all()] == ["1", "2"]
    page.get_by_role("button", name="Take this one off").first.click()
    (left,) = boxes(page)
    assert left[0] + left[2] / 2 == pytest.approx(10, abs=0.3)
    follow(page.get_by_role("button", name="Show the boxes as they are typed"))
    assert boxes(page) == [left]
    assert page.locator("#photo svg text").all_text_contents() == ["1"]


def test_with_a_script_a_proposed_box_stays_marked_and_what_is_typed_is_drawn_at_once(
    enter: Enter, tmp_path: Path
) -> None:
    page = chosen(enter("teacher", DESK, javascript=True), tmp_path, with_face())
    page.get_by_label("From the left").fill("1")
    assert page.locator("#photo svg .gp-boxes__proposed .gp-boxes__line").get_attribute("x") == "1%"
    page.get_by_role("button", name="Add a box in the middle").click()
    assert page.locator("#photo svg .gp-boxes__proposed").count() == 1
    assert page.evaluate("document.activeElement.name") == "left_2"
    page.get_by_label("From the left").last.fill("nowhere")
    assert page.locator("#photo svg rect.gp-boxes__line").count() == 1


def test_with_a_script_the_forty_first_box_is_refused_in_the_same_words(enter: Enter, tmp_path: Path) -> None:
    page = chosen(enter("teacher", DESK, javascript=True), tmp_path, scene(400, 300))
    for _box in range(40):
        page.get_by_role("button", name="Add a box in the middle").click()
    assert page.locator("#full").is_visible()
    follow(page.get_by_role("button", name="Add a box in the middle"))
    assert "A photo can have at most 40 boxes." in page.inner_text(".govuk-error-summary")
    assert len(boxes(page)) == 40


def test_with_a_script_a_finger_draws_a_box_too(enter: Enter, tmp_path: Path) -> None:
    page = chosen(enter("teacher", PHONE, javascript=True), tmp_path, scene(600, 600))
    touch = page.context.new_cdp_session(page)
    x, y = at(page, 0.2, 0.2)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in (0.3, 0.5, 0.6):
        x, y = at(page, part, part)
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert boxes(page) == [pytest.approx((20, 20, 40, 40), abs=1)]
