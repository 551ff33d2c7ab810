"""Family links, past pupils and parents in a real browser: phone and desk, without JavaScript, nothing for axe."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page

from gatepost.web.people.models import Contact, OnRoll, PastPupil
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.browsing import BOTH, Enter, Size, follow, sound
from tests.web.cast import school
from tests.web.databases import Database
from tests.web.people.switching import on

pytestmark = pytest.mark.browser

STATEMENT = "Emily is my daughter, and we follow each other."


@pytest.fixture(autouse=True)
def _switched_on(database: Database) -> None:
    """The three modules, a past pupil, and an adult on the roll with the parent's name."""
    here = school()
    with school_scope(here.pk):
        for code in ("family-links", "past-pupils", "parents-on-roll"):
            on(code)
        born = today() - timedelta(days=12 * 365)
        PastPupil(
            school=here, forename="Wilf", surname="Tarn", date_of_birth=born, estimated=True, left_on=date(2025, 7, 22)
        ).save()
        told = {"school": here, "surname": "Penhale", "by_hand": True}
        adult = OnRoll(kind="parent", forename="Laura", folded=" laura penhale", **told)
        child = OnRoll(kind="pupil", forename="Jago", class_name="Year 2", folded=" jago penhale", **told)
        adult.save()
        child.save()
        Contact(
            school=here, child=child, adult=adult, relationship="Mother", parental_responsibility="yes", priority=1
        ).save()


def declare(page: Page) -> None:
    page.goto("/quillbrook/family-links/")
    follow(page.get_by_role("link", name="Declare a family link"))
    page.get_by_label("Name of the other person").fill("Emily Nair")
    page.get_by_label("A pupil of the school").check()
    page.get_by_label("My son or daughter, or a child I bring up").check()
    follow(page.get_by_role("button", name="Declare it"))
    follow(page.get_by_role("link", name="Write what you declare."))
    page.get_by_label("What you declare, in your own words").fill(STATEMENT)
    follow(page.get_by_role("button", name="Declare it"))


@BOTH
def test_a_link_is_declared_noted_and_ended(enter: Enter, size: Size) -> None:
    teacher = enter("teacher", size)
    declare(teacher)
    assert teacher.get_by_text("Not decided yet").is_visible()
    head = enter("head", size)
    head.goto("/quillbrook/family-links/to-note/")
    follow(head.get_by_role("link", name="Priya Nair"))
    assert head.get_by_text(STATEMENT).is_visible()
    head.get_by_label("I have noted it: it counts from now on").check()
    follow(head.get_by_role("button", name="Save"))
    assert head.get_by_role("heading", name="They count now").is_visible()
    teacher.reload()
    assert teacher.get_by_text("Counts", exact=True).is_visible()
    follow(teacher.get_by_role("button", name="It is no longer so: end it"))
    assert teacher.get_by_text("It is erased in a year.").is_visible()


@BOTH
def test_the_office_ticks_a_child_and_the_parent_sees_it(enter: Enter, size: Size) -> None:
    office = enter("office", size)
    office.goto("/quillbrook/parents/")
    follow(office.get_by_role("link", name="Laura Penhale"))
    office.get_by_label("Jago Penhale, Year 2").check()
    follow(office.get_by_role("button", name="Save for Laura Penhale"))
    parent = enter("parent", size)
    parent.goto("/quillbrook/my-children/")
    assert parent.get_by_role("heading", name="Jago Penhale").is_visible()


@BOTH
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(enter: Enter, size: Size) -> None:
    teacher = enter("teacher", size, javascript=True)  # axe needs a script of its own
    teacher.goto("/quillbrook/family-links/declare/")
    follow(teacher.get_by_role("button", name="Declare it"))
    sound(teacher)
    declare(teacher)
    sound(teacher)
    teacher.goto("/quillbrook/family-links/")
    sound(teacher)
    head = enter("head", size, javascript=True)
    head.goto("/quillbrook/family-links/to-note/")
    sound(head)
    follow(head.get_by_role("link", name="Priya Nair"))
    follow(head.get_by_role("button", name="Save"))
    sound(head)
    office = enter("office", size, javascript=True)
    for where in ("family-links/", "family-links/key-in/", "past-pupils/", "parents/"):
        office.goto(f"/quillbrook/{where}")
        sound(office)
    follow(office.get_by_role("link", name="Laura Penhale"))
    sound(office)
    office.get_by_label("Jago Penhale, Year 2").check()
    follow(office.get_by_role("button", name="Save for Laura Penhale"))
    sound(office)
    office.goto("/quillbrook/past-pupils/")
    follow(office.get_by_role("link", name="Wilf Tarn"))
    sound(office)
    parent = enter("parent", size, javascript=True)
    parent.goto("/quillbrook/my-children/")
    sound(parent)
