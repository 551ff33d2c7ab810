"""What each route tells, and that it tells no more than the holder's pages."""

import json
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from gatepost.law.offices import offices
from gatepost.policy.answer import answer_to_json, answers
from gatepost.vocabulary.activity import Activity
from gatepost.web.home.waiting import waiting
from gatepost.web.people.models import OnRoll
from gatepost.web.people.queries.roll import FOUND
from gatepost.web.policies.queries import in_force
from gatepost.web.record.actions import make_head
from gatepost.web.record.models import Entry
from gatepost.web.schools.scope import school_scope
from gatepost.web.tokens.limits import A_MINUTE
from gatepost.web.tokens.models import Token
from tests.web.api.asking import ask, secret_of, token_of, told, went_wrong
from tests.web.cast import person, school, sign_in

pytestmark = pytest.mark.usefixtures("database")

AT = "/quillbrook/api/v1"
LESSON = "2026-11-24T10:15:00Z"  # a Tuesday of the demo's autumn term


def newest_action(slug: str = "quillbrook") -> str:
    with school_scope(school(slug).pk):
        return str(Entry.objects.order_by("-seq")[0].action)


def test_me_tells_the_school_the_roles_and_the_token_and_names_nobody() -> None:
    token, secret = token_of("head", scopes=["terms"])
    answer = told(ask(f"{AT}/me", secret))
    assert answer["school"] == {"slug": "quillbrook", "name": school().name, "jurisdiction": "england"}
    assert [role["code"] for role in answer["roles"]] == sorted(person("head").roles)
    assert answer["token"]["scopes"] == ["terms"]
    assert answer["token"]["name"] == token.name
    assert person("head").name not in json.dumps(answer)


def test_me_says_the_roles_in_the_words_of_the_country() -> None:
    for slug, country in (("quillbrook", "england"), ("abercelydd", "wales")):
        answer = told(ask(f"/{slug}/api/v1/me", secret_of("dsl", slug)))
        assert answer["school"]["jurisdiction"] == country
        assert offices(country)["dsl-long"].lower() in {role["name"].lower() for role in answer["roles"]}


def test_policy_tells_every_clause_with_its_sentences_and_an_address_that_opens() -> None:
    answer = told(ask(f"{AT}/policy", secret_of("teacher")))["policy"]
    with school_scope(school().pk):
        adopted = in_force(school())
    assert adopted is not None
    assert (answer["name"], answer["digest"]) == (adopted.policy.name, adopted.policy.digest)
    assert [one["id"] for one in answer["clauses"]] == list(adopted.policy.clauses)
    page = Client(SERVER_NAME="localhost").get("/quillbrook/policy/").content.decode()
    for clause in answer["clauses"]:
        address, _, anchor = clause["address"].partition("#")
        assert address.endswith("/quillbrook/policy/")
        assert f'id="{anchor}"' in page
    assert sum(len(one["sentences"]) for one in answer["clauses"]) > 10


def test_may_i_answers_as_the_command_does_for_what_the_site_knows_and_the_body_says() -> None:
    body = {"id": "7", "role": "teacher", "action": "accept-connection", "target": "pupil", "time": "own-time"}
    answer = told(ask(f"{AT}/may-i", secret_of("head"), body))["decision"]
    taken = answer.pop("taken")
    with school_scope(school().pk):
        adopted = in_force(school())
    assert adopted is not None
    whole = Activity.from_json(body | taken)
    expected = answer_to_json(
        adopted.book, answers(adopted.book, whole, adopted.policy.name, alone=True), adopted.offices
    )
    for one in expected["others"]:
        one.pop("id", None)
    assert answer == expected
    assert answer["outcome"] == "must-not"


def test_may_i_fills_in_what_the_page_would_and_says_so() -> None:
    body = {"action": "accept-connection"}
    with time_machine.travel(LESSON, tick=False):
        secret = secret_of("teacher")
        answer = told(ask(f"{AT}/may-i", secret, body))["decision"]
        other = told(ask(f"{AT}/may-i", secret, body | {"role": "parent", "time": "own-time"}))["decision"]
    assert answer["taken"]["role"] == "teacher"
    assert answer["role"] == "teacher"
    assert answer["taken"]["time"] in {"lesson", "working-time", "school-day-break"}
    assert answer["taken"]["poses-as-child"] is False
    assert other["role"] == "parent"
    assert not {"role", "time"} & set(other["taken"])


def test_may_i_is_kept_and_counted_nowhere() -> None:
    secret = secret_of("teacher")
    told(ask(f"{AT}/me", secret))
    with school_scope(school().pk):
        before = Entry.objects.count()
    told(ask(f"{AT}/may-i", secret, {"action": "accept-connection", "target": "pupil"}))
    with school_scope(school().pk):
        assert Entry.objects.count() == before


@pytest.mark.parametrize(
    "body",
    [
        {"action": "no-such-action"},
        {"strange": 1},
        {"action": "accept-connection", "permissions": {"NO-1": "written"}},
        {"role": ["pupil", "teacher"], "action": "post"},
        {"target-age": 10**30},
        {"id": "\ud800"},
        {"action": "\ud800"},
        {"content": {"has": ["pupil"], "not": ["pupil"]}},
    ],
    ids=str,
)
def test_may_i_says_in_a_sentence_what_it_cannot_read(body: dict[str, object]) -> None:
    assert went_wrong(ask(f"{AT}/may-i", secret_of("teacher"), body), 422)


def test_may_i_reads_no_body_that_is_no_json() -> None:
    sent = {"Authorization": f"Bearer {secret_of('teacher')}"}
    client = Client(SERVER_NAME="localhost")
    for text in (b"", b"{", b"\xff", b"[" * 5000, b"[1]", b"null", b'{"a": NaN}', b"1" * 5000):
        answer = client.post(f"{AT}/may-i", text, content_type="application/json", headers=sent)
        assert went_wrong(answer, 422), text  # type: ignore[arg-type]


def test_a_body_that_is_too_long_is_refused_in_words_for_a_program() -> None:
    says = went_wrong(ask(f"{AT}/people", secret_of("head"), {"words": "x" * 3_000_000}), 422)
    assert "too long" in says


def test_terms_tells_the_days_of_the_year_and_what_time_it_is_for_the_holder() -> None:
    with time_machine.travel(LESSON, tick=False):
        answer = told(ask(f"{AT}/terms", secret_of("teacher")))
        governor = told(ask(f"{AT}/terms", secret_of("governor")))
    assert answer["today"] == "school-day"
    assert answer["time"] in {"lesson", "working-time", "school-day-break"}
    assert governor["time"] is None, "nobody knows when a governor is at work"
    assert answer["year"]["name"] == "2026-27"
    days = {one["day"]: one for one in answer["year"]["days"]}
    assert days["2026-12-25"] == {"day": "2026-12-25", "kind": "bank-holiday", "closes": None, "name": "Christmas Day"}
    assert days["2026-11-28"]["kind"] == "weekend"
    assert date.fromisoformat(answer["year"]["starts"]).isoformat() in days


def test_terms_tells_no_year_that_is_not_entered() -> None:
    secret = secret_of("teacher")
    assert told(ask(f"{AT}/terms?year=2051-52", secret))["year"] is None
    assert "year" in went_wrong(ask(f"{AT}/terms?year=soon", secret), 422)


def test_people_finds_what_the_search_page_finds_and_no_more_of_anybody() -> None:
    with school_scope(school().pk):
        pupil = OnRoll.objects.filter(kind="pupil").order_by("pk")[0]
        parents = set(OnRoll.objects.filter(kind="parent").values_list("surname", flat=True))
    answer = told(ask(f"{AT}/people", secret_of("teacher"), {"words": pupil.surname}))
    assert {"kind": "pupil", "name": str(pupil), "class_name": pupil.class_name} in answer["people"]
    assert all(set(one) == {"kind", "name", "class_name"} for one in answer["people"])
    assert newest_action() == "roll.searched"
    adults = told(ask(f"{AT}/people", secret_of("support"), {"words": parents.pop()}))["people"]
    assert {one["kind"] for one in adults} <= {"pupil"}, "who sees only names finds pupils alone"


def test_people_finds_nobody_of_another_school() -> None:
    with school_scope(school("larksend").pk):
        stranger = OnRoll(
            school=school("larksend"), kind="pupil", forename="Zebedee", surname="Quayle", folded=" zebedee quayle"
        )
        stranger.save()
    body = {"words": "Zebedee Quayle"}
    assert told(ask("/larksend/api/v1/people", secret_of("head", "larksend"), body))["people"]
    assert told(ask(f"{AT}/people", secret_of("head"), body))["people"] == []


def test_people_are_at_most_as_many_as_on_the_page() -> None:
    with school_scope(school().pk):
        OnRoll.objects.bulk_create(
            OnRoll(school=school(), kind="pupil", forename="Same", surname=f"Name{at}", folded=f" same name{at}")
            for at in range(FOUND + 5)
        )
    assert len(told(ask(f"{AT}/people", secret_of("head"), {"words": "same"}))["people"]) == FOUND


@pytest.mark.parametrize("words", ["", "x" * 101, "a\x00b", 7, None, "\ud800"])
def test_people_refuses_the_words_that_the_page_refuses_and_repeats_none(words: object) -> None:
    says = went_wrong(ask(f"{AT}/people", secret_of("head"), {"words": words}), 422)
    assert "xxx" not in says
    assert newest_action() != "roll.searched"


def test_waiting_tells_the_lines_of_home_with_their_pages() -> None:
    answer = told(ask(f"{AT}/waiting", secret_of("head")))["waiting"]
    with school_scope(school().pk):
        lines = waiting(person("head"), school(), in_force(school()), timezone.now())
    assert lines
    assert [one["says"] for one in answer] == [one.says for one in lines]
    client = sign_in("head")
    for one in answer:
        assert bool(one["kind"]) == bool(one["address"])
        if one["address"]:
            assert client.get(one["address"].removeprefix("http://localhost")).status_code == 200


def test_the_head_of_the_record_is_the_newest_and_is_made_by_nobody_who_asks() -> None:
    secret = secret_of("governor")
    with school_scope(school().pk):
        head = make_head(school().pk)
    answer = told(ask(f"{AT}/record/head", secret))
    assert answer["head"]["note"] == head.note
    assert answer["head"]["size"] == head.size
    assert answer["key"].startswith(head.note.splitlines()[0])
    told(ask(f"{AT}/people", secret_of("head"), {"words": "a"}))
    assert told(ask(f"{AT}/record/head", secret))["head"] == answer["head"]


def test_a_token_that_asks_too_often_waits_and_others_do_not() -> None:
    with time_machine.travel("2026-11-24T10:15:20Z", tick=False) as clock:
        one, other = secret_of("head"), secret_of("head")
        for _ in range(A_MINUTE):
            told(ask(f"{AT}/me", one))
        refused = ask(f"{AT}/me", one)
        assert "40 seconds" in went_wrong(refused, 429)
        assert refused.headers["Retry-After"] == "40"
        told(ask(f"{AT}/me", other))
        clock.shift(40)
        told(ask(f"{AT}/me", one))


def test_a_token_keeps_the_day_of_its_last_use_and_no_time() -> None:
    token, secret = token_of("head")
    with time_machine.travel(LESSON, tick=False):
        told(ask(f"{AT}/me", secret))
    with school_scope(school().pk):
        held = Token.objects.get(pk=token.pk)
    assert held.last_used_on == date(2026, 11, 24)


def test_another_method_is_refused_with_those_that_there_are() -> None:
    answer = ask(f"{AT}/people", secret_of("head"))
    assert "POST" in went_wrong(answer, 405)
    assert answer.headers["Allow"] == "POST"
