"""May I...?: every conversation ends in an answer, and every way out of the ordinary in a sentence."""

import json
import re

import pytest
from django.test import Client

from gatepost.policy.answer import answers
from gatepost.vocabulary.activity import Activity
from gatepost.vocabulary.words import vocabulary
from gatepost.web.checks.queries import CONCERN_ACTIONS, CONCERN_FACTS, situations
from gatepost.web.operations.demo.seed import plan
from gatepost.web.policies.queries import Adopted, in_force_at
from tests.web.cast import sign_in
from tests.web.conversations import (
    ENGLISH_ONLY,
    Conversation,
    Page,
    always_first,
    at_random,
    converse,
    roles_and_situations,
    unspoken,
)

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.engine]

CONTACT = vocabulary().facts["action"].groups["contact"]
WORKFORCE = vocabulary().facts["role"].groups["workforce"]
ENGLISH, WELSH = "quillbrook", "abercelydd"
EACH_SCHOOL = pytest.mark.parametrize(
    "school",
    [
        pytest.param(slug, marks=() if slug in (ENGLISH, WELSH) else [pytest.mark.slow, pytest.mark.engine])
        for slug in (str(one["slug"]) for one in plan()["school"])
    ],
)
MOST_QUESTIONS = 6

SLOW = pytest.param(range(1, 2), marks=[pytest.mark.slow, pytest.mark.engine], id="thorough")


@EACH_SCHOOL
@pytest.mark.parametrize("seeds", [pytest.param(range(1), id="once"), SLOW])
def test_every_situation_ends_in_an_answer_for_everyone_who_may_ask(visitor: Client, school: str, seeds: range) -> None:
    facts = vocabulary().facts
    for situation, link, role in roles_and_situations():
        for seed in seeds:
            choose = at_random(f"{school} {situation} {role} {seed}")
            done = converse(visitor, school, situation, link, [role], choose, go_on=bool(seed % 2))
            asked = [fact for fact in done.asked if fact not in ("role", "action")]
            if seed % 2:  # to the end of everything: what software will look up is asked as well
                asked = [fact for fact in asked if facts[fact].look == "ask"]
            assert len(asked) <= MOST_QUESTIONS, (situation, role, done.told)
            assert Page(done.answer).headings[0].strip(), (situation, role, done.told)
            for html in done.pages:
                page = Page(html)
                assert page.count("h1") == 1
                assert not unspoken(html), (situation, role, done.told)
                assert school != WELSH or not ENGLISH_ONLY.search(page.text), (situation, role, done.told)
            _consequences_are_kept_back(done, role)


def _consequences_are_kept_back(done: Conversation, role: str) -> None:
    """Behind a disclosure, never at caution or below, never for those whom the school can only ask."""
    shown = "What if someone does it anyway?" in done.answer
    if shown:
        assert role not in ("parent", "community-member")
        tag = Page(done.answer).text
        assert not re.search(
            r"\bAllowed(?: with care)?\b|Policy says nothing", tag.partition("What the policy says")[0]
        )
        assert '<details class="govuk-details">' in done.answer.partition("What if someone")[0]


@EACH_SCHOOL
def test_two_parts_in_school_life_get_an_answer_each_the_most_restrictive_first(visitor: Client, school: str) -> None:
    rank = vocabulary().rank
    adopted = _adopted(school)
    for situation in situations().values():
        roles = [role for role in ("governor", "parent", "teacher") if role in situation.roles]
        if len(roles) < 2:
            continue
        done = converse(visitor, school, situation.slug, situation.link, roles, always_first)
        found = answers(adopted.book, _activity(situation.slug, done.told), adopted.policy.name)
        assert len(found) == len(roles)
        ranks = [rank(one.decision.outcome) for one in found]
        assert ranks == sorted(ranks, reverse=True)
        text = Page(done.answer).text
        assert text.count("And as:") == len(roles) - 1


def _adopted(school: str) -> Adopted:
    found = in_force_at(school)
    assert found is not None
    return found


def _activity(situation: str, told: str) -> Activity:
    from gatepost.web.checks.gather import gather, read

    return gather(situations()[situation], read(told))[0]


@EACH_SCHOOL
@pytest.mark.parametrize("young", ["pupil", "other-child", "former-pupil"])
def test_nobody_who_works_in_the_school_is_let_near_a_child_without_the_notice(
    visitor: Client, school: str, young: str
) -> None:
    def choose(options: list[str], several: bool) -> list[str]:
        wanted = [one for one in options if one == young or one.endswith("-17")]
        return wanted or options[-1:]

    adopted = _adopted(school)
    for role in WORKFORCE:
        for action in CONTACT:
            done = converse(visitor, school, "something-else", True, [role], choose, action)
            (found,) = answers(adopted.book, _activity("something-else", done.told), adopted.policy.name)
            warned = "until you have spoken to the" in Page(done.answer).text
            assert warned is (found.decision.outcome != "must-not"), (role, action, done.told)


def test_a_friend_request_from_a_girl_who_left_two_years_ago_takes_at_most_four_questions(visitor: Client) -> None:
    def choose(options: list[str], several: bool) -> list[str]:
        for answer in ("former-pupil", "none", "no"):
            if answer in options:
                return [answer]
        return [one for one in options if one.endswith("-17")] or options[:1]

    done = converse(visitor, "wrenmoor", "accept-a-friend-request", True, ["teacher"], choose)
    page = Page(done.answer)
    assert page.headings[0].startswith("No.")
    assert "CP-17" in page.text
    assert len(done.asked) <= 4


def test_back_goes_to_the_question_before_with_its_answer_still_chosen(visitor: Client) -> None:
    where = "/wrenmoor/may-i/accept-a-friend-request/"
    told = json.dumps([["role", ["teacher"], True], ["target", "former-pupil", True]])
    response = visitor.post(where, {"told": told, "back": "1"})
    assert response.context["step"].fact == "target"
    assert 'value="former-pupil" checked' in response.content.decode()
    assert json.loads(Page(response.content.decode()).hidden["told"]) == [["role", ["teacher"], True]]


def test_change_goes_back_to_that_question_and_asks_the_later_ones_again(visitor: Client) -> None:
    where = "/wrenmoor/may-i/accept-a-friend-request/"
    told = json.dumps([["role", ["teacher"], True], ["target", "former-pupil", True]])
    response = visitor.post(where, {"told": told, "change": "0"})
    assert response.context["step"].fact == "role"
    assert Page(response.content.decode()).hidden["told"] == "[]"


def test_the_page_to_print_gives_the_same_answer_and_nothing_to_press_but_back(visitor: Client) -> None:
    done = converse(visitor, "wrenmoor", "message-a-pupil", True, ["teacher"], always_first)
    sent = Page(done.answer).hidden
    printed = Page(visitor.post("/wrenmoor/may-i/message-a-pupil/", {**sent, "print": "1"}).content.decode())
    assert printed.headings == Page(done.answer).headings
    assert printed.buttons == ["answer-page"]


def test_not_sure_is_not_asked_again_and_nothing_is_taken_for_a_no(visitor: Client) -> None:
    def unsure(options: list[str], several: bool) -> list[str]:
        return ["not-sure"]

    done = converse(visitor, "wrenmoor", "accept-a-friend-request", True, ["teacher"], unsure)
    assert len(done.asked) == len(set(done.asked))
    activity = _activity("accept-a-friend-request", done.told)
    assert dict(activity.facts) == {"role": "teacher", "action": "accept-connection", "poses-as-child": False}


def test_after_six_questions_there_is_an_answer_and_more_only_for_those_who_want_it(visitor: Client) -> None:
    def clean(options: list[str], several: bool) -> list[str]:
        if several:
            return ["none-of-these"]
        liked = ("personal", "own", "school-business", "social-network", "working-time", "off-premises")
        return [next((one for one in liked if one in options), options[-2])]

    where, told = "/wrenmoor/may-i/something-else/", ("wrenmoor", "something-else", True)
    first = converse(visitor, *told, ["head"], clean, "post")
    assert len(first.asked) == len(("role", "action")) + MOST_QUESTIONS
    page = Page(first.answer)
    assert "go-on" in page.buttons
    more = Page(visitor.post(where, {**page.hidden, "go-on": "1"}).content.decode())
    assert "continue" in more.buttons
    assert json.loads(more.hidden["told"]) == json.loads(page.hidden["told"])
    last = converse(visitor, *told, ["head"], clean, "post", go_on=True)
    assert len(last.asked) > len(first.asked)
    assert "go-on" not in Page(last.answer).buttons


def test_a_person_is_taken_to_act_openly_and_told_so(visitor: Client) -> None:
    done = converse(visitor, "wrenmoor", "accept-a-friend-request", True, ["teacher"], always_first)
    assert "poses-as-child" not in done.asked
    assert "do not pass yourself off as a child" in Page(done.answer).text
    posing = converse(visitor, "wrenmoor", "pass-myself-off-as-a-child", True, ["teacher"], always_first)
    assert "CP-25" in Page(posing.answer).text
    assert "do not pass yourself off as a child" not in Page(posing.answer).text


def test_what_is_ticked_beside_not_sure_counts_and_the_rest_stays_unknown(visitor: Client) -> None:
    def choose(options: list[str], several: bool) -> list[str]:
        return [options[0], "not-sure"] if several else ["not-sure"]

    done = converse(visitor, "wrenmoor", "comment-on-a-post", True, ["teacher"], choose)
    sets = [entry for entry in json.loads(done.told)[1:] if entry[1] is not None]
    assert sets
    for _fact, value, sure in sets:
        assert len(value["has"]) == 1
        assert value["not"] == []
        assert not sure


@pytest.mark.parametrize(
    ("told", "answer", "says"),
    [
        ("[]", [], "Tick at least one answer"),
        ("[]", ["nobody-we-know"], "Choose one of the answers on this page"),
        ("[]", ["pupil", "teacher"], "alone"),
        ('[["role",["teacher"],true]]', [], "Choose an answer, or"),
    ],
)
def test_a_bad_answer_is_told_at_the_top_and_at_the_field(
    visitor: Client, told: str, answer: list[str], says: str
) -> None:
    where = "/wrenmoor/may-i/accept-a-friend-request/"
    page = Page(visitor.post(where, {"told": told, "answer": answer, "continue": "1"}).content.decode())
    assert page.title.startswith("Error:")
    assert page.text.count(says) == 2
    assert "#answer" in page.links
    assert {"answer", "answer-error"} <= set(page.ids)


def test_none_of_these_beside_a_tick_is_refused(visitor: Client) -> None:
    where = "/wrenmoor/may-i/comment-on-a-post/"
    told = '[["role",["teacher"],true]]'
    response = visitor.post(where, {"told": told})
    while not response.context["step"].several:
        page = Page(response.content.decode())
        sent: dict[str, object] = {**page.hidden, "answer": ["not-sure"], "continue": "1"}
        response = visitor.post(where, sent)
    page = Page(response.content.decode())
    both = {**page.hidden, "answer": [page.options[0][1], "none-of-these"], "continue": "1"}
    assert "but not both" in Page(visitor.post(where, both).content.decode()).text


def test_every_situation_says_only_what_the_vocabulary_knows_and_concerns_have_no_address() -> None:
    assert len(situations()) >= 20
    for one in situations().values():
        assert one.roles, one.slug
        assert one.slug == "something-else" or "action" in one.facts, one.slug
        if one.facts.get("action") in CONCERN_ACTIONS or set(one.facts) & CONCERN_FACTS:
            assert not one.link, one.slug


def test_there_is_something_to_ask_for_everyone() -> None:
    for role in vocabulary().facts["role"].values:
        assert len([one for one in situations().values() if role in one.roles]) >= 10, role


@EACH_SCHOOL
def test_a_worry_is_never_headed_by_the_policys_silence(visitor: Client, school: str) -> None:
    for situation in ("something-worries-me", "bullied-online", "nude-picture", "deal-with-a-concern"):
        done = converse(visitor, school, situation, False, ["teacher"], always_first)
        assert "Policy says nothing" not in done.answer, situation
        assert done.answer.index("Call 999") < done.answer.index("<h1"), situation


def test_whoever_a_pupil_sends_a_request_to_is_told_what_to_do_and_where_accepting_stands(visitor: Client) -> None:
    situation = "a-pupil-sent-me-a-request"
    done = converse(visitor, "quillbrook", situation, False, ["teacher"], always_first)
    page = Page(done.answer)
    assert "Do not accept it, and tell the DSL." in page.text
    assert "neither forbids" not in page.text
    assert "/quillbrook/may-i/accept-a-friend-request/" in page.links


@pytest.mark.parametrize(
    ("key", "school", "says"),
    [
        (
            "dsl",
            "quillbrook",
            "You are the DSL yourself: do what your own procedure says. If it is about you, tell",
        ),
        ("head", "larksend", "If it is about you, tell the deputy DSL and the chair of governors."),
        ("dsl", WELSH, "You are the designated safeguarding person yourself"),
        ("teacher", "quillbrook", ""),
    ],
)
def test_whoever_leads_safeguarding_is_not_sent_to_themselves_alone(key: str, school: str, says: str) -> None:
    done = converse(sign_in(key, school), school, "a-pupil-sent-me-a-request", False, ["teacher"], always_first)
    text = Page(done.answer).text
    assert says in text if says else "yourself" not in text
