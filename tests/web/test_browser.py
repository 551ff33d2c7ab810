"""Stories in a real browser and a real server: phone and desk, without JavaScript, by keyboard, on paper."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.web.browsing import BOTH, DESK, PHONE, Size, Visit, follow, new_page, sound, too_wide
from tests.web.serving import served_with_link

pytestmark = pytest.mark.browser


def answer(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_label(label, exact=True).check()
    follow(page.get_by_role("button", name="Continue"))


def question(page: Page) -> str:
    return page.locator("h1").inner_text()


def ask_about_a_friend_request(page: Page) -> None:
    page.goto("/")
    follow(page.get_by_role("link", name="Wrenmoor Community Primary School"))
    follow(page.get_by_role("main").get_by_role("link", name="May I…?"))
    follow(page.get_by_role("link", name="Accept a friend request"))


@BOTH
def test_may_i_accept_a_friend_request_from_a_girl_who_left_two_years_ago(visit: Visit, size: Size) -> None:
    page = visit(size)
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
    follow(page.get_by_role("link", name="3.7 (CP-17)").first)
    assert page.url.endswith("/wrenmoor/policy/#CP-17")
    assert page.locator("#CP-17").is_visible()


@BOTH
def test_back_and_change_take_up_the_conversation_again(visit: Visit, size: Size) -> None:
    page = visit(size)
    ask_about_a_friend_request(page)
    assert question(page) == "What is your part in school life?"
    answer(page, "Teacher")
    second = question(page)
    answer(page, "A former pupil")
    follow(page.get_by_role("button", name="Back"))
    assert question(page) == second
    assert page.get_by_label("A former pupil", exact=True).is_checked()
    answer(page, "A pupil of the school")
    page.get_by_text("What you told us").click()
    follow(page.get_by_role("button", name="Change your answer to: What is your part in school life?"))
    assert question(page) == "What is your part in school life?"
    assert page.get_by_label("Teacher", exact=True).is_checked()
    follow(page.get_by_role("link", name="Back"))
    assert question(page) == "May I…?"


@BOTH
def test_the_address_never_tells_what_was_answered(visit: Visit, size: Size) -> None:
    page = visit(size)
    addresses: set[str] = set()
    page.on("framenavigated", lambda frame: addresses.add(frame.url))
    page.goto("/wrenmoor/may-i/")
    follow(page.get_by_role("button", name="I've seen something that worries me"))
    answer(page, "Teacher")
    while page.get_by_role("button", name="Continue").count():
        page.locator("input[name=answer]").first.check()
        follow(page.get_by_role("button", name="Continue"))
    assert "999" in page.locator("main").inner_text()
    assert {re.sub(r"^http://[^/]+", "", address) for address in addresses} == {"/wrenmoor/may-i/"}


def test_the_whole_story_by_keyboard(visit: Visit) -> None:
    page = visit(DESK)
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


def test_an_answer_prints_without_what_cannot_be_pressed_on_paper(visit: Visit) -> None:
    page = visit(DESK)
    page.goto("/wrenmoor/may-i/message-a-pupil/")
    answer(page, "Teacher")
    while page.get_by_role("button", name="Continue").count():
        page.locator("input[name=answer]").first.check()
        follow(page.get_by_role("button", name="Continue"))
    heading = question(page)
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    for gone in (".gp-header", ".gp-footer", ".govuk-phase-banner", ".gp-after", ".gp-back"):
        assert not page.locator(gone).first.is_visible(), gone
    page.emulate_media(media="screen")
    follow(page.get_by_role("button", name="A page to print"))
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
    follow(page.get_by_role("button", name="Continue"))
    yield "question, with an error"
    answer(page, "Teacher", "Parent or carer")
    yield "question"
    answer(page, "A former pupil")
    page.locator("details summary").click()
    yield "question, with what was told"
    while page.get_by_role("button", name="Continue").count():
        page.locator("input[name=answer]").first.check()
        follow(page.get_by_role("button", name="Continue"))
    yield "answer for two roles"
    for disclosure in page.locator("details summary").all():
        disclosure.click()
    yield "answer, opened"
    follow(page.get_by_role("button", name="A page to print"))
    yield "page to print"
    page.goto("/wrenmoor/may-i/comment-on-a-post/")
    answer(page, "Teacher")
    while not page.locator("input[type=checkbox]").count():
        answer(page, "I'm not sure")
    yield "question with tick boxes"
    page.goto("/abercelydd/may-i/")
    follow(page.get_by_role("button", name="Somebody is being bullied online"))
    yield "question about a concern"
    answer(page, "Headteacher")
    while page.get_by_role("button", name="Continue").count():
        page.locator("input[name=answer]").first.check()
        follow(page.get_by_role("button", name="Continue"))
    yield "answer to a concern"
    page.locator("input[name=told]").first.evaluate("field => { field.value = '[' }")
    follow(page.get_by_role("button", name="A page to print"))
    yield "unreadable answer"


@BOTH
def test_axe_finds_nothing_and_no_page_scrolls_sideways(visit: Visit, size: Size) -> None:
    page = visit(size, javascript=True)
    names = []
    for name in every_kind(page):
        names.append(name)
        sound(page, name)
    assert len(names) == 20


def test_text_twice_as_large_still_fits_on_the_phone(visit: Visit) -> None:
    page = visit(PHONE, javascript=True)
    for address in ["/", "/wrenmoor/may-i/", "/wrenmoor/may-i/accept-a-friend-request/", "/wrenmoor/policy/"]:
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert too_wide(page) <= 0, address


def test_the_link_that_the_demo_prints_lets_a_visitor_be_somebody_and_read_the_letters(browser: Browser) -> None:
    complaints: list[str] = []
    with served_with_link() as (_process, port, link):
        page = new_page(browser, f"http://localhost:{port}", PHONE, True, complaints)
        page.goto(link)
        sound(page)
        follow(page.get_by_role("button", name="Priya Nair"))
        assert page.url.endswith("/quillbrook/")
        sound(page)
        page.goto("/demo/mail/")
        sound(page)
        page.context.close()
    assert not complaints
