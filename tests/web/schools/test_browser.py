"""Members, cover and settings in a real browser: phone and desk, without JavaScript, and nothing for axe to find."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, sync_playwright

from tests.web import cast
from tests.web.databases import Database
from tests.web.test_browser import ARGUMENTS, BOTH

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture
def site(database: Database) -> Iterator[str]:
    """The site on this test's own database, on a port of this machine."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "these tests need Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM"
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop stands still while a test talks to Django
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def enter(browser: Browser, site: str) -> Iterator[Enter]:
    """A page, without JavaScript unless asked for, in which one of Quillbrook's people is signed in."""
    contexts = []

    def page(key: str, size: dict[str, int], javascript: bool = False) -> Page:
        context = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            base_url=site,
        )
        context.add_cookies([{"name": "sessionid", "value": cast.sign_in(key).cookies["sessionid"].value, "url": site}])
        contexts.append(context)
        return context.new_page()

    yield page
    for context in contexts:
        context.close()


@BOTH
def test_the_office_invites_adds_searches_and_lets_somebody_leave(enter: Enter, size: dict[str, int]) -> None:
    page = enter("office", size)
    page.goto("/quillbrook/members/")
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_role("link", name="Enter the name.").click()
    page.get_by_label("Name", exact=True).fill("Nina Holt")
    page.get_by_label("E-mail address").fill("nina@example.org")
    page.get_by_label("Teacher", exact=True).check()
    page.get_by_role("button", name="Send the invitation").click()
    assert page.get_by_text("The invitation is made").is_visible()
    assert page.get_by_text("nina@example.org").is_visible()
    page.goto("/quillbrook/members/")
    page.get_by_label("Part of a name").fill("Priya")
    page.get_by_role("button", name="Search").click()
    assert "Priya" not in page.url
    page.get_by_role("link", name="Priya Nair").click()
    page.get_by_role("link", name="They leave the school").click()
    page.get_by_label("At once").check()
    page.get_by_label("Who takes over").select_option(label="Deborah Finch")
    page.get_by_role("button", name="Let them leave").click()
    assert page.get_by_text("Priya Nair has left and is signed out everywhere").is_visible()


@BOTH
def test_a_turn_is_put_on_the_rota(enter: Enter, size: dict[str, int]) -> None:
    page = enter("dsl", size)
    page.goto("/quillbrook/cover/")
    page.get_by_label("Who", exact=True).select_option(label="Colin Farrow")
    page.get_by_label("First day").fill("2040-01-05")
    page.get_by_role("button", name="Put it on the rota").click()
    assert page.get_by_text("The turn is on the rota").is_visible()


@BOTH
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(enter: Enter, size: dict[str, int]) -> None:
    page = enter("head", size, javascript=True)
    page.goto("/quillbrook/members/")
    page.get_by_role("link", name="Priya Nair").click()
    member = page.url
    addresses = ["members/", "members/?show=past", "members/parents/", "members/invite/", "members/add/", "cover/"]
    pages = [f"/quillbrook/{one}" for one in (*addresses, "settings/")]
    pages += [member, f"{member}leave/", f"{member}readmit/"]
    for where in pages:
        page.goto(where)
        _sound(page, where)
    for where, button in (("members/invite/", "Send the invitation"), ("cover/", "Put it on the rota")):
        page.goto(f"/quillbrook/{where}")
        page.get_by_role("button", name=button).click()
        _sound(page, f"{where} with errors")


def _sound(page: Page, where: str) -> None:
    page.wait_for_load_state()
    found = Axe().run(page)
    assert found.violations_count == 0, f"{where}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), where
    if folder := os.environ.get("GATEPOST_SCREENSHOTS"):
        name = where.strip("/").replace("/", "-").replace("?", "-").replace(":", "")
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]
