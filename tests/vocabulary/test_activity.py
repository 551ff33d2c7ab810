"""An activity is read from JSON and written back as it was, or refused in a sentence that names the nearest word."""

import json
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from gatepost.vocabulary.activity import LEVELS, Activity, ActivityError, Partial, Value
from gatepost.vocabulary.words import Fact, vocabulary

WORDS = vocabulary()
CLAUSES = st.text("ABC-/0123456789", min_size=1, max_size=6)


@st.composite
def values(draw: DrawFn, fact: Fact) -> Value:
    """Any value that the fact can have, half-known ones too."""
    match fact.kind:
        case "one-of":
            some = draw(st.frozensets(st.sampled_from(fact.values), min_size=1))
            return next(iter(some)) if len(some) == 1 else Partial(possible=some)
        case "any-of":
            has = draw(st.frozensets(st.sampled_from(fact.values)))
            lacks = draw(st.frozensets(st.sampled_from(fact.values))) - has
            return (
                has
                if len(has) + len(lacks) == len(fact.values) or draw(st.booleans())
                else Partial(has=has, lacks=lacks)
            )
        case "whole-number":
            low, high = sorted(draw(st.tuples(*[st.integers(fact.low, fact.high)] * 2)))
            return low if low == high else Partial(low=low, high=high)
        case _:
            return draw(st.booleans())


@st.composite
def activities(draw: DrawFn) -> Activity:
    facts = {name: draw(values(WORDS.facts[name])) for name in draw(st.sets(st.sampled_from(sorted(WORDS.facts))))}
    roles: tuple[str, ...] = ()
    if draw(st.booleans()):
        roles = tuple(draw(st.lists(st.sampled_from(WORDS.facts["role"].values), min_size=2, unique=True)))
        facts.pop("role", None)
    identity = draw(st.none() | st.text() | st.integers())
    return Activity(
        facts, identity, roles, draw(st.none() | st.dictionaries(CLAUSES, st.sampled_from(LEVELS), max_size=3))
    )


@given(activities())
def test_what_is_written_reads_back_as_the_same_activity(activity: Activity) -> None:
    assert Activity.from_json(json.loads(json.dumps(activity.to_json()))) == activity


def anything() -> SearchStrategy[Any]:
    """Any JSON, leaning towards the words and shapes an activity has."""
    near = sorted({word for fact in WORDS.facts.values() for word in fact.values})
    keys = st.sampled_from([*WORDS.facts, "id", "permissions", "not", "has", "at least", "under", "over"]) | st.text()
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([*near, *LEVELS])
    return st.recursive(
        plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
    )


@given(anything())
def test_any_json_is_an_activity_or_one_plain_sentence(source: Any) -> None:
    try:
        activity = Activity.from_json(source)
    except ActivityError as error:
        sentence = str(error)
        assert sentence
        assert sentence.isprintable(), sentence
        assert len(sentence) < 400
    else:
        assert Activity.from_json(activity.to_json()) == activity


def test_json_nested_as_deep_as_python_reads_it_is_refused_in_a_sentence() -> None:
    for name in ("role", "content", "target-age", "in-doubt", "id", "permissions", "nothing"):
        nested: Any = "x"
        for _ in range(150):
            nested = [nested]
        with pytest.raises(ActivityError):
            Activity.from_json({name: nested})


# the nearest word -----------------------------------------------------------------------------------------------------


def refusal(source: Mapping[str, Any]) -> str:
    with pytest.raises(ActivityError) as raised:
        Activity.from_json(source)
    return str(raised.value)


def slips(word: str) -> list[str]:
    """The word with one letter left out, doubled, or swapped with the next."""
    left_out = [word[:at] + word[at + 1 :] for at in range(len(word))]
    doubled = [word[: at + 1] + word[at:] for at in range(len(word))]
    swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
    return [*left_out, *doubled, *swapped, word.upper(), word.replace("-", "_"), word.replace("-", "")]


def assert_names_the_nearest(sentence: str, slip: str, meant: str) -> None:
    assert f"`{slip}`" in sentence
    _, found, rest = sentence.partition(" (did you mean `")
    assert found, f"no word is suggested: {sentence}"
    suggested = rest.split("`")[0]
    likeness = [SequenceMatcher(None, word, slip.lower()).ratio() for word in (suggested, meant)]
    assert likeness[0] >= likeness[1] - 0.001, f"`{meant}` is nearer: {sentence}"


@pytest.mark.parametrize("name", WORDS.facts)
def test_a_slip_in_a_word_names_the_nearest_one(name: str) -> None:
    fact = WORDS.facts[name]
    for slip in slips(name):
        if slip not in WORDS.facts:
            assert_names_the_nearest(refusal({slip: "x"}), slip, name)
    for meant in fact.values:
        for slip in slips(meant):
            if slip in fact.values or len(slip) < 3:
                continue
            shapes: list[Any] = [slip] if fact.kind == "one-of" else [[slip], {"has": [slip]}]
            for shape in (*shapes, {"not": [slip]}):
                assert_names_the_nearest(refusal({name: shape}), slip, meant)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ([], 'an activity must be a JSON object, such as {"role": "teacher", "action": "post"}'),
        ({"rol": "teacher"}, "`rol` is not a fact (did you mean `role`?)"),
        ({"role": "techer"}, "`techer` is not a value of `role` (did you mean `teacher`?)"),
        ({"role": ["techer", "head"]}, "`techer` is not a value of `role` (did you mean `teacher`?)"),
        ({"role": []}, "`role` must name at least one role"),
        ({"role": 5}, "`role` takes words of the vocabulary, not `5`"),
        ({"role": None}, "`role` takes words of the vocabulary, not `None`"),
        ({"target": {"not": list(WORDS.facts["target"].values)}}, "`target` excludes every value it could have"),
        ({"target": {}}, "`target` says nothing: give `not`"),
        ({"target": {"has": ["pupil"]}}, "`target` does not take `has`: it takes `not`"),
        ({"target": {"not": "pupil"}}, "`target` takes a list of words here, not `pupil`"),
        ({"content": "abusive"}, "`content` takes a list of words, not `abusive`"),
        ({"content": {"has": ["sexual"], "not": ["sexual"]}}, "`content` both has and has not `sexual`"),
        ({"in-doubt": "yes"}, "`in-doubt` is true or false, not `yes`"),
        ({"in-doubt": 1}, "`in-doubt` is true or false, not `1`"),
        ({"target-age": "9"}, "`target-age` is a whole number of years, not `9`"),
        ({"target-age": True}, "`target-age` is a whole number of years, not `True`"),
        ({"target-age": 9.0}, "`target-age` is a whole number of years, not `9.0`"),
        ({"target-age": -1}, "`target-age` must be from 0 to 120, not `-1`"),
        ({"target-age": {"at least": 18, "under": 18}}, "no number fits what `target-age` says"),
        ({"target-age": {"over": 120}}, "no number fits what `target-age` says"),
        ({"id": 1.5}, "`id` must be text or a whole number"),
        (
            {"permissions": ["CP-19"]},
            '`permissions` must be an object from clause to level, such as {"CP-19": "written"}',
        ),
        (
            {"permissions": {"CP-19": "writen"}},
            "`writen` is not a level of permission for `CP-19`: none, spoken or written (did you mean `written`?)",
        ),
        ({"x" * 1000: 1}, f"`{'x' * 60}...` is not a fact"),
        ({"a\nb\x1b[31m": 1}, "`a?b?[31m` is not a fact"),
    ],
)
def test_every_refusal_says_what_is_wrong(source: Any, sentence: str) -> None:
    assert refusal(source) == sentence


@pytest.mark.parametrize(
    ("source", "facts"),
    [
        ({"target": {"not": ["pupil"]}}, {"target": Partial(possible=WORDS.facts["target"].known - {"pupil"})}),
        ({"image-setting": {"not": list(WORDS.facts["image-setting"].values[1:])}}, {"image-setting": "no-image"}),
        ({"uses": []}, {"uses": frozenset()}),
        ({"uses": {"has": ["school-name"]}}, {"uses": Partial(has=frozenset({"school-name"}))}),
        (
            {"uses": {"has": ["school-name"], "not": ["school-logo", "school-document", "school-location"]}},
            {"uses": frozenset({"school-name"})},
        ),
        ({"target-age": {"at least": 13, "under": 18}}, {"target-age": Partial(low=13, high=17)}),
        ({"target-age": {"over": 17}}, {"target-age": Partial(low=18, high=120)}),
        ({"target-age": {"over": 17, "under": 19}}, {"target-age": 18}),
        ({"role": ["teacher", "teacher"]}, {"role": "teacher"}),
    ],
)
def test_a_half_known_fact_holds_just_what_is_left_of_it(source: Any, facts: Mapping[str, Value]) -> None:
    assert Activity.from_json(source).facts == facts


def test_several_roles_are_kept_apart_from_the_facts() -> None:
    activity = Activity.from_json({"role": ["parent", "governor"], "action": "post"})
    assert activity.roles == ("parent", "governor")
    assert "role" not in activity.facts
    assert activity.as_one("governor") == Activity({"action": "post", "role": "governor"})
