"""What the demo shows before anybody has done anything: at each school, for each of its people."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from django.utils import timezone

from gatepost.web.approvals.models import GRANTED, REFUSED
from gatepost.web.approvals.queries.accounts import accounts
from gatepost.web.approvals.queries.requests import decided, said, waiting_for
from gatepost.web.consents import due as consents
from gatepost.web.consents import rule
from gatepost.web.consents.queries.asked import asked
from gatepost.web.consents.queries.verdicts import rulings_for
from gatepost.web.modules.models import Switch
from gatepost.web.modules.queries import is_on
from gatepost.web.operations.demo.furnish import furnish, happened
from gatepost.web.operations.demo.seed import plan
from gatepost.web.people.models import OnRoll
from gatepost.web.phones.models import ICT
from gatepost.web.phones.queries import banned_now, class_rows
from gatepost.web.record.models import Entry
from gatepost.web.releases.holds import PARENTS, PUBLIC, STAFF
from gatepost.web.releases.queries import pre_empted
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
from tests.web.conversations import ENGLISH_ONLY, Page
from tests.web.databases import Database
from tests.web.nameless import people_in_the_record

PEOPLE = {str(one["slug"]): [str(who["key"]) for who in one["people"]] for one in plan()["school"]}
SCHOOLS = list(PEOPLE)
EACH_SCHOOL = pytest.mark.parametrize("slug", SCHOOLS)

_PREPARE = "import sys; from pathlib import Path; from gatepost.web.operations.demo.start import prepare\n"
_PREPARE += "prepare(Path(sys.argv[1]), 8000)"


@pytest.fixture(scope="module")
def demo(fresh_database: Callable[[], AbstractContextManager[Database]]) -> Iterator[None]:
    """One database for all tests here: they only look."""
    with fresh_database():
        furnish()
        for slug in SCHOOLS:  # as the demo's clock does within seconds
            with school_scope(school(slug).pk):
                consents.run(school(slug), timezone.now())
        yield
        assert not people_in_the_record(), "an entry of the record names somebody"


def waiting(key: str, slug: str) -> list[str]:
    return [one.says for one in sign_in(key, slug).get(f"/{slug}/").context["waiting"]]


@EACH_SCHOOL
@pytest.mark.usefixtures("demo")
def test_everybodys_home_opens_and_so_does_what_it_leads_to(slug: str) -> None:
    opened = set()
    for key in PEOPLE[slug]:
        client = sign_in(key, slug)
        home = Page(client.get(f"/{slug}/").content.decode())
        assert home.count("h1") == 1
        for link in {one for one in home.links if one.startswith(f"/{slug}/")}:
            assert client.get(link, follow=True).status_code == 200, f"{key} {link}"
            opened.add(link.removeprefix(f"/{slug}/").partition("/")[0])
        if slug == "abercelydd":
            assert not ENGLISH_ONLY.search(home.text), key
    assert {"photo-consents", "check"} <= opened, opened


@EACH_SCHOOL
@pytest.mark.usefixtures("demo")
def test_most_children_are_answered_for_in_every_way_that_a_school_knows(slug: str) -> None:
    told = happened()[slug]
    with school_scope(school(slug).pk):
        rows = dict(OnRoll.objects.filter(kind="pupil").values_list("pk", "class_name"))
        found = rulings_for(rows, asked(), today())
    reasons = {child: {one.reason for (each, _purpose), one in found.items() if each == child} for child in rows}
    single = Counter(reason for those in reasons.values() for reason in those if len(those) == 1)
    assert (single[rule.BAR], single[rule.DISAGREEMENT], single[rule.CHILD_NO]) == (1, 1, 1)
    answered = {child for child, those in reasons.items() if rule.UNANSWERED not in those}
    assert len(rows) / 2 < len(answered) < len(rows)
    assert {rows[child] for child in answered} == {*rows.values()} - {told["unanswered"]}
    assert {frozenset({rule.SHOWN}), frozenset({rule.SHOWN, rule.REFUSED})} <= {*map(frozenset, reasons.values())}


@EACH_SCHOOL
@pytest.mark.usefixtures("demo")
def test_the_modules_are_signed_and_on(slug: str) -> None:
    with school_scope(school(slug).pk):
        assert all(is_on(code) for code in happened()[slug]["modules"])
        # Wrenmoor keeps past pupils too.
        assert set(Switch.objects.values_list("module", flat=True)) - {"past-pupils"} == {*happened()[slug]["modules"]}


@pytest.mark.usefixtures("demo")
def test_requests_wait_for_the_headteacher_and_others_were_decided() -> None:
    for slug, number in (("quillbrook", 2), ("wrenmoor", 1)):
        head = person("head", slug)
        with school_scope(school(slug).pk):
            assert len(waiting_for(head)) == number
            done = decided(head)
            assert {one.state for one in done} == {GRANTED, REFUSED}
            assert any(vote.yes and vote.words for one in done for vote in said(one.request))
            assert [one.closed_at for one in accounts(person("office", slug))] == [None, None]
    with school_scope(school("larksend").pk):
        assert accounts(person("head", "larksend")) == ()


@pytest.mark.usefixtures("demo")
def test_news_is_held_at_the_school_whose_policy_speaks_of_it() -> None:
    draft, now = "Welcome to Mrs Oakenshaw, who joins us after the holidays!", timezone.now()
    for slug in SCHOOLS:
        with school_scope(school(slug).pk):
            found = {audience: len(pre_empted(draft, audience, now)) for audience in (STAFF, PARENTS, PUBLIC)}
        assert set(found.values()) == {int(slug == "tamberley")}


@pytest.mark.usefixtures("demo")
def test_phones_are_permitted_and_handed_in_today() -> None:
    with school_scope(school("wrenmoor").pk):
        older = class_rows(person("teacher", "wrenmoor"), "Year 6", today())
        (kept,) = [one for one in class_rows(person("dsl", "wrenmoor"), "Year 5", today()) if one.permission]
        assert [one.of for one in banned_now(person("teacher", "wrenmoor"), today())] == [ICT]
    assert sum(one.may_bring for one in older) == 3
    assert sorted(one.here for one in older if one.phone) == [False, True, True]
    assert all(one.may_bring for one in older if one.phone)
    assert kept.keeps
    assert kept.phone is None


@pytest.mark.usefixtures("demo")
def test_something_waits_for_those_whom_a_visitor_becomes_first() -> None:
    assert "2 requests for permission wait for your decision." in waiting("head", "quillbrook")
    assert "1 request for permission waits for your decision." in waiting("cohead", "wrenmoor")
    for slug in ("quillbrook", "wrenmoor"):
        assert "There is news of a permission that you asked for." in waiting("teacher", slug)
    for slug in SCHOOLS:
        assert "Adults disagree about whether a child may be shown." in waiting("head", slug)
        assert not any("you can switch its module on" in one for one in waiting("head", slug))
        assert waiting("parent", slug) == ["The school asks whether it may show your child."]
        child = happened()[slug]["own-child"]["forename"]
        assert child in sign_in("parent", slug).get(f"/{slug}/my-children/").content.decode()
    told = "You have been told of news that is not out yet: see until when to keep it."
    assert told in waiting("dsl", "tamberley")
    assert told not in waiting("teacher", "tamberley")


@pytest.mark.usefixtures("demo")
def test_what_has_happened_stands_in_the_record() -> None:
    expected = {
        "quillbrook": {"permission.granted", "permission.refused"},
        "wrenmoor": {"permission.granted", "phone.permitted"},
        "tamberley": {"release.noted"},
    }
    for slug in SCHOOLS:
        with school_scope(school(slug).pk):
            actions = set(Entry.objects.values_list("action", flat=True))
        assert actions >= {"consent.keyed", "consent.barred", "module.assessment-signed"} | expected.get(slug, set())


def _rows(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def test_a_second_start_adds_nothing_and_the_record_is_complete(tmp_path: Path) -> None:
    counted = []
    for _start in range(2):
        subprocess.run([sys.executable, "-c", _PREPARE, str(tmp_path)], check=True)
        counted.append(_rows(tmp_path / "gatepost.sqlite3"))
    assert counted[0] == counted[1]
    assert counted[0]["consents_answer"] > 100
    config = {"GATEPOST_CONFIG": str(tmp_path / "gatepost.toml"), "GATEPOST_DEMO": "1"}
    for slug in SCHOOLS:
        command = [sys.executable, "-m", "gatepost.cli", "ledger", "verify", "--school", slug]
        ran = subprocess.run(command, env=os.environ | config, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr
