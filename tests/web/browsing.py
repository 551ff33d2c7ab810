"""Stories in a real browser: Chromium, a site on the test's own database, and what holds on every page of it.

The fixtures reach the tests through conftest.py. No page may complain in the console, lose what it fetches or ask
another machine. With GATEPOST_SCREENSHOTS set to a folder, every page that is `sound` leaves its picture there.
"""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.web.databases import Database
from tests.web.serving import HOST

Size = dict[str, int]
Visit = Callable[..., Page]  # visit(size, javascript=False)
Enter = Callable[..., Page]  # enter("head", size, slug="quillbrook", javascript=False)

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
BOTH = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])

_ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_FAULTS_ALONE = {"resultTypes": ["violations"]}  # what axe finds good it need not describe
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        super().process_request_thread(request, client_address)
        connections.close_all()  # the site keeps one for the next request of a thread, and this thread has no other


@pytest.fixture
def site(database: Database) -> Iterator[str]:
    """The address of the site on this test's own database; a passkey belongs to a name, not to a number."""
    with make_server(HOST, 0, get_wsgi_application(), _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without any window."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "these tests need Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM"
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop stands still while a test talks to Django
        chromium = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Opens pages of visitors, each in a browser of its own; afterwards none may have complained."""
    opened: list[Page] = []
    complaints: list[str] = []

    def open_page(size: Size, javascript: bool = False) -> Page:
        opened.append(new_page(browser, site, size, javascript, complaints))
        return opened[-1]

    yield open_page
    for page in opened:
        page.context.close()
    assert not complaints


@pytest.fixture
def enter(visit: Visit, site: str) -> Enter:
    """Opens pages in which one of the cast is signed in, with a second proof."""
    from tests.web import cast  # it needs the models, so Django set up

    def open_page(key: str, size: Size, slug: str = "quillbrook", javascript: bool = False) -> Page:
        page = visit(size, javascript)
        session = cast.sign_in(key, slug).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        return page

    return open_page


def new_page(browser: Browser, site: str, size: Size, javascript: bool, complaints: list[str]) -> Page:
    """An empty page in a browser of its own, which writes down what no page may do."""
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        java_script_enabled=javascript,
        base_url=site,
        locale="en-GB",
    )
    page = context.new_page()
    page.set_default_timeout(60_000)  # milliseconds; a machine may have much to do

    def complain(what: str) -> None:
        # That a page is not there, or an answer unreadable, is said by its status too; and a browser that leaves a page
        # gives up what it was still fetching.
        if "the server responded with a status of 40" not in what and "net::ERR_ABORTED" not in what:
            complaints.append(f"{page.url}: {what}")

    page.on("console", lambda message: complain(message.text))
    page.on("pageerror", lambda error: complain(str(error)))
    page.on("requestfailed", lambda request: complain(f"{request.failure} {request.url}"))
    page.on("request", lambda request: None if request.url.startswith(site) else complain(request.url))
    return page


def follow(control: Locator) -> None:
    """Clicks what leads to another page, and waits for that page: what is read at once would be the old one's."""
    with control.page.expect_navigation():
        control.click()


def faults(page: Page) -> list[str]:
    """What axe finds, and how far the page is too wide. The page must run JavaScript: without it axe never ends."""
    page.wait_for_load_state()
    found = Axe().run(page, options=_FAULTS_ALONE).response["violations"]
    said = [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]
    return [*said, *([f"{wider} pixels too wide"] if (wider := too_wide(page)) > 0 else [])]


def sound(page: Page, name: str = "") -> None:
    """Axe finds nothing, and nothing scrolls sideways."""
    assert not faults(page), name or page.url
    if folder := os.environ.get("GATEPOST_SCREENSHOTS"):
        words = re.sub(r"\W+", "-", name or page.url.split("/", 3)[3]).strip("-")
        page.screenshot(path=f"{folder}/{words}-{(page.viewport_size or DESK)['width']}.png", full_page=True)


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    wider: int = page.evaluate(_WIDER)
    return wider
