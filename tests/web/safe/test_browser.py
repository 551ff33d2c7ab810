"""The safe in a real browser: a school begins with it on a phone and a desk, without JavaScript, and on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from gatepost.sealing.card import Card as Printed
from gatepost.web.safe.actions.keys import new_key
from gatepost.web.schools.scope import school_scope
from tests.web.browsing import BOTH, DESK, PHONE, Enter, Size, follow, sound
from tests.web.cast import school
from tests.web.safe.making import OTHER, PHRASE, cut, enrol, numbers

pytestmark = pytest.mark.browser


def _press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name))


def _choose_phrase(page: Page, phrase: str) -> None:
    page.get_by_label("Your new safe phrase").fill(phrase)
    page.get_by_label("The same once more").fill(phrase)


@BOTH
def test_a_school_begins_with_the_safe_without_a_script(enter: Enter, size: Size) -> None:
    head = enter("head", size)
    head.goto("/quillbrook/")
    follow(head.get_by_role("link", name="Nobody keeps the school’s recovery cards yet"))
    head.get_by_label("Chair of governors").select_option(label="Rosalind Peake")
    head.get_by_label("Data protection officer").select_option(label="Olive Trent")
    head.get_by_label("Third holder").select_option(label="Ivy Sadler")
    _press(head, "These three")
    assert head.get_by_text("Waits to be made by its holder").count() == 3
    held: dict[str, str] = {}
    for key in ("chair", "dpo", "clerk"):
        page = enter(key, size)
        page.goto("/quillbrook/")
        follow(page.get_by_role("link", name="recovery card waits").first)
        follow(page.get_by_role("link", name="Make and print your card"))
        _press(page, "Make the card and show it once")
        held[key] = " ".join(page.locator(".gp-card__groups td").all_inner_texts())
        assert Printed.read(held[key]).number
        page.go_back()
    chair = enter("chair", size)
    chair.goto("/quillbrook/")
    follow(chair.get_by_role("link", name="rehearse").first)
    chair.get_by_label("First card").fill(held["chair"])
    chair.get_by_label("Second card").fill(held["clerk"].lower().replace(" ", "-"))
    _press(chair, "Try these two")
    assert chair.get_by_text("Two recovery cards have opened this.").is_visible()
    lead = enter("dsl", size)
    lead.goto("/quillbrook/")
    follow(lead.get_by_role("link", name="Choose your safe phrase").first)
    follow(lead.get_by_role("link", name="Choose your safe phrase"))
    proposed = lead.locator(".gp-key").inner_text()
    _choose_phrase(lead, proposed)
    _press(lead, "This is my safe phrase")
    lead.get_by_label("Your safe phrase").fill(proposed)
    _press(lead, "Unlock")
    assert lead.get_by_text("Unlocked until").is_visible()
    _press(lead, "Lock now")
    assert lead.get_by_text("Locked", exact=True).is_visible()


@BOTH
def test_axe_finds_nothing_and_no_page_scrolls_sideways(enter: Enter, size: Size) -> None:
    new = enter("deputy", size, javascript=True)
    for address, name in (("/me/safe/", "no phrase yet"), ("/me/safe/choose/", "choosing a phrase")):
        new.goto(address)
        sound(new, f"safe, {name}")
    _press(new, "This is my safe phrase")
    sound(new, "safe, choosing, with errors")
    head = enter("head", size, javascript=True)
    head.goto("/quillbrook/safe/holders/")
    sound(head, "safe, naming holders")
    _press(head, "These three")
    sound(head, "safe, naming holders, with errors")
    enrol("dsl", "chair")
    with school_scope(school().pk):
        held = cut()
        new_key(thing="case:1", readers=[numbers()["dsl"], numbers()["chair"]])
    lead = enter("dsl", size, javascript=True)
    for address in ("/me/safe/", "/me/safe/unlock/", "/me/safe/change/", "/me/safe/lost/"):
        lead.goto(address)
        sound(lead, f"safe, {address.split('/')[-2]}")
    _choose_phrase(lead, OTHER)
    lead.get_by_label("I understand").check()
    _press(lead, "Begin anew")
    sound(lead, "safe, begun anew")
    chair = enter("chair", size, javascript=True)
    for address in ("", "rehearse/", "use-cards/", "recover/"):
        chair.goto(f"/quillbrook/safe/{address}")
        sound(chair, f"safe of a school, {address}")
    chair.goto("/quillbrook/safe/rehearse/")
    chair.get_by_label("First card").fill(held["chair"].printed.replace("0", "7", 1))
    _press(chair, "Try these two")
    sound(chair, "safe, rehearsing, with errors")
    chair.goto("/quillbrook/safe/")
    follow(chair.get_by_role("link", name="Lost, or another holder").first)
    sound(chair, "safe, replacing")
    chair.goto("/quillbrook/safe/")
    _press(chair, "Give access again")
    sound(chair, "safe, unlocking in between")
    chair.get_by_label("Your safe phrase").fill(PHRASE)
    _press(chair, "Unlock and go on")
    assert chair.get_by_text("Deborah Finch has access again.").is_visible()
    head.goto("/quillbrook/safe/")
    sound(head, "safe of a school, looked after")
    head.goto("/quillbrook/safe/holders/")
    head.get_by_label("Chair of governors").select_option(label="Rosalind Peake")
    head.get_by_label("Data protection officer").select_option(label="Olive Trent")
    head.get_by_label("Third holder").select_option(label="Desmond Achebe")
    head.get_by_label("Two or more of the cards are lost").check()
    _press(head, "These three")
    chair.goto("/quillbrook/safe/")
    follow(chair.get_by_role("link", name="Make and print your card"))
    sound(chair, "safe, before the card")
    _press(chair, "Make the card and show it once")
    sound(chair, "safe, the card")
    chair.goto("/quillbrook/safe/")
    assert chair.get_by_role("button", name="Stop the new cards").is_visible()
    sound(chair, "safe of a school, new cards on their way")


def test_a_card_prints_on_one_page_with_the_groups_and_without_the_sites_frame(enter: Enter, tmp_path: Path) -> None:
    head = enter("head", DESK)
    head.goto("/quillbrook/safe/holders/")
    for label, name in (
        ("Chair of governors", "Rosalind Peake"),
        ("Data protection officer", "Olive Trent"),
        ("Third holder", "Ivy Sadler"),
    ):
        head.get_by_label(label).select_option(label=name)
    _press(head, "These three")
    chair = enter("chair", PHONE)
    chair.goto("/quillbrook/safe/")
    follow(chair.get_by_role("link", name="Make and print your card"))
    _press(chair, "Make the card and show it once")
    chair.emulate_media(media="print")
    for gone in (".gp-header", ".gp-nav", ".gp-footer", ".gp-screen-only"):
        assert not chair.locator(gone).first.is_visible(), gone
    assert chair.locator(".gp-card__groups td").count() == 20
    assert chair.get_by_role("img", name="The same card as a QR code").is_visible()
    paper = chair.pdf(format="A4", path=tmp_path / "card.pdf")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") == 1
