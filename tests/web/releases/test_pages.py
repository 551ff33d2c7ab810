"""The pages of news that is held back: each shows what its reader may know."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gatepost.web.releases import permissions
from gatepost.web.releases.models import Release
from gatepost.web.releases.queries import KEPT
from gatepost.web.schools.roles import ROLES
from gatepost.web.schools.scope import school_scope
from tests.pages import text
from tests.web.cast import school, sign_in
from tests.web.releases.news import NEWS, START, at, noted, said

pytestmark = pytest.mark.usefixtures("database")

FORM = {
    "title": "Mrs Hill goes",
    "phrases": "Mrs Hill retires\r\n\r\nMrs   Hill retires",
    "staff": "now",
    "parents": "until",
    "parents_day": "2026-03-19",
    "parents_hour": "09:00",
    "public": "said",
    "roles": ["office"],
}


def test_the_list_shows_each_what_they_may_know() -> None:
    with at(START):
        with school_scope(school().pk):
            noted(replace(NEWS, roles=frozenset()))
        pages = {
            key: sign_in(key).get("/quillbrook/releases/").content.decode() for key in ("head", "office", "teacher")
        }
        other = sign_in("head", "larksend").get("/larksend/releases/").content.decode()
    assert "Mrs Hill goes" in pages["head"]
    assert "Mrs Hill goes" not in pages["office"] + pages["teacher"] + other
    assert "Something that you have not been told of" in pages["office"]
    assert "Friday 20 March 2026, 12:00" in pages["office"]
    assert "Nothing is held that you know of" in pages["teacher"]
    assert "Nothing is held that you know of" in other


def test_a_release_that_is_not_known_is_missing_by_the_same_queries() -> None:
    with at(START):
        teacher, lists = sign_in("teacher"), []

        def seen(page: str) -> tuple[int, bytes, int]:
            with CaptureQueriesContext(connection) as asked:
                answer = teacher.get(f"/quillbrook/releases/{page}")
            return answer.status_code, answer.content, len(asked)

        seen("")  # what is read once for all
        lists.append(seen(""))
        with school_scope(school().pk):
            release = noted()
        lists.append(seen(""))
        answers = [seen(f"{number}/") for number in (release.pk, 999_999)]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
        assert lists[0] == lists[1]


def test_words_that_can_no_longer_be_opened_are_said_to_be_so_and_stop_nobody() -> None:
    with at(START):
        with school_scope(school().pk):
            release = noted()
            Release.objects.filter(pk=release.pk).update(name="0" * 32)
            assert said("head") == []
        shown = sign_in("head").get(f"/quillbrook/releases/{release.pk}/").content.decode()
        assert "can no longer be opened" in shown


def test_the_pages_carry_it_from_the_note_to_the_end() -> None:
    with at(START):
        head = sign_in("head")
        wrong = head.post("/quillbrook/releases/note/", FORM | {"phrases": "the school"})
        assert "is too common" in wrong.content.decode()
        assert 'value="Mrs Hill goes"' in wrong.content.decode()
        where = head.post("/quillbrook/releases/note/", FORM).headers["Location"]
        shown = head.get(where).content.decode()
        assert "Not before Thursday 19 March 2026, 09:00" in shown
        assert shown.count("Mrs Hill retires") == 1
        form = head.get(f"{where}change/").context["form"]
        told = FORM | {"title": "She goes", "seen": form.initial["seen"]}
        assert head.post(f"{where}change/", told).status_code == 302
        stale = head.post(f"{where}change/", told | {"title": "Something else"}, follow=True).content.decode()
        assert "changed since" in stale
        assert 'value="She goes"' in stale
        office = sign_in("office")
        assert "She goes" in office.get(where).content.decode()
        assert "Tell them now" not in office.get(where).content.decode()
        line = head.get(where).context["one"].lines[0]
        tap = {"audience": "parents", "seen": line.until.isoformat(), "to": "day"}
        head.post(f"{where}move/", tap)
        head.post(f"{where}move/", tap)
        assert "Not before Friday 20 March 2026, 09:00" in head.get(where).content.decode()
        out = {"audience": "public", "to": "out"}
        sure = head.post(f"{where}move/", out).content.decode()
        for words in ("Are you sure?", "Everybody may be told now.", "Yes, tell them now", 'name="sure" value="on"'):
            assert words in sure
        assert "They may be told, since" not in head.get(where).content.decode()  # nothing has moved
        head.post(f"{where}move/", out | {"sure": "on"})
        assert head.get(where).content.decode().count("They may be told, since") == 2
        late = head.post(f"{where}move/", out, follow=True).content.decode()
        assert "out for them already" in late
        assert head.post(f"{where}drop/", follow=True).status_code == 200
        assert head.get(where).status_code == 404


@pytest.mark.parametrize(("slug", "cites"), [("tamberley", True), ("quillbrook", False)])
def test_the_page_shows_what_the_policy_says_of_early_news(slug: str, cites: bool) -> None:
    assert ("RA-03" in sign_in("head", slug).get(f"/{slug}/releases/").content.decode()) is cites


def test_pages_ask_a_constant_number_of_queries() -> None:
    counts = []
    with at(START):
        head = sign_in("head")
        for number in (1, 8):
            with school_scope(school().pk):
                for _ in range(number):
                    noted()
            with CaptureQueriesContext(connection) as asked:
                head.get("/quillbrook/releases/")
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_says_who_holds_news_and_how_long_it_lasts() -> None:
    page = " ".join(text("docs/releases.md").split())
    assert ("30 days after" in page, KEPT) == (True, timedelta(days=30))
    assert set(ROLES) - permissions.INSIDE == {"friend", "parent"}
    assert "parents, Friends, volunteers, contractors, the IT provider, the data protection officer, the clerk" in page
    assert set(ROLES) - permissions.WARNED == {
        "parent", "friend", "volunteer", "contractor", "it-provider", "dpo", "clerk"
    }  # fmt: skip
