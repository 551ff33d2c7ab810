"""The roll in a real browser: a file from sending to undoing, phone and desk, nothing for axe."""

import pytest
from playwright.sync_api import Page

from tests.web.people.test_browser_links import sound
from tests.web.schools.test_browser import Enter, browser, enter, site  # noqa: F401  fixtures
from tests.web.test_browser import BOTH

pytestmark = pytest.mark.browser

GOOD = (
    b"Legal Forename,Legal Surname,DOB,Class,UPN,Ethnicity\n"
    b"Bronwen,Vaughan,13/04/2018,Year 3,,x\nEmily,Jones,,Year 3,,x\n"
)
BAD = b"Legal Forename,Legal Surname,DOB,Class,UPN\n=1+1,Vaughan,13/04/2018,Year 3,\n"


def send(page: Page, source: bytes) -> None:
    page.goto("/quillbrook/roll/import/")
    page.set_input_files("input[type=file]", {"name": "pupils.csv", "mimeType": "text/csv", "buffer": source})
    page.get_by_role("button", name="Read the file").click()


@BOTH
def test_a_file_is_sent_mended_confirmed_and_undone(enter: Enter, size: dict[str, int]) -> None:  # noqa: F811
    page = enter("office", size, javascript=True)  # axe needs a script of its own
    send(page, BAD)
    assert page.get_by_role("heading", name="This file cannot be used yet").is_visible()
    sound(page)
    send(page, GOOD)
    assert page.get_by_text("1 to decide").is_visible()
    sound(page)
    page.get_by_role("button", name="Change the roll").click()
    sound(page)
    page.get_by_role("button", name="Undo it").click()
    assert page.get_by_text("the roll is as it was before").is_visible()


@BOTH
def test_every_page_of_the_roll_is_sound(enter: Enter, size: dict[str, int]) -> None:  # noqa: F811
    page = enter("office", size, javascript=True)  # axe needs a script of its own
    for path in ("", "staff/", "governors/", "parents/", "import/", "folder/", "add/", "new-year/"):
        page.goto(f"/quillbrook/roll/{path}")
        sound(page)
    page.get_by_role("button", name="Show what would change").click()
    sound(page)
    page.goto("/quillbrook/roll/")
    page.get_by_label("Part of a name").fill("emily")
    page.get_by_role("button", name="Search").click()
    sound(page)
    page.get_by_role("link", name="Emily Jones").first.click()
    sound(page)
