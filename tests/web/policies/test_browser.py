"""A head adopts a policy and a teacher asks, in a real browser: on a phone and at a desk; axe looks at every page."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.web.serving import served_with_link

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
# Each size has a school of its own, since what is adopted stays.
BOTH = pytest.mark.parametrize(
    ("size", "slug", "head", "teacher"),
    [
        (PHONE, "quillbrook", "Marian Ashdown", "Priya Nair"),
        (DESK, "tamberley", "Gordon Styles", "Becky Thorne"),
    ],
    ids=["phone", "desk"],
)
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
def opened(browser: Browser, demo: tuple[str, str]) -> Iterator[Opened]:
    contexts: list[BrowserContext] = []

    def open_page(size: dict[str, int], name: str) -> Page:
        """A browser in which this invented person is signed in."""
        context = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            base_url=demo[0],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)  # milliseconds
        page.goto(demo[1])
        page.get_by_role("button", name=name).click()
        return page

    yield open_page
    for context in contexts:
        context.close()


def sound(page: Page) -> None:
    """Axe finds nothing, and nothing scrolls sideways."""
    page.wait_for_load_state()
    found: dict[str, Any] = Axe().run(page).response
    assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]], page.url
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} is {wider} pixels too wide"


@BOTH
def test_a_head_proposes_looks_adopts_and_withdraws(
    opened: Opened, size: dict[str, int], slug: str, head: str, teacher: str
) -> None:
    page = opened(size, head)
    page.goto(f"/{slug}/policy/")
    page.get_by_role("link", name="Every version of our policy").click()
    sound(page)
    page.get_by_role("button", name="Adopt a policy").click()
    page.get_by_role("button", name="See what would change").click()
    assert page.title().startswith("Error:")
    sound(page)
    page.get_by_label("A text pasted below").check()
    page.get_by_label("The text", exact=True).fill("---\npolicy: ours\nwhom: everyone\n---\n")
    page.get_by_role("button", name="See what would change").click()
    assert page.get_by_text(re.compile("^Line 3")).is_visible()
    sound(page)
    page.get_by_label("Ready made: Caldecote").check()
    page.get_by_label("In force from").fill("2027-09-01")
    page.get_by_role("button", name="See what would change").click()
    assert page.get_by_role("heading", name="What would be decided differently").is_visible()
    sound(page)
    page.get_by_role("link", name="Read the whole text").click()
    assert page.get_by_text("This text is not adopted.").is_visible()
    sound(page)
    page.go_back()
    page.get_by_role("button", name="Adopt this policy").click()
    assert page.get_by_role("link", name="Type the word adopt").is_visible()
    sound(page)
    page.get_by_label("Type the word adopt").fill("adopt")
    page.get_by_role("button", name="Adopt this policy").click()
    assert page.get_by_text("it has not begun").is_visible()
    sound(page)
    page.get_by_role("link", name="Withdraw").click()
    sound(page)
    page.get_by_role("button", name="Withdraw it").click()
    assert page.get_by_text(re.compile("withdrawn on")).is_visible()


@BOTH
def test_a_teacher_is_asked_only_what_nobody_knows(
    opened: Opened, size: dict[str, int], slug: str, head: str, teacher: str
) -> None:
    page = opened(size, teacher)
    page.goto(f"/{slug}/may-i/accept-a-friend-request/")
    assert page.locator("h1").inner_text() != "What is your part in school life?"
    assert page.get_by_text("You are a teacher.").is_visible()
    sound(page)
    page.get_by_role("button", name="Ask as somebody else").click()
    assert page.locator("h1").inner_text() == "What is your part in school life?"
    assert page.get_by_label("Teacher", exact=True).is_checked()
    page.get_by_label("Parent or carer", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    while page.get_by_role("button", name="Continue").count():
        page.locator("input[name=answer]").first.check()
        page.get_by_role("button", name="Continue").click()
    assert page.get_by_text("And as:").is_visible()
    sound(page)
    assert page.url.endswith(f"/{slug}/may-i/accept-a-friend-request/")
