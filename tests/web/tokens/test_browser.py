"""Tokens in a real browser: made, copied, seen by the IT lead and revoked."""

import re

import pytest

from tests.web.api.asking import ask, second_proof, told, went_wrong
from tests.web.browsing import BOTH, Enter, Size, sound
from tests.web.cast import account

pytestmark = pytest.mark.browser

ME = "/quillbrook/api/v1/me"


@BOTH
def test_a_member_makes_a_token_for_a_program_and_the_it_lead_revokes_it(enter: Enter, size: Size) -> None:
    second_proof(account("office"))
    page = enter("office", size)
    page.goto("/quillbrook/")
    page.get_by_role("link", name="Tokens for programs").click()
    page.get_by_role("link", name="Make a token").click()
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("link", name="Say what it is for.").click()
    page.get_by_label("What is it for?").fill("Trust dashboard")
    page.get_by_label("Search the roll by name").check()
    page.get_by_role("button", name="Make the token").click()
    secret = page.locator("code").inner_text()
    assert re.fullmatch(r"gp_[\w-]{43}", secret)
    assert told(ask(ME, secret))["token"]["scopes"] == ["roll"]
    page.get_by_role("link", name="I have copied it").click()
    assert page.get_by_text("Last used").is_visible()
    lead = enter("it", size)
    lead.goto("/quillbrook/tokens/")
    lead.get_by_role("button", name="Revoke Trust dashboard").click()
    assert lead.get_by_text("The token is revoked.").is_visible()
    went_wrong(ask(ME, secret), 401)


@BOTH
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(enter: Enter, size: Size) -> None:
    second_proof(account("head"))
    page = enter("head", size, javascript=True)
    page.goto("/quillbrook/tokens/new/")
    sound(page)
    page.get_by_role("button", name="Make the token").click()
    sound(page)
    page.get_by_label("What is it for?").fill("A dashboard of the whole trust with quite a long name of its own")
    page.get_by_label("Search the roll by name").check()
    page.get_by_label("See what waits for you").check()
    page.get_by_role("button", name="Make the token").click()
    sound(page)
    page.get_by_role("link", name="I have copied it").click()
    sound(page)
