"""Ways in, in a real browser on a real server: without JavaScript wherever no passkey is used."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.web.browsing import BOTH, Size, Visit, follow, sound
from tests.web.signin.ways import app_code, mailed_code

pytestmark = pytest.mark.browser


def _press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True))


def _enter(page: Page, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    _press(page, "Send me a code")
    field = page.get_by_label("Code from the e-mail")
    field.wait_for()  # then the letter has gone
    field.fill(mailed_code())
    _press(page, "Sign in")


def _leave(page: Page) -> None:
    page.goto("/me/")
    _press(page, "Sign out")


def _set_up_app(page: Page) -> str:
    page.goto("/me/second-factor/")
    follow(page.get_by_role("link", name="An authenticator app"))
    assert page.get_by_role("img", name="QR code for your authenticator app").is_visible()
    secret = page.locator(".gp-key").inner_text()
    page.get_by_label("Code that the app shows now").fill(app_code(secret))
    _press(page, "Continue")
    return secret


def _arrive(page: Page, path: str) -> None:
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def _heading(page: Page) -> str:
    return page.locator("h1").inner_text()


@BOTH
def test_a_parent_gets_in_with_a_code(visit: Visit, size: Size) -> None:
    page = visit(size)
    _enter(page, "parent@quillbrook.example")
    assert urlsplit(page.url).path == "/quillbrook/"
    page.goto("/me/")
    assert page.get_by_role("main").get_by_role("link").first.get_attribute("href") == "/quillbrook/"
    _leave(page)
    page.goto("/me/")
    assert _heading(page) == "Sign in"


@BOTH
def test_a_wrong_code_is_explained_beside_its_field(visit: Visit, size: Size) -> None:
    page = visit(size)
    page.goto("/sign-in/")
    _press(page, "Send me a code")
    assert page.title().startswith("Error:")
    page.get_by_label("E-mail address").fill("chair@quillbrook.example")
    _press(page, "Send me a code")
    page.get_by_label("Code from the e-mail").fill("XXXX-XXXX")
    _press(page, "Sign in")
    field = page.get_by_label("Code from the e-mail")
    said = page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert "That code is not right" in said.inner_text()
    _press(page, "Start again with another address or a new code")
    assert _heading(page) == "Sign in"


@BOTH
def test_an_authenticator_app_and_a_recovery_code(visit: Visit, size: Size) -> None:
    page = visit(size)
    _enter(page, "dsl@quillbrook.example")
    secret = _set_up_app(page)
    kept = page.get_by_role("link", name="I have kept them")
    kept.wait_for()  # then the page of codes is there, on a slow machine too
    codes = page.locator("main .gp-key").all_inner_texts()
    assert len(codes) == 10
    follow(kept)
    assert page.url.endswith("/me/")
    _leave(page)
    for proof in (app_code(secret, 1), codes[0]):
        _enter(page, "dsl@quillbrook.example")
        assert _heading(page) == "Your second proof"
        page.get_by_label("Code from your authenticator app, or a recovery code").fill(proof)
        _press(page, "Sign in")
        assert urlsplit(page.url).path == "/quillbrook/"
        page.goto("/me/")
        assert "Authenticator app" in page.get_by_role("main").inner_text()
        _leave(page)


@BOTH
def test_a_passkey_is_both_proofs_in_one(visit: Visit, size: Size) -> None:
    page = visit(size, javascript=True)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    _enter(page, "head@quillbrook.example")
    page.goto("/me/second-factor/")
    follow(page.get_by_role("link", name="A passkey"))
    page.get_by_label("Name of this passkey").fill("School laptop")
    _press(page, "Add a passkey")
    follow(page.get_by_role("link", name="I have kept them"))
    _leave(page)
    page.goto("/sign-in/?next=/me/passkeys/")
    _press(page, "Use a passkey")
    _arrive(page, "/me/passkeys/")
    assert "School laptop" in page.get_by_role("main").inner_text()
    page.goto("/me/second-factor/")
    assert page.url.endswith("/me/")
    # As a second proof after a code, too.
    _leave(page)
    _enter(page, "head@quillbrook.example")
    assert _heading(page) == "Your second proof"
    _press(page, "Use a passkey")
    _arrive(page, "/quillbrook/")
    page.goto("/me/prove/?next=/me/sessions/")
    follow(page.get_by_role("link", name="Use a passkey"))
    _press(page, "Use your passkey")
    _arrive(page, "/me/sessions/")


@BOTH
def test_a_passkey_that_the_browser_refuses_is_told_of_in_words(visit: Visit, size: Size) -> None:
    page = visit(size, javascript=True)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    unproved: dict[str, Any] = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    unproved |= {"hasUserVerification": True, "isUserVerified": False, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": unproved})
    page.goto("/sign-in/")
    refused = page.get_by_role("alert").filter(has_text="The passkey did not work")
    assert not refused.is_visible()
    page.get_by_role("button", name="Use a passkey").click()  # no other page comes
    refused.wait_for()
    sound(page)
    _enter(page, "head@quillbrook.example")
    page.goto("/me/passkeys/add/")
    page.get_by_label("Name of this passkey").fill("School laptop")
    page.get_by_role("button", name="Add a passkey").click()
    refused.wait_for()
    assert refused.evaluate("one => one === document.activeElement")
    assert page.url.endswith("/me/passkeys/add/")


@BOTH
def test_a_session_ended_elsewhere_is_over(visit: Visit, size: Size) -> None:
    here, there = visit(size), visit(size)
    _enter(here, "dpo@quillbrook.example")
    _enter(there, "dpo@quillbrook.example")
    here.goto("/me/sessions/")
    _press(here, "Sign out everywhere else")
    there.goto("/me/")
    assert _heading(there) == "Sign in"
    here.goto("/me/")
    assert here.url.endswith("/me/")


@BOTH
def test_every_page_is_usable_by_everybody(visit: Visit, size: Size) -> None:
    page = visit(size, javascript=True)
    for address in ("/sign-in/", "/sign-in/password/", "/sign-in/no-account/", "/sign-in/closed/", "/invitation/1-x/"):
        page.goto(address)
        sound(page)
    page.goto("/sign-in/")
    _press(page, "Send me a code")
    sound(page)
    page.get_by_label("E-mail address").fill("office@quillbrook.example")
    _press(page, "Send me a code")
    sound(page)
    _press(page, "Start again with another address or a new code")
    _enter(page, "office@quillbrook.example")
    own = [
        "/me/",
        "/me/sessions/",
        "/me/password/",
        "/me/second-factor/",
        "/me/prove/",
        "/me/app/add/",
        "/me/passkeys/add/",
    ]
    for address in [*own, "/me/passkeys/", "/sign-out/"]:
        page.goto(address)
        sound(page)
    _set_up_app(page)
    sound(page)
    for address in ("/me/", "/me/recovery-codes/new/", "/me/app/remove/", "/me/prove/"):
        page.goto(address)
        sound(page)
    _leave(page)
    sound(page)
    _enter(page, "office@quillbrook.example")
    assert _heading(page) == "Your second proof"
    sound(page)
