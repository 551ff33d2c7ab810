"""What is asked is kept nowhere: not in addresses, caches, histories or logs."""

import io
import logging
from urllib.parse import quote

import pytest
from django.test import Client

from gatepost.web.checks.queries import situations
from gatepost.web.logs import WithoutWords
from gatepost.web.operations.demo.seed import plan
from tests.web.conversations import Page, always_first, converse

pytestmark = pytest.mark.usefixtures("database")

SCHOOLS = [str(one["slug"]) for one in plan()["school"]]
CONCERNS = [one for one in situations().values() if not one.link]


@pytest.mark.parametrize("situation", [one.slug for one in CONCERNS])
def test_a_concern_has_no_address(visitor: Client, situation: str) -> None:
    for school in SCHOOLS:
        assert visitor.get(f"/{school}/may-i/{situation}/").status_code == 404
        assert visitor.post(f"/{school}/may-i/{situation}/", {"situation": situation}).status_code == 404
        asked = visitor.get(f"/{school}/may-i/", {"situation": situation})
        assert "continue" not in Page(asked.content.decode()).buttons
        assert visitor.post(f"/{school}/may-i/", {"situation": situation}).status_code == 200


@pytest.mark.parametrize("situation", [one.slug for one in CONCERNS])
def test_the_title_that_a_browser_remembers_tells_nothing_of_a_concern(visitor: Client, situation: str) -> None:
    done = converse(visitor, "wrenmoor", situation, False, [CONCERNS[0].roles[1]], always_first)
    titles = {Page(html).title.split(" – ")[0] for html in done.pages}
    assert titles <= {"A question", "An answer"}


def test_a_concern_chosen_under_something_else_is_kept_as_close(visitor: Client) -> None:
    done = converse(visitor, "wrenmoor", "something-else", True, ["teacher"], always_first, "learn-of-concern")
    assert Page(done.answer).title.startswith("An answer")
    assert "999" in Page(done.answer).text
    assert "Keep a link" not in Page(done.answer).text


def test_every_answer_to_a_concern_says_whom_to_turn_to(visitor: Client) -> None:
    for one in CONCERNS:
        for school, lead in [
            ("wrenmoor", "designated safeguarding lead"),
            ("abercelydd", "designated safeguarding person"),
        ]:
            done = converse(visitor, school, one.slug, False, [one.roles[1]], always_first)
            text = Page(done.answer).text
            assert all(words in text for words in ("999", "0800 1111", lead, "not an emergency service")), one.slug


def test_no_link_on_a_question_or_an_answer_carries_what_was_told(visitor: Client) -> None:
    done = converse(visitor, "wrenmoor", "accept-a-friend-request", True, ["teacher"], always_first)
    for html in done.pages:
        page = Page(html)
        assert not [link for link in page.links if "?" in link]
        assert not [link for link in page.links if "teacher" in link]
    assert "http://localhost/wrenmoor/may-i/accept-a-friend-request/" in Page(done.answer).links


def test_answers_in_an_address_are_not_taken(visitor: Client) -> None:
    told = quote('[["role",["teacher"],true]]')
    response = visitor.get(f"/wrenmoor/may-i/accept-a-friend-request/?told={told}&answer=teacher&continue=1")
    assert response.context["step"].fact == "role"
    assert "teacher%22" not in response.content.decode()


def test_questions_and_answers_are_not_to_be_stored(visitor: Client) -> None:
    where = "/wrenmoor/may-i/accept-a-friend-request/"
    role = {"told": "[]", "answer": ["parent"], "continue": "1"}
    responses = [
        visitor.get("/wrenmoor/may-i/"),
        visitor.get(where),
        visitor.post(where, role),
        visitor.post(where, {"told": "["}),
        visitor.post("/wrenmoor/may-i/", {"situation": "something-worries-me"}),
    ]
    for response in responses:
        assert "no-store" in response["Cache-Control"]


def test_a_huge_answer_is_refused_in_plain_words(visitor: Client) -> None:
    response = visitor.post("/wrenmoor/may-i/accept-a-friend-request/", {"told": "[" * 3_000_000})
    assert response.status_code == 400
    assert "too long" in Page(response.content.decode()).text
    many = {f"field{at}": "x" for at in range(500)}
    assert visitor.post("/wrenmoor/may-i/accept-a-friend-request/", many).status_code == 400
    file = io.BytesIO(b"x")
    assert visitor.post("/wrenmoor/may-i/accept-a-friend-request/", {"told": file}).status_code == 400


def test_a_form_that_we_did_not_hand_out_is_refused_in_plain_words() -> None:
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    response = strict.post("/wrenmoor/may-i/", {"situation": "something-worries-me"})
    assert response.status_code == 403
    assert "out of date" in Page(response.content.decode()).text


def test_nothing_that_was_asked_or_answered_reaches_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the site breaks in the middle of it, and the exception repeats the words."""
    written = io.StringIO()
    handler = logging.getLogger("django.request").handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    assert isinstance(handler.formatter, WithoutWords)
    monkeypatch.setattr(handler, "stream", written)

    def breaks(adopted: object, situation: object, told: object, go_on: bool, known: object) -> None:
        raise RuntimeError(f"secret-word {situation} {told}")

    visitor = Client(raise_request_exception=False, SERVER_NAME="localhost")
    visitor.post("/wrenmoor/may-i/", {"situation": "secret-word", "told": "secret-word"})
    visitor.get("/wrenmoor/may-i/secret-word/?secret-word")
    visitor.post("/wrenmoor/may-i/", {"situation": "nude-picture", "told": "[" * 200_000})
    monkeypatch.setattr("gatepost.web.checks.views.next_step", breaks)
    response = visitor.post("/wrenmoor/may-i/?secret-word", {"situation": "nude-picture", "told": "[]"})
    assert response.status_code == 500
    log = written.getvalue()
    assert "RuntimeError" in log
    assert "<slug:school>/may-i/" in log
    for word in ("secret-word", "nude-picture", "sexting", "wrenmoor"):
        assert word not in log
