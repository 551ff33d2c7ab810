"""In a browser without a script: a class hands its phones in on a telephone, and the headteacher bans one."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from gatepost.web.people.models import OnRoll
from gatepost.web.phones.models import Handing
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.browsing import BOTH, PHONE, Enter, Size, follow, sound
from tests.web.cast import school
from tests.web.people.switching import on

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]


@pytest.fixture
def child() -> OnRoll:
    with school_scope(school("wrenmoor").pk):
        on("phones", "wrenmoor")
        found: OnRoll = OnRoll.objects.filter(kind="pupil").exclude(class_name="").order_by("class_name", "surname")[0]
    return found


def test_two_taps_on_a_telephone(enter: Enter, child: OnRoll) -> None:
    page = enter("teacher", PHONE, "wrenmoor")
    page.goto("/wrenmoor/phones/")
    follow(page.get_by_role("link", name="Hand in").first)
    follow(page.get_by_role("button", name=f"Handed in {child}"))
    assert page.url.endswith(f"#child-{child.pk}")
    expect(page.get_by_role("button", name=f"Handed in {child}")).to_have_count(0)
    page.goto("/wrenmoor/phones/")
    follow(page.get_by_role("link", name="Collect").first)
    follow(page.get_by_role("button", name=f"Collected {child}"))
    expect(page.get_by_role("button")).to_have_count(0)
    with school_scope(school("wrenmoor").pk):
        assert Handing.objects.get().out_at is not None


@BOTH
def test_the_pages_are_sound(enter: Enter, child: OnRoll, size: Size) -> None:
    page = enter("head", size, "wrenmoor", javascript=True)
    where = f"/wrenmoor/phones/children/{child.pk}/"
    page.goto(where)
    sound(page, "phones child before")
    page.goto(f"{where}permit/")
    sound(page, "phones permit")
    page.get_by_label("Walks or cycles").check()
    follow(page.get_by_role("button", name="Allow it"))
    page.goto("/wrenmoor/phones/hand-in/?class=0")
    follow(page.get_by_role("button", name=f"Handed in {child}"))
    sound(page, "phones hand-in")
    for name in ("", "collect/?class=0", "correct/?class=0", "left/", "sheet/?class=0", "keepers/", "keepers/?class=0"):
        page.goto(f"/wrenmoor/phones/{name}")
        sound(page, f"phones {name}")
    page.goto(where)
    sound(page, "phones child handed in")
    page.goto(f"{where}ban/")
    follow(page.get_by_role("button", name="Set the ban"))
    expect(page.get_by_text("Say what came of it: without that there is no ban.").first).to_be_visible()
    sound(page, "phones ban")
    page.get_by_label("The school’s ICT equipment").check()
    page.get_by_label("Last day").fill((today() + timedelta(days=14)).isoformat())
    page.get_by_label("Why?").fill("Typed the address of a proxy.")
    page.get_by_label("Who looked at").select_option(index=1)
    page.get_by_label("No need and no adjustment").check()
    page.get_by_label("What was looked at").fill("Asked the family.")
    sound(page, "phones ban filled")
    follow(page.get_by_role("button", name="Set the ban"))
    expect(page.get_by_role("link", name="(CP-35)")).to_be_visible()
    sound(page, "phones child banned from ICT")
    page.goto("/wrenmoor/phones/")
    sound(page, "phones bans")
