"""Home and search in a real browser: on a phone and a desk, without JavaScript, by keyboard, on paper."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.web.serving import served_with_link

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
BOTH = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[str, str]]:
    with served_with_link() as (_process, port, link):
        yield f"http://localhost:{port}", link


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "these tests need Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def be(browser: Browser, demo: tuple[str, str]) -> Iterator[Opened]:
    """Opens the home of one of the demo's people: `be("Priya Nair", PHONE)`."""
    contexts: list[BrowserContext] = []

    def open_home(name: str, size: dict[str, int], javascript: bool = False) -> Page:
        context = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            base_url=demo[0],
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(demo[1])
        page.get_by_role("button", name=name).first.click()
        return page

    yield open_home
    for context in contexts:
        context.close()


def test_a_busy_teacher_sees_what_matters_without_scrolling(be: Opened) -> None:
    page = be("Priya Nair", PHONE)
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
def test_axe_finds_nothing_and_no_page_scrolls_sideways(be: Opened, size: dict[str, int]) -> None:
    for name in ("Marian Ashdown", "Olive Trent", "Laura Penhale", "Bridget Calloway"):
        page = be(name, size, javascript=True)
        _sound(page, f"home of {name}")
        page.get_by_role("navigation", name="This school").get_by_role("link", name="Search").click()
        _sound(page, "search")
        page.get_by_role("main").get_by_role("button", name="Search").click()
        _sound(page, "search, with an error")
        page.get_by_label("What are you looking for?").fill("photo of a pupil")
        page.get_by_role("main").get_by_role("button", name="Search").click()
        _sound(page, "what was found")
    page = be("Olive Trent", size, javascript=True)
    for address in ("notices/", "modules/", "modules/past-pupils/", "modules/past-pupils/sign/"):
        page.goto(f"/quillbrook/{address}")
        _sound(page, address)
    page.get_by_role("button", name="Sign the assessment").click()
    _sound(page, "signing, with errors")


def _sound(page: Page, name: str) -> None:
    page.wait_for_load_state()
    found: dict[str, Any] = Axe().run(page).response
    assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]], name
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{name} is {wider} pixels too wide"


def test_what_was_looked_for_is_found_by_keyboard_and_stands_in_no_address(be: Opened) -> None:
    page = be("Priya Nair", PHONE)
    page.goto("/quillbrook/search/")
    page.get_by_label("What are you looking for?").focus()
    page.keyboard.type("friend request")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/quillbrook/search/")
    page.get_by_role("link", name="Accept a friend request").click()
    assert page.url.endswith("/may-i/accept-a-friend-request/")


def test_an_assessment_prints_with_the_schools_name_and_without_buttons(be: Opened) -> None:
    page = be("Olive Trent", DESK)
    page.goto("/quillbrook/modules/past-pupils/")
    page.emulate_media(media="print")
    main = page.get_by_role("main")
    assert main.get_by_text("Quillbrook Primary School").is_visible()
    assert main.get_by_text("Version of these words").is_visible()
    assert not page.get_by_role("link", name="Sign this assessment").is_visible()
    for gone in (".gp-header", ".gp-nav", ".gp-footer"):
        assert not page.locator(gone).is_visible(), gone
