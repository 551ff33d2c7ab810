"""Families, one by one, each with the answer that the school must get."""

import pytest

from gatepost.web.consents.actions.answers import answer
from gatepost.web.consents.actions.bars import lift_bar, set_bar
from gatepost.web.consents.models import Answer
from gatepost.web.consents.purposes import from_code
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person
from tests.web.consents.families import (
    PHOTO,
    Stories,
    adult,
    consents,
    join,
    page_for,
    pupil,
    reason,
    says,
    story,
)

pytestmark = pytest.mark.usefixtures("database")

FULL = from_code("website/photo/full")
FIRST = from_code("website/photo/first")
VIDEO = from_code("website/video/none")
FAMILIES: Stories = {}


@story(FAMILIES, "shown")
def both_say_yes() -> str:
    child = pupil()
    for one in (adult(child, "Ada"), adult(child, "Ben")):
        says(child, one, True)
    return reason(child)


@story(FAMILIES, "disagreement")
def two_disagree() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True)
    says(child, adult(child, "Ben"), False)
    return reason(child)


@story(FAMILIES, "shown")
def one_is_silent() -> str:
    child = pupil()
    adult(child, "Ben")
    says(child, adult(child, "Ada"), True)
    return reason(child)


@story(FAMILIES, "no-answer")
def nobody_answers() -> str:
    child = pupil()
    adult(child, "Ada")
    return reason(child)


@story(FAMILIES, "refused")
def one_refuses_and_one_is_silent() -> str:
    child = pupil()
    adult(child, "Ada")
    says(child, adult(child, "Ben"), False)
    return reason(child)


@story(FAMILIES, "responsibility-unknown")
def a_foster_carer_says_yes() -> str:
    child = pupil()
    says(child, adult(child, "Carer", "no"), True)
    return reason(child)


@story(FAMILIES, "shown")
def a_foster_carer_says_no_and_the_council_that_holds_responsibility_yes() -> str:
    child = pupil()
    says(child, adult(child, "Carer", "no"), False)
    says(child, adult(child, "Council"), True)
    return reason(child)


@story(FAMILIES, "bar")
def a_court_order_outranks_the_yes_of_both() -> str:
    child = pupil()
    for one in (adult(child, "Ada"), adult(child, "Ben")):
        says(child, one, True)
    set_bar(person=person("dsl"), child=child.pk, reason="A court order.")
    return reason(child)


@story(FAMILIES, "shown")
def a_bar_is_set_and_lifted() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True)
    bar = set_bar(person=person("office"), child=child.pk, reason="To be looked into.")
    lift_bar(person=person("head"), bar=bar, why="Over.")
    return reason(child)


@story(FAMILIES, "child-no")
def the_child_says_no() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True)
    says(child, None, False)
    says(child, adult(child, "Ben"), True)
    return reason(child)


@story(FAMILIES, "no-answer")
def the_child_alone_says_yes() -> str:
    child = pupil()
    adult(child, "Ada")
    says(child, None, True)
    return reason(child)


@story(FAMILIES, "shown no-answer")
def twins_of_whom_one_was_asked_for() -> str:
    first, second = pupil("Robin"), pupil("Wren")
    ada = adult(first, "Ada")
    join(second, ada)
    says(first, ada, True)
    return f"{reason(first)} {reason(second)}"


@story(FAMILIES, "responsibility-unknown")
def responsibility_is_not_known() -> str:
    child = pupil()
    says(child, adult(child, "Ada", "unknown"), True)
    return reason(child)


@story(FAMILIES, "disagreement")
def somebody_of_unknown_responsibility_says_no_and_a_parent_yes() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True)
    says(child, adult(child, "Ben", "unknown"), False)
    return reason(child)


@story(FAMILIES, "shown shown shown no-answer")
def a_yes_to_the_full_name_covers_less_of_it_and_no_video() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True, FULL)
    return " ".join(reason(child, one) for one in (FULL, FIRST, PHOTO, VIDEO))


@story(FAMILIES, "refused refused shown")
def a_no_to_the_first_name_is_a_no_to_the_full_one() -> str:
    child = pupil()
    ada = adult(child, "Ada")
    says(child, ada, True)
    says(child, ada, False, FIRST)
    return " ".join(reason(child, one) for one in (FULL, FIRST, PHOTO))


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_gets_its_answer(name: str) -> None:
    wanted, told = FAMILIES[name]
    with consents():
        assert told() == wanted


def test_a_parent_of_two_schools_answers_at_each_for_the_child_who_is_there() -> None:
    told = {}
    for slug, yes in (("quillbrook", True), ("larksend", False)):
        with consents(slug):
            child = pupil(slug=slug)
            page_for("parent", child, adult(child, "Ada", slug=slug), slug)
            answer(person=person("parent", slug), child=child.pk, told={PHOTO: yes})
            told[slug] = child, reason(child, slug=slug)
    assert (told["quillbrook"][1], told["larksend"][1]) == ("shown", "refused")
    with school_scope(told["larksend"][0].school_id):
        assert reason(told["quillbrook"][0], slug="larksend") == "not-on-roll"
        assert not Answer.objects.filter(child_id=told["quillbrook"][0].pk).exists()
