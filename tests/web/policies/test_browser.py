"""A head adopts a policy and a teacher asks, in a real browser: on a phone and at a desk; axe looks at every page."""

import re

import pytest
from tests.web.browsing import BOTH, Enter, Size, follow, sound

pytestmark = pytest.mark.browser


@BOTH
def test_a_head_proposes_looks_adopts_and_withdraws(enter: Enter, size: Size) -> None:
    page = enter("head", size, javascript=True)
    page.goto("/quillbrook/policy/")
    follow(page.get_by_role("link", name="Every version of our policy"))
    sound(page)
    follow(page.get_by_role("button", name="Adopt a policy"))
    follow(page.get_by_role("button", name="See what would change"))
    assert page.title().startswith("Error:")
    sound(page)
    page.get_by_label("A text pasted below").check()
    page.get_by_label("The text", exact=True).fill("---\npolicy: ours\nwhom: everyone\n---\n")
    follow(page.get_by_role("button", name="See what would change"))
    assert page.get_by_text(re.compile("^Line 3")).is_visible()
    sound(page)
    page.get_by_label("Ready made: Caldecote").check()
    page.get_by_label("In force from").fill("2027-09-01")
    follow(page.get_by_role("button", name="See what would change"))
    assert page.get_by_role("heading", name="What would be decided differently").is_visible()
    sound(page)
    follow(page.get_by_role("link", name="Read the whole text"))
    assert page.get_by_text("This text is not adopted.").is_visible()
    sound(page)
    page.go_back()
    follow(page.get_by_role("button", name="Adopt this policy"))
    assert page.get_by_role("link", name="Type the word adopt").is_visible()
    sound(page)
    page.get_by_label("Type the word adopt").fill("adopt")
    follow(page.get_by_role("button", name="Adopt this policy"))
    assert page.get_by_text("it has not begun").is_visible()
    sound(page)
    follow(page.get_by_role("link", name="Withdraw"))
    sound(page)
    follow(page.get_by_role("button", name="Withdraw it"))
    assert page.get_by_text(re.compile("withdrawn on")).is_visible()


@BOTH
def test_a_teacher_is_asked_only_what_nobody_knows(enter: Enter, size: Size) -> None:
    page = enter("teacher", size, javascript=True)
    page.goto("/quillbrook/may-i/accept-a-friend-request/")
    assert page.locator("h1").inner_text() != "What is your part in school life?"
    assert page.get_by_text("You are a teacher.").is_visible()
    sound(page)
    follow(page.get_by_role("button", name="Ask as somebody else"))
    assert page.locator("h1").inner_text() == "What is your part in school life?"
    assert page.get_by_label("Teacher", exact=True).is_checked()
    page.get_by_label("Parent or carer", exact=True).check()
    follow(page.get_by_role("button", name="Continue"))
    while page.get_by_role("button", name="Continue").count():
        page.locator("input[name=answer]").first.check()
        follow(page.get_by_role("button", name="Continue"))
    assert page.get_by_text("And as:").is_visible()
    sound(page)
    assert page.url.endswith("/quillbrook/may-i/accept-a-friend-request/")
