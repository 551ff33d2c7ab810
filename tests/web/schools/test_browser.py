"""Members, cover and settings in a real browser: phone and desk, without JavaScript, and nothing for axe to find."""

import pytest

from tests.web.browsing import BOTH, Enter, Size, follow, sound

pytestmark = pytest.mark.browser


@BOTH
def test_the_office_invites_adds_searches_and_lets_somebody_leave(enter: Enter, size: Size) -> None:
    page = enter("office", size)
    page.goto("/quillbrook/members/")
    follow(page.get_by_role("link", name="Invite somebody"))
    follow(page.get_by_role("button", name="Send the invitation"))
    follow(page.get_by_role("link", name="Enter the name."))
    page.get_by_label("Name", exact=True).fill("Nina Holt")
    page.get_by_label("E-mail address").fill("nina@example.org")
    page.get_by_label("Teacher", exact=True).check()
    follow(page.get_by_role("button", name="Send the invitation"))
    assert page.get_by_text("The invitation is made").is_visible()
    assert page.get_by_text("nina@example.org").is_visible()
    page.goto("/quillbrook/members/")
    page.get_by_label("Part of a name").fill("Priya")
    follow(page.get_by_role("button", name="Search"))
    assert "Priya" not in page.url
    follow(page.get_by_role("link", name="Priya Nair"))
    follow(page.get_by_role("link", name="They leave the school"))
    page.get_by_label("At once").check()
    page.get_by_label("Who takes over").select_option(label="Deborah Finch")
    follow(page.get_by_role("button", name="Let them leave"))
    assert page.get_by_text("Priya Nair has left and is signed out everywhere").is_visible()


@BOTH
def test_a_turn_is_put_on_the_rota(enter: Enter, size: Size) -> None:
    page = enter("dsl", size)
    page.goto("/quillbrook/cover/")
    page.get_by_label("Who", exact=True).select_option(label="Colin Farrow")
    page.get_by_label("First day").fill("2040-01-05")
    follow(page.get_by_role("button", name="Put it on the rota"))
    assert page.get_by_text("The turn is on the rota").is_visible()


@BOTH
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(enter: Enter, size: Size) -> None:
    page = enter("head", size, javascript=True)
    page.goto("/quillbrook/members/")
    follow(page.get_by_role("link", name="Priya Nair"))
    member = page.url
    addresses = ["members/", "members/?show=past", "members/parents/", "members/invite/", "members/add/", "cover/"]
    pages = [f"/quillbrook/{one}" for one in (*addresses, "settings/")]
    pages += [member, f"{member}leave/", f"{member}readmit/"]
    for where in pages:
        page.goto(where)
        sound(page)
    for where, button in (("members/invite/", "Send the invitation"), ("cover/", "Put it on the rota")):
        page.goto(f"/quillbrook/{where}")
        follow(page.get_by_role("button", name=button))
        sound(page, f"{where} with errors")
