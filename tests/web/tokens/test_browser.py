"""Tokens in a real browser: made, copied, seen by the IT lead and revoked."""

import re

import pytest

from tests.web.api.asking import ask, second_proof, told, went_wrong
from tests.web.browsing import BOTH, Enter, Size, follow, sound
from tests.web.cast import account

pytestmark = pytest.mark.browser

ME = "/quillbrook/api/v1/me"


@BOTH
def test_a_member_makes_a_token_for_a_program_and_the_it_lead_revokes_it(enter: Enter, size: Size) -> None:
    second_proof(account("office"))
    page = enter("office", size)
    page.goto("/quillbrook/")
    follow(page.get_by_role("link", name="Tokens for programs"))
    follow(page.get_by_role("link", name="Make a token"))
    follow(page.get_by_role("button", name="Make the token"))
    follow(page.get_by_role("link", name="Say what it is for."))
    page.get_by_label("What is it for?").fill("Trust dashboard")
    page.get_by_label("Search the roll by name").check()
    follow(page.get_by_role("button", name="Make the token"))
    secret = page.locator("code").inner_text()
    assert re.fullmatch(r"gp_[\w-]{43}", secret)
    assert told(ask(ME, secret))["token"]["scopes"] == ["roll"]
    follow(page.get_by_role("link", name="I have copied it"))
    assert page.get_by_text("Last used").is_visible()
    lead = enter("it", size)
    lead.goto("/quillbrook/tokens/")
    follow(lead.get_by_role("button", name="Revoke Trust dashboard"))
    assert lead.get_by_text("The token is revoked.").is_visible()
    went_wrong(ask(ME, secret), 401)


@BOTH
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(enter: Enter, size: Size) -> None:
    second_proof(account("head"))
    page = enter("head", size, javascript=True)
    page.goto("/quillbrook/tokens/new/")
    sound(page)
    follow(page.get_by_role("button", name="Make the token"))
    sound(page)
    page.get_by_label("What is it for?").fill("A dashboard of the whole trust with quite a long name of its own")
    page.get_by_label("Search the roll by name").check()
    page.get_by_label("See what waits for you").check()
    follow(page.get_by_role("button", name="Make the token"))
    sound(page)
    follow(page.get_by_role("link", name="I have copied it"))
    sound(page)
