"""What the answer still turns on: each open question with what every answer would bring, as the command lists it."""

from typing import Any

import pytest
from django.utils import timezone

from gatepost.checking.open import Open, brings, still_open
from gatepost.policy.explain import outcome_words
from gatepost.web.checks.drafts.advice import advise
from gatepost.web.checks.drafts.draft import Draft
from gatepost.web.checks.drafts.reading import read_draft
from gatepost.web.checks.forms import token
from gatepost.web.policies.queries import in_force
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
from tests.web.checks.drafting import answered
from tests.web.conversations import Page

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.engine]

RUDE, PLAIN = "Our head is an idiot", "Lovely walk on the hills today."


def text(response: Any) -> str:
    return " ".join(Page(response.content.decode()).text.split())


def open_of(key: str, slug: str, words: str, audience: str = "public") -> tuple[str, tuple[Open, ...]]:
    """As which role the draft is decided, and what `gatepost check` would list of it."""
    with school_scope(school(slug).pk):
        who, adopted, now = person(key, slug), in_force(school(slug)), timezone.now()
        assert adopted is not None
        draft = Draft(words, "post", "personal", "", "facebook", audience, (key,))
        (one,) = advise(who, adopted, read_draft(who, school(slug), draft, now), [], now).answers
        return str(one.decision.role), still_open(adopted.book, one, adopted.offices)


@pytest.mark.parametrize(
    ("key", "slug"), [("teacher", "quillbrook"), ("teacher", "abercelydd"), ("parent", "wrenmoor")]
)
def test_each_open_question_stands_on_the_page_with_every_answer_and_what_it_would_bring(key: str, slug: str) -> None:
    role, still = open_of(key, slug, RUDE)
    assert still
    page = text(answered(sign_in(key, slug), RUDE, slug))
    for each in still:
        assert each.question in page
        for way in each.ways:
            assert f"{way.label}: {brings(way, role)}" in page


def test_an_answer_brings_what_the_page_said_it_would() -> None:
    role, still = open_of("teacher", "quillbrook", PLAIN, audience="")
    teacher, tried = sign_in("teacher"), 0
    for each in still:
        for way in each.ways:
            if each.several:
                continue
            tried += 1
            page = text(answered(teacher, PLAIN, audience="", **{f"a-{each.fact}": token(way.value)}))
            then = outcome_words(way.outcome, role)
            assert page.split("Your draft")[1].strip().startswith(then), (each.question, way.label)
    assert tried
