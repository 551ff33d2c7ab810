"""Ways in, in a real browser on a real server: without JavaScript wherever no passkey is used."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.serving import served_with_link
from tests.web.signin.ways import app_code

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
# Each size has a school of its own, so that no story meets what another one set up.
BOTH = pytest.mark.parametrize(("size", "slug"), [(PHONE, "quillbrook"), (DESK, "tamberley")], ids=["phone", "desk"])
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[str, str]]:
    with served_with_link() as (_process, port, link):
        yield f"http://localhost:{port}", link  # a passkey belongs to a name, not to a number


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "these tests need Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser, demo: tuple[str, str]) -> Iterator[Opened]:
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(size: dict[str, int] = DESK, javascript: bool = False) -> Page:
        context = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            base_url=demo[0],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)  # milliseconds
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: complaints.extend(() if request.url.startswith(demo[0]) else (request.url,)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not [one for one in complaints if "the server responded with a status of 40" not in one]


@pytest.fixture
def letters(opened: Opened, demo: tuple[str, str]) -> Page:
    """Another browser, in which the demo's letters are read."""
    page = opened()
    page.goto(demo[1])
    return page


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _enter(page: Page, letters: Page, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    _press(page, "Send me a code")
    letters.goto("/demo/mail/")
    letter = letters.locator("article", has_text=email).filter(has_text="Your sign-in code").first
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", letter.inner_text())
    assert code
    page.get_by_label("Code from the e-mail").fill(code[0])
    _press(page, "Sign in")


def _leave(page: Page) -> None:
    page.goto("/me/")
    _press(page, "Sign out")


def _set_up_app(page: Page) -> str:
    page.goto("/me/second-factor/")
    page.get_by_role("link", name="An authenticator app").click()
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
def test_a_parent_gets_in_with_a_code(opened: Opened, letters: Page, size: dict[str, int], slug: str) -> None:
    page = opened(size)
    _enter(page, letters, f"parent@{slug}.example")
    assert urlsplit(page.url).path == f"/{slug}/"
    page.goto("/me/")
    assert page.get_by_role("main").get_by_role("link").first.get_attribute("href") == f"/{slug}/"
    _leave(page)
    page.goto("/me/")
    assert _heading(page) == "Sign in"


@BOTH
def test_a_wrong_code_is_explained_beside_its_field(
    opened: Opened, letters: Page, size: dict[str, int], slug: str
) -> None:
    page = opened(size)
    page.goto("/sign-in/")
    _press(page, "Send me a code")
    assert page.title().startswith("Error:")
    page.get_by_label("E-mail address").fill(f"chair@{slug}.example")
    _press(page, "Send me a code")
    page.get_by_label("Code from the e-mail").fill("XXXX-XXXX")
    _press(page, "Sign in")
    field = page.get_by_label("Code from the e-mail")
    said = page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert "That code is not right" in said.inner_text()
    _press(page, "Start again with another address or a new code")
    assert _heading(page) == "Sign in"


@BOTH
def test_an_authenticator_app_and_a_recovery_code(
    opened: Opened, letters: Page, size: dict[str, int], slug: str
) -> None:
    page = opened(size)
    _enter(page, letters, f"dsl@{slug}.example")
    secret = _set_up_app(page)
    codes = page.locator("main .gp-key").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    assert page.url.endswith("/me/")
    _leave(page)
    for proof in (app_code(secret, 1), codes[0]):
        _enter(page, letters, f"dsl@{slug}.example")
        assert _heading(page) == "Your second proof"
        page.get_by_label("Code from your authenticator app, or a recovery code").fill(proof)
        _press(page, "Sign in")
        assert urlsplit(page.url).path == f"/{slug}/"
        page.goto("/me/")
        assert "Authenticator app" in page.get_by_role("main").inner_text()
        _leave(page)


@BOTH
def test_a_passkey_is_both_proofs_in_one(opened: Opened, letters: Page, size: dict[str, int], slug: str) -> None:
    page = opened(size, javascript=True)
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
    _enter(page, letters, f"head@{slug}.example")
    page.goto("/me/second-factor/")
    page.get_by_role("link", name="A passkey").click()
    page.get_by_label("Name of this passkey").fill("School laptop")
    _press(page, "Add a passkey")
    page.get_by_role("link", name="I have kept them").click()
    _leave(page)
    page.goto("/sign-in/?next=/me/passkeys/")
    _press(page, "Use a passkey")
    _arrive(page, "/me/passkeys/")
    assert "School laptop" in page.get_by_role("main").inner_text()
    page.goto("/me/second-factor/")
    assert page.url.endswith("/me/")
    # As a second proof after a code, too.
    _leave(page)
    _enter(page, letters, f"head@{slug}.example")
    assert _heading(page) == "Your second proof"
    _press(page, "Use a passkey")
    _arrive(page, f"/{slug}/")
    page.goto("/me/prove/?next=/me/sessions/")
    page.get_by_role("link", name="Use a passkey").click()
    _press(page, "Use your passkey")
    _arrive(page, "/me/sessions/")


@BOTH
def test_a_session_ended_elsewhere_is_over(opened: Opened, letters: Page, size: dict[str, int], slug: str) -> None:
    here, there = opened(size), opened(size)
    _enter(here, letters, f"dpo@{slug}.example")
    _enter(there, letters, f"dpo@{slug}.example")
    here.goto("/me/sessions/")
    _press(here, "Sign out everywhere else")
    there.goto("/me/")
    assert _heading(there) == "Sign in"
    here.goto("/me/")
    assert here.url.endswith("/me/")


def _clean(page: Page) -> None:
    page.wait_for_load_state()
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels too wide"


@BOTH
def test_every_page_is_usable_by_everybody(
    opened: Opened, letters: Page, demo: tuple[str, str], size: dict[str, int], slug: str
) -> None:
    page = opened(size, javascript=True)
    for address in ("/sign-in/", "/sign-in/password/", "/sign-in/no-account/", "/sign-in/closed/", "/invitation/1-x/"):
        page.goto(address)
        _clean(page)
    page.goto("/sign-in/")
    _press(page, "Send me a code")
    _clean(page)
    page.get_by_label("E-mail address").fill(f"office@{slug}.example")
    _press(page, "Send me a code")
    _clean(page)
    _press(page, "Start again with another address or a new code")
    _enter(page, letters, f"office@{slug}.example")
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
        _clean(page)
    _set_up_app(page)
    _clean(page)
    for address in ("/me/", "/me/recovery-codes/new/", "/me/app/remove/", "/me/prove/"):
        page.goto(address)
        _clean(page)
    _leave(page)
    _clean(page)
    _enter(page, letters, f"office@{slug}.example")
    assert _heading(page) == "Your second proof"
    _clean(page)
    page.goto(demo[1])
    _clean(page)
    page.goto("/demo/mail/")
    _clean(page)
