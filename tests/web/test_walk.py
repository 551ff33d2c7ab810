"""Every page that somebody may open, opened by each of them: what all pages owe their readers."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import resolve

from gatepost.law.offices import offices
from gatepost.web.operations.demo.seed import plan
from gatepost.web.operations.tick import tick
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.models import Membership
from gatepost.web.schools.scope import school_scope
from tests.web.cast import school
from tests.web.conversations import unspoken
from tests.web.databases import Database
from tests.web.router import routes
from tests.web.walking import OWN_TO_EACH_ROLE, VISITOR, Controls, Shown, browser_of, cast_of, furnish, stops

pytestmark = pytest.mark.walk

ENGLISH, WELSH = "quillbrook", "abercelydd"
KINDS = {route.name: route.access.kind for route in routes() if route.access is not None}
MOST_OF_A_KIND = 3  # links that one person follows to addresses of the same shape
FEWEST = {ENGLISH: 400, WELSH: 200}  # pages; far fewer would mean that the walk has lost its way

# What fits only one of the two countries beside the words of office: laws, bodies and kinds of school.
# Each is a whole word or a whole phrase.
ONLY_IN_ENGLAND = {
    "DSL", "DSLs", "TRA", "DfE", "Department for Education", "Ofsted", "KCSIE", "Keeping children safe in education",
    "academy", "academies", "academy trust", "multi-academy trust", "MAT", "URN", "SCR", "GIAS", "EHCP",
    "Education, Health and Care Plan", "Working together to safeguard children", "Prevent duty guidance for England",
    "SENCo", "SENCO",
}  # fmt: skip
ONLY_IN_WALES = {
    "DSP", "DSPs", "Estyn", "Welsh Government", "Keeping learners safe", "EWC", "ALNCo", "ALNCO",
    "individual development plan", "Hwb", "Wales Safeguarding Procedures",
}  # fmt: skip


@pytest.fixture(scope="module", params=[ENGLISH, WELSH])
def slug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def walk(fresh_database: Callable[[], AbstractContextManager[Database]], slug: str) -> Iterator["Walk"]:
    """The walk through a school, made once, in a database of its own that stays behind it for the links."""
    with fresh_database():
        tick()  # as wherever the site is served: its health is one of the pages
        yield Walk(slug)


class Walk:
    """Every page of a school that answers, as each of its people and a visitor sees it."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.browsers: dict[str, Client] = {}
        self.pages = list(self._pages())

    def _pages(self) -> Iterator[Shown]:
        named = furnish(self.slug)
        self.browsers = {who: browser_of(who, self.slug) for who in (VISITOR, *cast_of(self.slug))}
        for stop in stops(self.slug, named):
            answer = self.browsers[stop.who].get(stop.address)
            assert answer.status_code < 500, stop
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                yield Shown(stop, answer.content.decode(), dict(answer.headers))


def test_the_walk_has_come_everywhere(walk: Walk) -> None:
    assert len(walk.pages) > FEWEST[walk.slug], len(walk.pages)
    assert {page.stop.who for page in walk.pages} == {VISITOR, *cast_of(walk.slug)}


def test_each_page_says_its_language_and_has_one_first_heading(walk: Walk) -> None:
    for one in walk.pages:
        assert re.search(r"<html lang=\"en-GB\"", one.html), str(one)
        assert one.page.count("h1") == 1, str(one)
        assert "".join(one.page.headings).strip(), str(one)


def test_each_address_has_a_title_of_its_own(walk: Walk) -> None:
    for who in cast_of(walk.slug):
        titles: dict[str, set[str]] = defaultdict(set)
        for one in walk.pages:
            if one.stop.who == who:
                assert re.fullmatch(r"\S.* – Gatepost", one.title, re.DOTALL), str(one)
                titles[one.title].add(one.stop.address)
        assert not {title: found for title, found in titles.items() if len(found) > 1}, who


def test_each_field_has_a_label(walk: Walk) -> None:
    for one in walk.pages:
        assert not Controls(one.html).nameless, str(one)


def test_no_id_is_there_twice_on_a_page(walk: Walk) -> None:
    for one in walk.pages:
        assert len(one.page.ids) == len(set(one.page.ids)), str(one)


def test_no_page_holds_what_the_content_policy_would_block(walk: Walk) -> None:
    for one in walk.pages:
        scripts = re.findall(r"<script(?![^>]* src=\"/static/)(?![^>]* type=\"application/json\")[^>]*>", one.html)
        assert not scripts, str(one)
        assert not re.search(r"<style|\sstyle=|\son\w+=|(?:src|href)=\"(?:https?:)?//[^\"]*\.(?:js|css)", one.html), (
            str(one)
        )


def test_no_page_shows_a_word_that_only_the_software_says(walk: Walk) -> None:
    for one in walk.pages:
        assert not unspoken(one.html), str(one)


def test_nothing_of_what_somebody_may_see_as_a_member_is_kept_by_their_browser(walk: Walk) -> None:
    for one in walk.pages:
        own = one.stop.route in OWN_TO_EACH_ROLE and one.stop.who != VISITOR
        if own or KINDS[one.stop.route] != "public":
            assert "no-store" in one.headers["Cache-Control"], str(one)


def test_no_page_names_somebody_of_another_school(walk: Walk) -> None:
    with school_scope(school(walk.slug).pk):
        here = set(Membership.objects.values_list("account__name", flat=True))
        here |= {f"{one.forename} {one.surname}" for one in OnRoll.objects.all()}
    strangers: set[str] = set()
    for other in (str(one["slug"]) for one in plan()["school"] if one["slug"] != walk.slug):
        strangers |= {
            str(person["name"]) for one in plan()["school"] if one["slug"] == other for person in one["people"]
        }
        with school_scope(school(other).pk):
            strangers |= {f"{one.forename} {one.surname}" for one in OnRoll.objects.all()}
    assert strangers - here
    named = re.compile("|".join(map(re.escape, sorted(strangers - here))))
    for one in walk.pages:
        assert not named.search(one.page.text), str(one)


def test_every_link_leads_to_a_page_that_its_reader_may_open(walk: Walk) -> None:
    followed: dict[tuple[str, str], int] = defaultdict(int)
    seen = {(one.stop.who, one.stop.address) for one in walk.pages}
    wrong: list[str] = []
    for one in walk.pages:
        for link in dict.fromkeys(one.page.links):
            path, _, anchor = link.partition("#")
            if anchor and not path:
                assert anchor in one.page.ids, f"{one} has no #{anchor}"
            if not path.startswith("/") or (one.stop.who, path) in seen:
                continue
            shape = (one.stop.who, resolve(path.partition("?")[0]).view_name)
            if followed[shape] >= MOST_OF_A_KIND:
                continue
            seen.add((one.stop.who, path))
            followed[shape] += 1
            status = walk.browsers[one.stop.who].get(path).status_code
            if status not in (200, 302):
                wrong.append(f"{one} links to {path}, which answers {status}")
    assert not wrong


def only_of(jurisdiction: str) -> set[str]:
    """The words of office that a jurisdiction has and the other has not, and the short reviewed list."""
    other = "wales" if jurisdiction == "england" else "england"
    mine, others = set(offices(jurisdiction).values()), " | ".join(offices(other).values())
    listed = ONLY_IN_ENGLAND if jurisdiction == "england" else ONLY_IN_WALES
    return listed | {word for word in (re.sub(r" \([A-Z]+\)$", "", one) for one in mine) if word not in others}


def spoken(words: set[str]) -> re.Pattern[str]:
    """Finds any of the words as a whole, however it is capitalised, save that an abbreviation is in capitals."""
    forms = [re.escape(word) if word.isupper() else f"(?i:{re.escape(word)})" for word in words]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])")


def test_no_page_speaks_of_what_only_the_other_country_has(walk: Walk) -> None:
    wrong = spoken(only_of("england" if walk.slug == WELSH else "wales"))
    for one in walk.pages:
        assert not wrong.findall(one.page.text), str(one)


def test_what_only_one_country_has_is_found_on_its_own_pages(walk: Walk) -> None:
    assert {"DSL", "LADO", "designated safeguarding lead", "Teaching Regulation Agency"} <= only_of("england")
    assert {"designated safeguarding person", "Education Workforce Council"} <= only_of("wales")
    own = spoken(only_of("wales" if walk.slug == WELSH else "england"))
    assert any(own.search(one.page.text) for one in walk.pages)
