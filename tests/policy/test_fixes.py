"""Fixes: what is proposed as a way out works, is honest, and is as small as it can be."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.policy.advise import HARMFUL, MOST_FIXES, Fix, fixes
from gatepost.policy.decide import decide
from gatepost.policy.document import Policy
from gatepost.policy.library import pack, packs
from gatepost.policy.parse import parse_policy
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import LEVELS, Activity, Partial, Value
from gatepost.vocabulary.words import Fact, vocabulary
from tests.policy import reference
from tests.policy.chance import Chance
from tests.policy.files import FRONT, read
from tests.policy.possible import Impossible, known, possible
from tests.policy.strategies import policies

WORDS = vocabulary()
CAUTION = WORDS.rank("caution")
PERMISSION = "permission-head"

each_size = pytest.mark.parametrize("size", [200, pytest.param(2000, marks=pytest.mark.slow)])
each_pack = pytest.mark.parametrize("name", packs())


@cache
def proposals(name: str, size: int) -> tuple[tuple[Activity, tuple[Fix, ...]], ...]:
    """Random activities of which the outcome is above caution, each with what is proposed."""
    policy = pack(name)
    book, chance = Rulebook([policy]), Chance(policy, f"fixes {name}")
    found: list[tuple[Activity, tuple[Fix, ...]]] = []
    for activity in chance.activities(size * 3):
        try:
            chance.worlds(activity)
        except Impossible:
            continue
        decision = decide(book, activity)
        proposed = fixes(book, book[name], activity, decision)
        assert WORDS.rank(decision.outcome) > CAUTION or not proposed, told(name, activity)
        if WORDS.rank(decision.outcome) > CAUTION and len(found) < size:
            found.append((activity, proposed))
    return tuple(found)


def told(name: str, activity: Activity, fix: Fix | None = None) -> str:
    return f"seed 'fixes {name}', activity {activity.to_json()}, {fix}"


def followed(activity: Activity, fix: Fix) -> Activity:
    permissions = activity.permissions if fix.permissions is None else fix.permissions
    return replace(activity.knowing(fix.facts), permissions=permissions)


def spelt_out(activity: Activity) -> Activity:
    """The activity with what its facts say of others (a picture that shows something is a picture) put into words.

    Otherwise taking away a fact would also take away what was known through it, and look like a way out.
    """
    worlds = possible(activity, WORDS)
    facts = dict(known(worlds, WORDS))
    for name, fact in WORDS.facts.items():
        if fact.kind == "one-of" and 1 < len(worlds[name, ""]) < len(fact.values):
            facts[name] = Partial(possible=frozenset(str(value) for value in worlds[name, ""]))
    return activity.knowing(facts)


def rank_after(policy: Policy, activity: Activity) -> int:
    return WORDS.rank(reference.decide(policy, activity).outcome)


def rank_without_harm(policy: Policy, activity: Activity) -> int:
    """The rank after a change; the worst where it leaves hurtful words in, which is no way out."""
    if HARMFUL & has(activity.facts.get("content")):
        return WORDS.rank("must-not")
    try:
        return rank_after(policy, activity)
    except Impossible:
        return WORDS.rank("must-not")


@each_size
@each_pack
def test_no_fix_leaves_hurtful_words_in(name: str, size: int) -> None:
    seen = 0
    for activity, proposed in proposals(name, size):
        for fix in proposed:
            seen += bool(HARMFUL & has(activity.facts.get("content")))
            assert not HARMFUL & has(followed(activity, fix).facts.get("content")), told(name, activity, fix)
    assert seen


@each_size
@each_pack
def test_a_fix_brings_the_outcome_it_promises_at_or_below_caution(name: str, size: int) -> None:
    policy, works = pack(name), 0
    for activity, proposed in proposals(name, size):
        assert len(proposed) <= MOST_FIXES
        for fix in proposed:
            outcome = reference.decide(policy, followed(activity, fix)).outcome
            assert outcome == fix.outcome, told(name, activity, fix)
            assert WORDS.rank(outcome) <= CAUTION, told(name, activity, fix)
            again = reference.decide(policy, followed(spelt_out(activity), fix)).outcome
            assert again == fix.outcome, told(name, activity, fix)
            works += 1
        ranks = [WORDS.rank(fix.outcome) for fix in proposed]
        assert ranks == sorted(ranks), told(name, activity)
    assert works >= size / 10, "too few fixes were proposed for this to say much"


@each_size
@each_pack
def test_a_fix_asks_nobody_to_say_what_is_not_so(name: str, size: int) -> None:
    for activity, proposed in proposals(name, size):
        facts = spelt_out(activity).facts
        for fix in proposed:
            for fact, value in fix.facts.items():
                before = facts.get(fact)
                assert before != value, f"{fact} stays as it is; {told(name, activity, fix)}"
                assert honest(WORDS.facts[fact], before, value), f"{fact}; {told(name, activity, fix)}"
            before_levels, after_levels = activity.permissions or {}, fix.permissions or {}
            for clause in before_levels.keys() | after_levels.keys() if fix.permissions is not None else ():
                levels = [LEVELS.index(held.get(clause, "none")) for held in (before_levels, after_levels)]
                assert levels == sorted(levels), f"{clause}; {told(name, activity, fix)}"


def honest(fact: Fact, before: Value | None, after: Value) -> bool:
    match fact.change:
        case "remove" if fact.kind == "any-of":
            return has(after) < has(before) and lacks(fact, before) <= lacks(fact, after)
        case "remove":
            return before is not None
        case "move" | "wait":
            return before is not None and isinstance(after, str)
        case "ask":
            return after is True if fact.kind == "yes-no" else after in ("spoken", "written")
        case "declare":
            return (before, after) == ("undeclared", "declared")
        case _:
            return False


def has(value: Value | None) -> frozenset[str]:
    match value:
        case Partial():
            return value.has
        case frozenset():
            return value
        case _:
            return frozenset()


def lacks(fact: Fact, value: Value | None) -> frozenset[str]:
    return value.lacks if isinstance(value, Partial) else frozenset(fact.values) - has(value)


@each_size
@each_pack
def test_no_word_is_taken_away_that_could_stay(name: str, size: int) -> None:
    policy = pack(name)
    for activity, proposed in proposals(name, size):
        for fix in proposed:
            for fact, value in fix.facts.items():
                if WORDS.facts[fact].kind != "any-of" or fact in implied(fix):
                    continue
                for word in has(activity.facts.get(fact)) - has(value):
                    kept = has(value) | {word}
                    restored = Partial(has=kept, lacks=value.lacks - {word}) if isinstance(value, Partial) else kept
                    again = replace(fix, facts={**fix.facts, fact: restored})
                    assert rank_without_harm(policy, followed(activity, again)) > CAUTION, (
                        f"{word} could stay; {told(name, activity, fix)}"
                    )


def implied(fix: Fix) -> frozenset[str]:
    """The facts of a fix that only follow from another of them, as no name beside a photo follows from no image."""
    follow: set[str] = set()
    for fact, value in fix.facts.items():
        forced = known(possible(Activity({fact: value}), WORDS), WORDS)
        follow |= {other for other in fix.facts if other != fact and forced.get(other) == fix.facts[other]}
    return frozenset(follow)


def steps(fix: Fix) -> int:
    """How many things a person is asked to do."""
    return len(fix.facts.keys() - implied(fix)) + (fix.permissions is not None)


@each_size
@each_pack
def test_two_changes_are_proposed_only_where_no_single_one_would_do(name: str, size: int) -> None:
    policy = pack(name)
    for activity, proposed in proposals(name, size):
        counts = {steps(fix) for fix in proposed}
        assert counts in (set(), {1}, {2}), told(name, activity)
        if counts != {1}:
            enough = next(
                (one for one in single_changes(spelt_out(activity)) if rank_without_harm(policy, one) <= CAUTION), None
            )
            assert enough is None, f"enough would be {enough}; {told(name, activity)}"


def single_changes(activity: Activity) -> Iterator[Activity]:
    """The activity after every honest change of one fact that is known, and what must follow from it."""
    for name, fact in WORDS.facts.items():
        if name in activity.facts or name == PERMISSION:
            for value in honest_values(fact, activity.facts.get(name)):
                following = known(possible(Activity({name: value}), WORDS), WORDS)
                clash = {other: told for other, told in following.items() if other in activity.facts}
                yield activity.knowing({**clash, name: value})
    if activity.permissions is not None:
        yield replace(activity, permissions=dict.fromkeys(every_clause(), "written"))


@cache
def every_clause() -> tuple[str, ...]:
    return tuple(clause for name in packs() for clause in pack(name).clauses)


def honest_values(fact: Fact, before: Value | None) -> Iterator[Value]:
    values: tuple[Value, ...] = fact.values or (True, False)
    if fact.kind == "any-of":
        words = sorted(has(before))
        sizes = range(1, len(words) + 1) if len(words) <= 5 else (1, len(words))
        for gone in map(frozenset, chain.from_iterable(combinations(words, count) for count in sizes)):
            yield without(before, gone)
    elif fact.kind != "whole-number":
        if fact.name == "image-setting":
            values = ("no-image",)
        yield from (value for value in values if value != before and honest(fact, before, value))


def without(value: Value | None, gone: frozenset[str]) -> Value:
    if isinstance(value, Partial):
        return Partial(has=value.has - gone, lacks=value.lacks | gone)
    return has(value) - gone


@given(text=policies(), seed=st.integers(0, 2**32))
def test_fixes_keep_their_promise_under_invented_policies_too(text: str, seed: int) -> None:
    policy = parse_policy(text)
    book, chance = Rulebook([policy]), Chance(policy, seed)
    for activity in chance.activities(4):
        try:
            chance.worlds(activity)
        except Impossible:
            continue
        for fix in fixes(book, book[policy.name], activity, decide(book, activity)):
            facts = spelt_out(activity).facts
            assert all(honest(WORDS.facts[fact], facts.get(fact), value) for fact, value in fix.facts.items()), fix
            assert rank_after(policy, followed(activity, fix)) == WORDS.rank(fix.outcome) <= CAUTION, (activity, fix)


# by hand --------------------------------------------------------------------------------------------------------------


def proposed_for(activity: Mapping[str, Any], *rules: str) -> list[tuple[dict[str, Any], str]]:
    """What is proposed to a teacher who posts, under rules given by their lines after `does`."""
    blocks = [
        f"```rule A/{letter}\nwho: teacher\ndoes: post\n{rule}\n```\n"
        for letter, rule in zip("abc", rules, strict=False)
    ]
    policy = read(f"{FRONT}**1** (A) Text.\n{''.join(blocks)}")
    book = Rulebook([policy])
    known_facts = Activity.from_json({"role": "teacher", "action": "post", **activity})
    found = fixes(book, book[policy.name], known_facts, decide(book, known_facts))
    return [
        ({**fix.facts, **({"permissions": fix.permissions} if fix.permissions else {})}, fix.outcome) for fix in found
    ]


@pytest.mark.parametrize(
    ("activity", "rule"),
    [
        ({"in-doubt": True}, "when: in-doubt\nverdict: should not"),
        ({"in-doubt": False}, "when: not in-doubt\nverdict: should not"),
        ({"family-link": "none"}, "unless: family-link is declared\nverdict: must not"),
        ({"family-link": "declared"}, "when: family-link is declared\nverdict: must not"),
        ({"appearance-consent": True}, "when: appearance-consent\nverdict: must not"),
        ({"target": "pupil"}, "when: target is pupil\nverdict: must not"),
        ({"purpose": "private"}, "when: purpose is private\nverdict: hold 24 hours"),
        ({"uses": []}, "when: uses has no school-name\nverdict: must not"),
        ({}, "verdict: must not"),
        ({"content": ["sexual"]}, "when: content has sexual\nverdict: caution"),
    ],
)
def test_where_there_is_no_honest_way_or_no_need_nothing_is_proposed(activity: Mapping[str, Any], rule: str) -> None:
    assert proposed_for(activity, rule) == []


@pytest.mark.parametrize(
    ("activity", "rule", "change", "outcome"),
    [
        ({"family-link": "undeclared"}, "unless: family-link is declared\nverdict: must not", "family-link", "silent"),
        (
            {"appearance-consent": False},
            "unless: appearance-consent\nverdict: must not",
            "appearance-consent",
            "silent",
        ),
        ({"permission-head": "none"}, "verdict: needs permission from head", "permission-head", "may"),
        ({}, "verdict: needs written permission from head", "permission-head", "may"),
        ({"permissions": {"A": "spoken"}}, "verdict: needs written permission from head", "permissions", "may"),
        ({"content": ["sexual"]}, "when: content has sexual\nverdict: must not", "content", "silent"),
        ({"image-unsuitable": True}, "when: image-unsuitable\nverdict: must not", "image-unsuitable", "silent"),
    ],
)
def test_the_one_thing_that_would_do_is_proposed(
    activity: Mapping[str, Any], rule: str, change: str, outcome: str
) -> None:
    ((changes, promised),) = proposed_for(activity, rule)
    assert (list(changes), promised) == ([change], outcome)


def test_only_the_words_that_must_go_are_taken_away() -> None:
    told_words = {"content": ["sexual", "copyright", "complaint"]}
    ((changes, _),) = proposed_for(told_words, "when: content has sexual, complaint\nverdict: must not")
    assert changes == {"content": frozenset({"copyright"})}


def test_two_things_are_proposed_together_where_one_alone_would_not_do() -> None:
    activity = {"content": ["sexual"], "uses": ["school-logo"]}
    rules = ("when: content has sexual\nverdict: must not", "when: uses has school-logo\nverdict: must not")
    assert proposed_for(activity, *rules) == [({"content": frozenset(), "uses": frozenset()}, "silent")]


def test_taking_out_the_picture_takes_out_all_that_it_shows() -> None:
    activity = {"image-setting": "elsewhere", "image-shows": ["staff"], "name-beside-photo": True}
    rules = ("when: image-shows has staff\nverdict: must not", "when: name-beside-photo\nverdict: must not")
    without_picture = {"image-setting": "no-image", "image-shows": frozenset(), "name-beside-photo": False}
    assert proposed_for(activity, *rules) == [(without_picture, "silent")]
