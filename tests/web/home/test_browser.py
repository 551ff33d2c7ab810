"""Home and search in a real browser: on a phone and a desk, without JavaScript, by keyboard, on paper."""

import pytest
from playwright.sync_api import Page
from tests.web.browsing import BOTH, DESK, PHONE, Enter, Size, follow, sound

pytestmark = pytest.mark.browser


def home(page: Page, slug: str = "quillbrook") -> Page:
    page.goto(f"/{slug}/")
    return page


def test_a_busy_teacher_sees_what_matters_without_scrolling(enter: Enter) -> None:
    page = home(enter("teacher", PHONE))
    main = page.get_by_role("main")
    for one in (
        main.get_by_role("heading", name="What waits for you"),
        main.get_by_role("link", name="May I…?"),
        main.get_by_role("link", name="Our policy", exact=True),
    ):
        box = one.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"]


@BOTH
def test_axe_finds_nothing_and_no_page_scrolls_sideways(enter: Enter, size: Size) -> None:
    for key, slug in (("head", "quillbrook"), ("dpo", "quillbrook"), ("parent", "quillbrook"), ("head", "larksend")):
        page = home(enter(key, size, slug, javascript=True), slug)
        sound(page, f"home of {key} at {slug}")
        follow(page.get_by_role("navigation", name="This school").get_by_role("link", name="Search"))
        sound(page, "search")
        follow(page.get_by_role("main").get_by_role("button", name="Search"))
        sound(page, "search, with an error")
        page.get_by_label("What are you looking for?").fill("photo of a pupil")
        follow(page.get_by_role("main").get_by_role("button", name="Search"))
        sound(page, "what was found")
    page = enter("dpo", size, javascript=True)
    for address in ("notices/", "modules/", "modules/past-pupils/", "modules/past-pupils/sign/"):
        page.goto(f"/quillbrook/{address}")
        sound(page, address)
    follow(page.get_by_role("button", name="Sign the assessment"))
    sound(page, "signing, with errors")


def test_what_was_looked_for_is_found_by_keyboard_and_stands_in_no_address(enter: Enter) -> None:
    page = home(enter("teacher", PHONE))
    page.goto("/quillbrook/search/")
    page.get_by_label("What are you looking for?").focus()
    page.keyboard.type("friend request")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/quillbrook/search/")
    follow(page.get_by_role("link", name="Accept a friend request"))
    assert page.url.endswith("/may-i/accept-a-friend-request/")


def test_an_assessment_prints_with_the_schools_name_and_without_buttons(enter: Enter) -> None:
    page = enter("dpo", DESK)
    page.goto("/quillbrook/modules/past-pupils/")
    page.emulate_media(media="print")
    main = page.get_by_role("main")
    assert main.get_by_text("Quillbrook Primary School").is_visible()
    assert main.get_by_text("Version of these words").is_visible()
    assert not page.get_by_role("link", name="Sign this assessment").is_visible()
    for gone in (".gp-header", ".gp-nav", ".gp-footer"):
        assert not page.locator(gone).is_visible(), gone
