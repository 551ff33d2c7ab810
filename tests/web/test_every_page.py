"""Every page in a real browser, phone and desk: axe, width, keyboard, JavaScript off, nothing from elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.web.browsing import BOTH, DESK, PHONE, Size, faults, new_page
from tests.web.databases import Database
from tests.web.serving import serving
from tests.web.walking import OWN_TO_EACH_ROLE, VISITOR, Stop, browser_of, furnish, stops

pytestmark = [pytest.mark.browser, pytest.mark.walk]

SLUG = "quillbrook"
FEWEST = 95

# The controls that Tab should come to, in their order; of radio buttons of one name only the chosen or the first.
CONTROLS = """() => {
  const names = new Set();
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(one => {
    if (one.disabled || one.type === "hidden" || !one.checkVisibility({visibilityProperty: true})) return false;
    if (one.type !== "radio") return true;
    const group = [...document.querySelectorAll("input[type=radio]")].filter(other => other.name === one.name);
    const chosen = group.find(other => other.checked);
    if (chosen ? chosen !== one : names.has(one.name)) return false;
    names.add(one.name);
    return true;
  }).map((one, place) => { one.dataset.place = place; return [one.type || "", one.outerHTML.slice(0, 120)]; });
}"""
# Where the focus is, and whether anybody can see that it is there.
FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const label = one.labels && one.labels[0] ? getComputedStyle(one.labels[0], "::before") : style;
  const shows = [style, label].some(each => each.boxShadow !== "none" || parseFloat(each.outlineWidth) > 0
    && each.outlineStyle !== "none");
  return [one.dataset.place === undefined ? null : Number(one.dataset.place), shows];
}"""
IN_PARTS = {"date", "time", "datetime-local"}  # kinds of field within which the Tab key goes from part to part


@dataclass
class Site:
    """The site as it is served, each page with somebody who may open it, and everybody's sign-in."""

    address: str
    pages: list[Stop]
    sessions: dict[str, str]


def _proved_for_long(client: Client) -> Client:
    """The browser of somebody whose last proof counts as recent for as long as these tests may take."""
    session = client.session
    for one in session.get("account_authentication_methods", []):
        one["at"] += 60 * 60  # seconds
    session.save()
    return client


@pytest.fixture(scope="module")
def site(fresh_database: Callable[[], AbstractContextManager[Database]]) -> Iterator[Site]:
    with fresh_database() as database:
        clients: dict[str, Client] = {}
        pages: list[Stop] = []
        seen: set[str] = set()
        for stop in stops(SLUG, furnish(SLUG)):
            if stop.route in seen and stop.route not in OWN_TO_EACH_ROLE:
                continue
            if stop.who not in clients:
                clients[stop.who] = _proved_for_long(browser_of(stop.who, SLUG))
            client = clients[stop.who]
            answer = client.get(stop.address)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                seen.add(stop.route)
                pages.append(stop)
        sessions = {who: client.cookies["sessionid"].value for who, client in clients.items() if who != VISITOR}
        with serving(database.config) as address:
            yield Site(address, pages, sessions)


class Visits:
    """Opens each page as the person it is for, in one browser context for each of them."""

    def __init__(self, site: Site, browser: Browser, size: Size, javascript: bool = True) -> None:
        self.site, self.browser, self.size, self.javascript = site, browser, size, javascript
        self.pages: dict[str, Page] = {}
        self.complaints: list[str] = []
        self.html = ""  # of the page that was opened last

    def open(self, stop: Stop) -> Page:
        page = self._page(stop.who)
        answer = page.goto(stop.address)
        assert answer is not None
        assert answer.status == 200, stop
        assert page.url == self.site.address + stop.address, stop
        self.html = answer.text()
        return page

    def show(self, stop: Stop, html: str) -> Page:
        """The page as it came once to somebody, shown at its address again without asking for it."""
        page, address = self._page(stop.who), self.site.address + stop.address
        page.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        page.goto(address)
        page.unroute(address)
        return page

    def close(self) -> None:
        for one in self.pages.values():
            one.context.close()

    def _page(self, who: str) -> Page:
        if who not in self.pages:
            page = new_page(self.browser, self.site.address, self.size, self.javascript, self.complaints)
            if who != VISITOR:
                session = {"name": "sessionid", "value": self.site.sessions[who], "url": self.site.address}
                page.context.add_cookies([session])  # type: ignore[list-item]
            self.pages[who] = page
        return self.pages[who]


@pytest.fixture
def visits(site: Site, browser: Browser) -> Iterator[Callable[..., Visits]]:
    """Afterwards no page may have complained or asked another machine."""
    made: list[Visits] = []

    def visit(size: Size, javascript: bool = True) -> Visits:
        made.append(Visits(site, browser, size, javascript))
        return made[-1]

    yield visit
    for one in made:
        one.close()
    assert not [complaint for one in made for complaint in one.complaints]


def test_the_browser_comes_to_every_page(site: Site) -> None:
    assert len(site.pages) >= FEWEST
    assert len({stop.who for stop in site.pages if stop.route == "home:home"}) == len(site.sessions) + 1


@BOTH
def test_axe_finds_nothing_and_no_page_scrolls_sideways(site: Site, visits: Callable[..., Visits], size: Size) -> None:
    visit = visits(size)
    wrong = [(stop.address, fault) for stop in site.pages for fault in faults(visit.open(stop))]
    assert not wrong


def test_the_tab_key_comes_to_every_control_in_order_and_shows_where_it_is(
    site: Site, visits: Callable[..., Visits]
) -> None:
    visit, wrong = visits(PHONE, javascript=False), []
    for stop in site.pages:
        page = visit.open(stop)
        before = ""
        for place, (kind, control) in enumerate(page.evaluate(CONTROLS)):
            page.keyboard.press("Tab")
            at, shows = page.evaluate(FOCUS)
            while at == place - 1 and before in IN_PARTS:
                page.keyboard.press("Tab")
                at, shows = page.evaluate(FOCUS)
            if at != place or not shows:
                wrong.append((stop.address, control, at, shows))
                break
            before = kind
    assert not wrong


def test_a_page_says_the_same_without_javascript(site: Site, visits: Callable[..., Visits]) -> None:
    with_it, without = visits(DESK), visits(DESK, javascript=False)
    for stop in site.pages:
        page = with_it.open(stop)
        plain = without.show(stop, with_it.html)  # opened anew, a page could tell of that, or of another minute
        added = "\n".join(plain.locator("noscript").all_inner_texts()).splitlines()  # that something takes JavaScript
        says = [line for line in plain.locator("body").inner_text().splitlines() if line not in added]
        assert _filled(says) == _filled(page.locator("body").inner_text().splitlines()), stop


def _filled(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]
