"""Stories in a real browser and a real server: phone and desk, without JavaScript, by keyboard, on paper."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.serving import served

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}
BOTH = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served() as (_process, host, port):
        yield f"http://{host}:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "these tests need Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open pages in contexts of their own; afterwards no page may have complained or asked another machine."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(size: dict[str, int], javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            base_url=site,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        # A browser that leaves a page gives up what it was still fetching: that is no fault of the page.
        page.on(
            "requestfailed",
            lambda request: complaints.append(request.url) if request.failure != "net::ERR_ABORTED" else None,
        )
        page.on("request", lambda request: complaints.extend(() if request.url.startswith(site) else (request.url,)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    # That a page is not there, or an answer unreadable, is said by its status too.
    assert not [one for one in complaints if "the server responded with a status of 40" not in one]


def answer(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Continue").click()


def question(page: Page) -> str:
    return page.locator("h1").inner_text()


def ask_about_a_friend_request(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Wrenmoor Community Primary School").click()
    page.get_by_role("main").get_by_role("link", name="May I…?").click()
    page.get_by_role("link", name="Accept a friend request").click()


@BOTH
def test_may_i_accept_a_friend_request_from_a_girl_who_left_two_years_ago(
    opened: Callable[..., Page], size: dict[str, int]
) -> None:
    page = opened(size, javascript=False)
    ask_about_a_friend_request(page)
    answer(page, "Teacher")
    answer(page, "A former pupil")
    answer(page, "No, not family")
    page.get_by_label(re.compile("17$|^Under 18$")).check()
    answer(page)
    assert question(page).startswith("No.")
    shown = page.locator("main").inner_text()
    assert "3.7 (CP-17)" in shown
    assert "4.2 (CP-23)" in shown
    assert "Still fine" in shown
    page.get_by_role("link", name="3.7 (CP-17)").first.click()
    assert page.url.endswith("/wrenmoor/policy/#CP-17")
    assert page.locator("#CP-17").is_visible()


@BOTH
def test_back_and_change_take_up_the_conversation_again(opened: Callable[..., Page], size: dict[str, int]) -> None:
    page = opened(size, javascript=False)
    ask_about_a_friend_request(page)
    assert question(page) == "What is your part in school life?"
    answer(page, "Teacher")
    second = question(page)
    answer(page, "A former pupil")
    page.get_by_role("button", name="Back").click()
    assert question(page) == second
    assert page.get_by_label("A former pupil", exact=True).is_checked()
    answer(page, "A pupil of the school")
    page.get_by_text("What you told us").click()
    page.get_by_role("button", name="Change your answer to: What is your part in school life?").click()
    assert question(page) == "What is your part in school life?"
    assert page.get_by_label("Teacher", exact=True).is_checked()
    page.get_by_role("link", name="Back").click()
    assert question(page) == "May I…?"


@BOTH
def test_the_address_never_tells_what_was_answered(opened: Callable[..., Page], size: dict[str, int]) -> None:
    page = opened(size, javascript=False)
    addresses: set[str] = set()
    page.on("framenavigated", lambda frame: addresses.add(frame.url))
    page.goto("/wrenmoor/may-i/")
    page.get_by_role("button", name="I've seen something that worries me").click()
    answer(page, "Teacher")
    while page.get_by_role("button", name="Continue").count():
        page.locator("input[name=answer]").first.check()
        page.get_by_role("button", name="Continue").click()
    assert "999" in page.locator("main").inner_text()
    assert {re.sub(r"^http://[^/]+", "", address) for address in addresses} == {"/wrenmoor/may-i/"}


def test_the_whole_story_by_keyboard(opened: Callable[..., Page]) -> None:
    page = opened(DESK, javascript=False)
    page.goto("/wrenmoor/may-i/")
    page.keyboard.press("Tab")
    assert _focused(page) == "Skip to main content"
    _tab_to(page, "Accept a friend request")
    _enter(page)
    _tab_to(page, "Teacher")
    page.keyboard.press("Space")
    _tab_to(page, "Continue")
    _enter(page)
    _tab_to(page, "Nobody in particular")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    assert page.get_by_label("A pupil of the school", exact=True).is_checked()
    _enter(page)  # in a form this is Continue, and must not be Back
    assert question(page) != "Who is the other person?"
    while page.get_by_role("button", name="Continue").count():
        page.locator("input[name=answer]").first.focus()
        page.keyboard.press("Space")
        _tab_to(page, "Continue")
        _enter(page)
    _tab_to(page, "What you told us")
    page.keyboard.press("Enter")
    assert page.get_by_text("What you asked about", exact=True).is_visible()


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _focused(page: Page) -> str:
    focus = page.locator(":focus")
    label = page.locator(f"label[for='{focus.get_attribute('id')}']") if focus.get_attribute("type") else focus
    return label.inner_text().strip()


def _tab_to(page: Page, text: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(":focus").count() and _focused(page) == text:
            return
    raise AssertionError(f"Tab never reaches {text!r}")


def test_an_answer_prints_without_what_cannot_be_pressed_on_paper(opened: Callable[..., Page]) -> None:
    page = opened(DESK, javascript=False)
    page.goto("/wrenmoor/may-i/message-a-pupil/")
    answer(page, "Teacher")
    while page.get_by_role("button", name="Continue").count():
        page.locator("input[name=answer]").first.check()
        page.get_by_role("button", name="Continue").click()
    heading = question(page)
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    for gone in (".gp-header", ".gp-footer", ".govuk-phase-banner", ".gp-after", ".gp-back"):
        assert not page.locator(gone).first.is_visible(), gone
    page.emulate_media(media="screen")
    page.get_by_role("button", name="A page to print").click()
    assert question(page) == heading
    assert page.get_by_text("What you told us").is_visible()
    page.emulate_media(media="print")
    assert page.locator("main").is_visible()
    assert not page.get_by_role("button").count()
    page.goto("/wrenmoor/policy/")
    assert page.locator("#CP-17").is_visible()
    assert not page.locator(".gp-header").is_visible()


def every_kind(page: Page) -> Iterator[str]:
    """Open one page of each kind, yielding its name."""
    for name, address in [
        ("front page", "/"),
        ("school", "/wrenmoor/"),
        ("situations", "/wrenmoor/may-i/"),
        ("policy", "/wrenmoor/policy/"),
        ("Welsh policy", "/abercelydd/policy/"),
        ("choose two policies", "/compare/"),
        ("choose, with errors", "/compare/?compare=1"),
        ("compare", "/compare/wrenmoor/abercelydd/"),
        ("not there", "/no-such-school/"),
        ("first question", "/wrenmoor/may-i/accept-a-friend-request/"),
    ]:
        page.goto(address)
        yield name
    page.get_by_role("button", name="Continue").click()
    yield "question, with an error"
    answer(page, "Teacher", "Parent or carer")
    yield "question"
    answer(page, "A former pupil")
    page.locator("details summary").click()
    yield "question, with what was told"
    while page.get_by_role("button", name="Continue").count():
        page.locator("input[name=answer]").first.check()
        page.get_by_role("button", name="Continue").click()
    yield "answer for two roles"
    for disclosure in page.locator("details summary").all():
        disclosure.click()
    yield "answer, opened"
    page.get_by_role("button", name="A page to print").click()
    yield "page to print"
    page.goto("/wrenmoor/may-i/comment-on-a-post/")
    answer(page, "Teacher")
    while not page.locator("input[type=checkbox]").count():
        answer(page, "I'm not sure")
    yield "question with tick boxes"
    page.goto("/abercelydd/may-i/")
    page.get_by_role("button", name="Somebody is being bullied online").click()
    yield "question about a concern"
    answer(page, "Headteacher")
    while page.get_by_role("button", name="Continue").count():
        page.locator("input[name=answer]").first.check()
        page.get_by_role("button", name="Continue").click()
    yield "answer to a concern"
    page.locator("input[name=told]").first.evaluate("field => { field.value = '[' }")
    page.get_by_role("button", name="A page to print").click()
    yield "unreadable answer"


@BOTH
def test_axe_finds_nothing_and_no_page_scrolls_sideways(opened: Callable[..., Page], size: dict[str, int]) -> None:
    page = opened(size)
    names = []
    for name in every_kind(page):
        names.append(name)
        found: dict[str, Any] = Axe().run(page).response
        assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]], name
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{name} is {wider} pixels too wide"
    assert len(names) == 20


def test_text_twice_as_large_still_fits_on_the_phone(opened: Callable[..., Page]) -> None:
    page = opened(PHONE)
    for address in ["/", "/wrenmoor/may-i/", "/wrenmoor/may-i/accept-a-friend-request/", "/wrenmoor/policy/"]:
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, address
