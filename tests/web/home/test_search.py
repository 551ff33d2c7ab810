"""A search finds what its reader may see, tells of nothing else, and keeps no word."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.cast import account, person, school, sign_in
from tests.web.conversations import Page

from gatepost.web.checks.queries import situations
from gatepost.web.people.actions import roll
from gatepost.web.policies.queries import in_force_at
from gatepost.web.record.models import Entry
from gatepost.web.schools.scope import school_scope

pytestmark = pytest.mark.usefixtures("database")

SEARCH = "/quillbrook/search/"
PUPIL = {"forename": "Zephyrine", "surname": "Oxenholme", "class_name": "3B", "date_of_birth": date(2018, 2, 3)}
SEES_NAMES = {"head", "dsl", "deputy", "teacher", "support", "office", "business"}
SEES_MEMBERS = {"head", "dsl", "deputy", "office", "business", "it", "dpo", "chair"}
OTHERS = {"provider", "governor", "clerk", "supply", "contractor", "trainee", "volunteer", "friend", "parent"}


def searched(client: Client, words: str, address: str = SEARCH) -> Any:
    return client.post(address, {"words": words})


def found(client: Client, words: str, address: str = SEARCH) -> dict[str, list[str]]:
    groups = searched(client, words, address).context["groups"]
    return {group.heading: [hit.title for hit in group.hits] for group in groups}


def on_the_roll(slug: str = "quillbrook") -> int:
    with school_scope(school(slug).pk):
        return roll.add(person=person("head", slug), kind="pupil", told=PUPIL).pk


def made() -> list[Entry]:
    with school_scope(school().pk):
        return list(Entry.objects.filter(action="search.made"))


def test_words_in_an_address_are_not_taken(visitor: Client) -> None:
    answer = visitor.get(f"{SEARCH}?words=photograph")
    assert "groups" not in answer.context
    assert "photograph" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_everybody_finds_clauses_and_questions(visitor: Client) -> None:
    groups = found(visitor, "friend request")
    assert "Accept a friend request" in groups["May I…?"]
    assert set(found(visitor, "abused groomed")) == {"Our policy"}
    page = Page(searched(visitor, "abused groomed").content.decode())
    assert "/quillbrook/policy/#BL-06" in page.links


def test_every_clause_is_found_by_its_number(visitor: Client) -> None:
    adopted = in_force_at("quillbrook")
    assert adopted is not None
    for id_, clause in adopted.policy.clauses.items():
        assert found(visitor, id_)["Our policy"][0] == f"{clause.where} ({id_})"


def test_a_question_about_a_concern_is_opened_by_a_button_and_has_no_address(visitor: Client) -> None:
    concern = next(one for one in situations().values() if not one.link)
    html = searched(visitor, concern.title).content.decode()
    assert f'value="{concern.slug}"' in html
    assert not [link for link in Page(html).links if concern.slug in link]


def test_every_link_of_what_is_found_leads_somewhere() -> None:
    on_the_roll()
    head = sign_in("head")
    for words in ("safeguarding", "Zephyrine", "Priya", "school year", "photo", "half term", "members"):
        answer = searched(head, words)
        assert answer.context["groups"], words
        for link in Page(answer.content.decode()).links:
            if not link.startswith("#"):
                assert head.get(link, follow=True).status_code == 200, link


@pytest.mark.parametrize("key", sorted(SEES_NAMES | SEES_MEMBERS | OTHERS))
def test_who_finds_whom(key: str) -> None:
    number = on_the_roll()
    client = sign_in(key)
    answer = searched(client, "zephyrine")
    groups = {group.heading: group.hits for group in answer.context["groups"]}
    assert ("The roll" in groups) == (key in SEES_NAMES)
    if key in SEES_NAMES:
        (hit,) = groups["The roll"]
        assert hit.title == "Zephyrine Oxenholme"
        assert (hit.at == f"/quillbrook/roll/people/{number}/") == (key not in ("teacher", "support"))
    assert "2018" not in answer.content.decode()
    assert ("Members" in found(client, "Laura Penhale")) == (key in SEES_MEMBERS)


@pytest.mark.parametrize("key", sorted(OTHERS))
def test_whoever_may_not_see_people_cannot_tell_whether_they_are_there(key: str) -> None:
    on_the_roll()
    client, seen = sign_in(key), []
    searched(client, "term")  # the school's calendar and policy are then at hand, whatever is asked
    for words in ("Zephyrine Oxenholme", "Zephyrine Oxenhulme", "Laura Penhale", "Laura Penhall"):
        with CaptureQueriesContext(connection) as queries:
            html = searched(client, words).content.decode()
        html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html.replace(f'value="{words}"', ""))
        seen.append((html, [re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in queries.captured_queries]))
    assert all(one == seen[0] for one in seen)


def test_nothing_of_another_school_is_found() -> None:
    on_the_roll("larksend")
    head = sign_in("head")
    others = [account("head", "larksend").name, account("parent", "larksend").name]
    for words in ("Zephyrine", "Oxenholme", *others):
        groups = found(head, words)
        assert "The roll" not in groups
        assert "Members" not in groups
    assert "The roll" in found(sign_in("head", "larksend"), "Zephyrine", "/larksend/search/")
    stranger = sign_in("head", "larksend")
    assert set(found(stranger, "Laura Penhale Zephyrine members")) <= {"May I…?", "Our policy"}


def test_a_search_among_people_is_on_the_record_without_its_words() -> None:
    searched(sign_in("teacher"), "Zephyrine")
    (entry,) = made()
    assert entry.actor == person("teacher").actor
    assert "ephyrine" not in entry.body
    searched(sign_in("parent"), "Zephyrine")
    searched(Client(SERVER_NAME="localhost"), "Zephyrine")
    searched(sign_in("head", "larksend"), "Zephyrine")
    assert len(made()) == 1


def test_before_the_second_proof_nobody_is_found() -> None:
    on_the_roll()
    client = sign_in("head", second_factor=False)
    assert found(client, "Zephyrine") == {}
    assert not made()


def test_an_empty_or_endless_search_is_answered_in_plain_words(visitor: Client) -> None:
    assert "Type a word to look for" in searched(visitor, "  ").content.decode()
    assert "at most 100 characters" in searched(visitor, "x" * 101).content.decode()
    assert "Nothing found" in searched(visitor, "xyzzy").content.decode()
    assert "Nothing found" in searched(sign_in("head"), "';--").content.decode()


def test_dates_of_the_school_year_are_found_by_members_alone(visitor: Client) -> None:
    assert "School year" not in found(visitor, "half term")
    assert "School year" in found(sign_in("parent"), "half term")
