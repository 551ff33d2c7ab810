"""The roll in a real browser: a file from sending to undoing, phone and desk, nothing for axe."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from gatepost.web.people.models import Import
from gatepost.web.people.progress import telling
from gatepost.web.schools.scope import school_scope
from tests.web.browsing import BOTH, Enter, Size, follow, sound
from tests.web.cast import school

pytestmark = pytest.mark.browser

GOOD = (
    b"Legal Forename,Legal Surname,DOB,Class,UPN,Ethnicity\n"
    b"Bronwen,Vaughan,13/04/2018,Year 3,,x\nEmily,Jones,,Year 3,,x\n"
)
BAD = b"Legal Forename,Legal Surname,DOB,Class,UPN\n=1+1,Vaughan,13/04/2018,Year 3,\n"


def send(page: Page, source: bytes) -> None:
    page.goto("/quillbrook/roll/import/")
    page.set_input_files("input[type=file]", {"name": "pupils.csv", "mimeType": "text/csv", "buffer": source})
    follow(page.get_by_role("button", name="Read the file"))


@BOTH
def test_a_file_is_sent_mended_confirmed_and_undone(enter: Enter, size: Size) -> None:
    page = enter("office", size, javascript=True)  # axe needs a script of its own
    send(page, BAD)
    assert page.get_by_role("heading", name="This file cannot be used yet").is_visible()
    sound(page)
    send(page, GOOD)
    assert page.get_by_text("1 to decide").is_visible()
    sound(page)
    page.get_by_label("How many changes are there in all? Type the number").fill("11")
    follow(page.get_by_role("button", name="Change the roll"))
    follow(page.get_by_role("link", name="Nothing has been changed: see what to type, below."))
    sound(page)
    page.get_by_label("How many changes are there in all? Type the number").fill("1")
    follow(page.get_by_role("button", name="Change the roll"))
    sound(page)
    follow(page.get_by_role("button", name="Undo it"))
    assert page.get_by_text("the roll is as it was before").is_visible()


@BOTH
def test_whoever_waits_for_a_large_file_sees_how_far_it_is(enter: Enter, size: Size) -> None:
    page = enter("office", size, javascript=True)  # axe needs a script of its own
    now = timezone.now()
    with school_scope(school().pk):
        row = Import(school=school(), state="waiting", people=10_000, staged_at=now, expires_at=now, confirmed_at=now)
        row.save()
    with telling(row.pk) as told:
        told.of = 10_000
        told.step(4200)
        page.goto(f"/quillbrook/roll/import/{row.pk}/")
        assert page.get_by_text("4,200 of 10,000 changes: 42%").is_visible()
        assert page.get_by_role("progressbar", name="The roll is being written").get_attribute("value") == "4200"
        sound(page)
        follow(page.get_by_role("link", name="Stop that"))
        assert page.get_by_role("link", name="Look again").is_visible()
        sound(page)


@BOTH
def test_every_page_of_the_roll_is_sound(enter: Enter, size: Size) -> None:
    page = enter("office", size, javascript=True)  # axe needs a script of its own
    for path in ("", "staff/", "governors/", "parents/", "import/", "folder/", "add/", "new-year/"):
        page.goto(f"/quillbrook/roll/{path}")
        sound(page)
    follow(page.get_by_role("button", name="Show what would change"))
    sound(page)
    page.goto("/quillbrook/roll/")
    page.get_by_label("Part of a name").fill("emily")
    follow(page.get_by_role("button", name="Search"))
    sound(page)
    follow(page.get_by_role("link", name="Emily Jones").first)
    sound(page)
