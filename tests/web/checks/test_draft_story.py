"""The check of a draft in a real browser: on a phone and at a desk, without a script and with one."""

from pathlib import Path

import pytest

from gatepost.web.approvals.actions.deciding import say_yes
from gatepost.web.approvals.models import PermissionRequest
from gatepost.web.schools.scope import school_scope
from tests.web.browsing import BOTH, DESK, PHONE, Enter, Size, follow, sound, too_wide
from tests.web.cast import person, school
from tests.web.checks.drafting import photo

pytestmark = [pytest.mark.usefixtures("requests_on"), pytest.mark.engine]

WORDS = "Well done everybody! The fair at Quillbrook Primary School is on Friday. Ring me on 07700 900123."


def picture(folder: Path) -> Path:
    path = folder / "fair.jpg"
    path.write_bytes(photo(size=320).read())
    return path


@BOTH
def test_a_draft_with_a_photo_is_checked_asked_for_and_granted_and_one_letter_brings_the_finding_back(
    enter: Enter, size: Size, tmp_path: Path
) -> None:
    page = enter("teacher", size)
    page.goto("/quillbrook/check/")
    page.get_by_label("What do you want to publish?").fill(WORDS)
    page.get_by_label("My own, or somebody’s personal account").check()
    page.get_by_label("Where will it stand?").select_option("facebook")
    page.get_by_label("Anyone").check()
    page.get_by_text("With photos", exact=True).click()
    page.get_by_label("Photo 1", exact=True).set_input_files(picture(tmp_path))
    page.get_by_label("Photo 1 in words, for those who cannot see it").fill("A stall with cakes")
    page.get_by_role("group", name="Does a photo show pupils?").get_by_label("No", exact=True).check()
    page.get_by_label("None of these").check()
    page.get_by_label("Where were they taken?").select_option("elsewhere")
    follow(page.get_by_role("button", name="Check it"))
    assert "A few questions about your draft" in page.inner_text("h1")
    assert too_wide(page) <= 0
    follow(page.get_by_role("button", name="See the answer"))
    assert "written permission" in page.inner_text("main")
    assert page.locator("mark").count() >= 2
    assert too_wide(page) <= 0
    page.get_by_label("A word to the Headteacher, if you like").fill("For Friday, please.")
    follow(page.get_by_role("button", name="Ask the Headteacher"))
    assert "Asked. You are told when there is an answer." in page.inner_text("main")
    with school_scope(school().pk):
        say_yes(person=person("head"), request=PermissionRequest.objects.get(), seen=0)
    for words, says in [(WORDS, True), (WORDS.replace("Friday", "Fridays"), False)]:
        page.goto("/quillbrook/check/")
        page.get_by_label("What do you want to publish?").fill(words)
        page.get_by_label("My own, or somebody’s personal account").check()
        page.get_by_label("Where will it stand?").select_option("facebook")
        page.get_by_label("Anyone").check()
        page.get_by_text("With photos", exact=True).click()
        page.get_by_label("Photo 1", exact=True).set_input_files(picture(tmp_path))
        page.get_by_label("Photo 1 in words, for those who cannot see it").fill("A stall with cakes")
        page.get_by_role("group", name="Does a photo show pupils?").get_by_label("No", exact=True).check()
        follow(page.get_by_role("button", name="Check it"))
        follow(page.get_by_role("button", name="See the answer"))
        assert ("Asked and granted: BL-09" in page.inner_text("main")) == says


@BOTH
def test_every_page_of_a_check_is_sound(enter: Enter, size: Size, tmp_path: Path) -> None:
    page = enter("teacher", size, javascript=True)
    page.goto("/quillbrook/check/")
    sound(page, "check-form")
    page.get_by_label("What do you want to publish?").fill(f"{WORDS} \u202eevil. Our head is an idiot {'x' * 300}")
    page.get_by_label("My own, or somebody’s personal account").check()
    page.get_by_text("With photos", exact=True).click()
    page.get_by_label("Photo 1", exact=True).set_input_files(picture(tmp_path))
    follow(page.get_by_role("button", name="Check it"))
    sound(page, "check-error")
    assert "Say whether a photo shows pupils." in page.inner_text("main")
    page.get_by_role("group", name="Does a photo show pupils?").get_by_label("Yes", exact=True).check()
    page.get_by_label("Photo 1", exact=True).set_input_files(picture(tmp_path))
    follow(page.get_by_role("button", name="Check it"))
    sound(page, "check-questions")
    follow(page.get_by_role("button", name="See the answer"))
    sound(page, "check-answer")
    follow(page.get_by_role("button", name="Change the draft"))
    assert "goes with this draft" in page.inner_text("main")
    sound(page, "check-change")
    follow(page.get_by_role("button", name="Check it"))
    follow(page.get_by_role("button", name="See the answer"))
    follow(page.get_by_role("button", name="I’m in doubt: let it rest for 48 hours"))
    sound(page, "check-held")
    follow(page.get_by_role("link", name="Draft of"))
    sound(page, "check-held-draft")
    follow(page.get_by_role("button", name="Drop it"))
    assert "Nothing of it is kept." in page.inner_text("main")
    page.goto("/quillbrook/check/proof/")
    sound(page, "check-proof")


@pytest.mark.parametrize(
    ("words", "letters"),
    [("Hello", "5"), ("👨‍👩‍👧‍👦 day", "5"), ("e\u0301te\u0301", "3")],
    ids=["plain", "emoji", "accents"],
)
def test_with_a_script_letters_are_counted_while_somebody_types_as_the_answer_counts_them(
    enter: Enter, words: str, letters: str
) -> None:
    page = enter("teacher", DESK, javascript=True)
    page.goto("/quillbrook/check/")
    page.get_by_label("What do you want to publish?").fill(words)
    counted = page.locator("#counts li", has_text="Bluesky").locator(".gp-count")
    assert counted.inner_text() == letters
    page.get_by_label("My own, or somebody’s personal account").check()
    follow(page.get_by_role("button", name="Check it"))
    if page.get_by_role("button", name="See the answer").count():
        follow(page.get_by_role("button", name="See the answer"))
    assert f"Bluesky: {letters} of 300 letters" in page.inner_text("main")


def test_a_draft_is_checked_by_keyboard_alone(enter: Enter) -> None:
    page = enter("parent", PHONE)
    page.goto("/quillbrook/check/")
    page.get_by_label("What do you want to publish?").focus()
    page.keyboard.type("Lovely fair")
    page.get_by_label("My own, or somebody’s personal account").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Check it").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Your draft" in page.inner_text("main")
