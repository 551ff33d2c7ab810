"""Every page, for every school: it is there, it is safe, and it speaks plainly."""

import re
from datetime import date

import pytest
from django.test import Client

from gatepost.policy.library import packs
from gatepost.policy.topics import topics
from gatepost.web.checks.queries import groups
from gatepost.web.operations.demo.seed import plan
from gatepost.web.policies.pages import review_words
from gatepost.web.policies.prose import prose_html
from gatepost.web.policies.queries import Adopted, difference, in_force_at, noticed
from gatepost.web.schools.models import School
from tests.web.conversations import ENGLISH_ONLY, Page, unspoken

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.engine]

SCHOOLS = [str(one["slug"]) for one in plan()["school"]]
EACH_SCHOOL = pytest.mark.parametrize("school", SCHOOLS)
WELSH = "abercelydd"
# Each policy once on either side; the other pairs say nothing new about the page, only about the policies.
PAIRS = list(zip(SCHOOLS, (*SCHOOLS[1:], SCHOOLS[0]), strict=True))
OTHER_PAIRS = [(one, other) for one in SCHOOLS for other in SCHOOLS if one != other and (one, other) not in PAIRS]


def adopted(slug: str) -> Adopted:
    found = in_force_at(slug)
    assert found is not None
    return found


def addresses(school: str) -> list[str]:
    situation = next(one for group in groups() for one in group.situations if one.link)
    return [
        f"/{school}/",
        f"/{school}/policy/",
        f"/{school}/may-i/",
        f"/{school}/may-i/{situation.slug}/",
        f"/{school}/may-i/something-else/",
    ]


COMMON = ["/", "/compare/", "/compare/?compare=1", f"/compare/{PAIRS[0][0]}/{PAIRS[0][1]}/", "/no-such-school/"]


@EACH_SCHOOL
def test_every_page_of_a_school_answers(visitor: Client, school: str) -> None:
    for address in addresses(school):
        assert visitor.get(address).status_code == 200, address


def test_there_are_five_schools_in_an_english_trust_and_a_welsh_council_one_for_each_pack() -> None:
    assert sorted(adopted(school).origin for school in SCHOOLS) == sorted(packs())
    schools = School.objects.select_related("body")
    assert {(school.jurisdiction, str(school.body)) for school in schools} == {
        ("england", "Tambervale Schools Trust"),
        ("wales", "Glancelydd County Council"),
    }


def test_no_school_takes_an_address_that_the_site_needs() -> None:
    assert not {"compare", "static"} & set(SCHOOLS)


def test_each_page_has_one_first_heading_and_a_title_of_its_own(visitor: Client) -> None:
    titles: dict[str, str] = {}
    for address in [*COMMON, *(one for school in SCHOOLS for one in addresses(school)[:4])]:
        page = Page(visitor.get(address).content.decode())
        assert page.count("h1") == 1, address
        if "/may-i/" not in address or address.endswith("/may-i/"):
            assert page.title not in titles, f"{address} is called like {titles.get(page.title)}"
        titles[page.title] = address


def test_no_id_is_there_twice_on_a_page(visitor: Client) -> None:
    for address in [*COMMON, *(one for school in SCHOOLS for one in addresses(school))]:
        ids = Page(visitor.get(address).content.decode()).ids
        assert len(ids) == len(set(ids)), address


def test_every_link_on_every_page_leads_somewhere(visitor: Client) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    anchors: list[tuple[str, str, str]] = []
    ids: dict[str, set[str]] = {}
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = visitor.get(address)
        if response.status_code == 302:
            target, _, anchor = response["Location"].partition("#")
            anchors.append((address, target, anchor))
            continue
        assert response.status_code == 200, address
        page = Page(response.content.decode())
        ids[address.partition("?")[0]] = set(page.ids)
        for link in page.links:
            path, _, anchor = link.partition("#")
            if anchor:
                anchors.append((address, path or address, anchor))
            if path:
                waiting.append(path)
    assert len(seen) > 300
    for source, target, anchor in anchors:
        assert anchor in ids[target.partition("?")[0]], f"{source} links to {target}#{anchor}"


def test_no_page_shows_a_word_that_only_the_software_says(visitor: Client) -> None:
    everywhere = [*COMMON, *(one for school in SCHOOLS for one in addresses(school))]
    for address in everywhere:
        assert not unspoken(visitor.get(address).content.decode()), address


def test_the_welsh_school_never_meets_an_english_office(visitor: Client) -> None:
    for address in addresses(WELSH):
        text = Page(visitor.get(address).content.decode()).text
        assert not ENGLISH_ONLY.search(text), address


def test_every_page_carries_the_strict_headers(visitor: Client) -> None:
    for address in [*COMMON, *addresses(SCHOOLS[0])]:
        headers = visitor.get(address).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy == {
            "default-src": "'none'",
            "style-src": "'self'",
            "script-src": "'self'",
            "img-src": "'self'",
            "font-src": "'self'",
            "connect-src": "'self'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
            "base-uri": "'none'",
        }, address
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_no_page_holds_what_the_content_policy_would_block(visitor: Client) -> None:
    for address in [*COMMON, *(one for school in SCHOOLS for one in addresses(school))]:
        html = visitor.get(address).content.decode()
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|src=\"http", html), address


def test_no_cookie_but_the_one_against_forged_forms(visitor: Client) -> None:
    for address in [*COMMON, *addresses(SCHOOLS[0])]:
        visitor.get(address)
    assert set(visitor.cookies) == {"csrftoken"}
    cookie = visitor.cookies["csrftoken"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["max-age"]


def test_a_page_from_another_name_is_refused(visitor: Client) -> None:
    response = visitor.get("/", SERVER_NAME="gatepost.example")
    assert response.status_code == 400
    assert Page(response.content.decode()).count("h1") == 1


@pytest.mark.parametrize(
    "address",
    [
        "/no-such-school/",
        "/no-such-school/may-i/",
        "/no-such-school/policy/",
        "/wrenmoor/may-i/no-such-situation/",
        "/wrenmoor/policy/CP-999/",
        "/compare/wrenmoor/no-such-school/",
        "/compare/wrenmoor/wrenmoor/",
        "/favicon.ico",
    ],
)
def test_what_is_not_there_is_a_page_in_plain_words(visitor: Client, address: str) -> None:
    response = visitor.get(address)
    assert response.status_code == 404
    page = Page(response.content.decode())
    assert "There is no such page" in page.text
    assert "/" in page.links


def test_what_breaks_is_a_page_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(school: School) -> None:
        raise RuntimeError(school)

    monkeypatch.setattr("gatepost.web.home.views.in_force", breaks)
    response = Client(raise_request_exception=False, SERVER_NAME="localhost").get("/wrenmoor/")
    assert response.status_code == 500
    assert "That is our fault" in Page(response.content.decode()).text


@EACH_SCHOOL
def test_our_policy_shows_every_clause_at_its_anchor(visitor: Client, school: str) -> None:
    page = Page(visitor.get(f"/{school}/policy/").content.decode())
    clauses = adopted(school).policy.clauses
    assert clauses
    assert set(clauses) <= set(page.ids)
    for id_ in clauses:
        response = visitor.get(f"/{school}/policy/{id_}/")
        assert response["Location"] == f"/{school}/policy/#{id_}"


@EACH_SCHOOL
def test_our_policy_says_who_adopted_it_and_whose_it_was(visitor: Client, school: str) -> None:
    text = Page(visitor.get(f"/{school}/policy/").content.decode()).text
    assert adopted(school).school.name in text
    assert adopted(school).source in text


@EACH_SCHOOL
def test_our_policy_shows_everything_the_analysis_noticed(visitor: Client, school: str) -> None:
    page = visitor.get(f"/{school}/policy/")
    assert len(page.context["findings"]) == len(noticed(adopted(school).text))


def test_a_policy_past_its_date_is_overdue_and_one_that_is_due_today_is_not() -> None:
    assert review_words("2022-03-01", None, date(2022, 3, 2))["overdue"]
    assert not review_words("2022-03-01", None, date(2022, 3, 1))["overdue"]
    assert review_words(None, None, date(2022, 3, 1)) == {"words": "Not stated", "overdue": False}
    assert not review_words(None, "2020-01-01", date(2022, 3, 1))["overdue"]
    assert review_words(None, "2014-11-01", date(2026, 11, 21)) == {
        "words": "No date is stated, and the policy has been in force for 12 years",
        "overdue": True,
    }
    assert review_words("rolling", None, date(2022, 3, 1))["words"] == "On a rolling basis"


def test_prose_can_hold_no_markup_of_its_own() -> None:
    html = prose_html(
        "<script>x</script> **bold** ![p](http://e/x.png) [go](javascript:alert(1)) <b>raw</b>\n\n# big\n"
    )
    assert "<strong>bold</strong>" in html
    assert not re.search(r"<script|<img|<b>|<h1|href=\"javascript", html)


def test_comparing_asks_for_two_different_policies(visitor: Client) -> None:
    for query, says in [
        ("compare=1", ["Choose the first policy", "Choose the second policy"]),
        ("compare=1&left=wrenmoor", ["Choose the second policy"]),
        ("compare=1&left=wrenmoor&right=wrenmoor", ["Choose two different policies"]),
        ("compare=1&left=nonsense&right=wrenmoor", ["Choose the first policy"]),
    ]:
        page = Page(visitor.get(f"/compare/?{query}").content.decode())
        assert page.title.startswith("Error:")
        assert all(one in page.text for one in says), query
        assert {"#id_left", "#id_right"} & set(page.links)
    response = visitor.get("/compare/?compare=1&left=wrenmoor&right=abercelydd")
    assert response["Location"] == "/compare/wrenmoor/abercelydd/"


def test_whoever_compares_without_end_is_asked_to_wait(visitor: Client) -> None:
    address = f"/compare/{PAIRS[0][0]}/{PAIRS[0][1]}/"
    assert {visitor.get(address).status_code for _ in range(30)} == {200}
    refused = visitor.get(address)
    assert refused.status_code == 429
    assert "Wait a minute, then try again" in Page(refused.content.decode()).text
    elsewhere = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get(address).status_code == 200
    assert visitor.get("/compare/").status_code == 200


@pytest.mark.parametrize(
    ("left", "right"), [*PAIRS, *(pytest.param(*pair, marks=pytest.mark.slow) for pair in OTHER_PAIRS)]
)
def test_compare_shows_every_topic_once_and_every_change_with_an_example(
    visitor: Client, left: str, right: str
) -> None:
    response = visitor.get(f"/compare/{left}/{right}/")
    shown = response.context
    rows = [*shown["both"], *shown["only_one"], *shown["only_other"], *shown["neither"]]
    assert len(rows) == len({row.topic.id for row in rows}) == len(topics())
    found = difference(adopted(left).text, adopted(right).text)
    assert len(shown["changes"]) == len(found.changes) <= 12
    assert all(change["example"].endswith(".") for change in shown["changes"])
    assert not unspoken(response.content.decode())
