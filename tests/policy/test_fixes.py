"""Fixes: what is proposed as a way out works, is honest, and is as small as it can be."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain, combinations

import pytest

from gatepost.policy.advise import MOST_FIXES, Fix, fixes
from gatepost.policy.decide import decide
from gatepost.policy.document import Policy
from gatepost.policy.library import pack, packs
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import LEVELS, Activity, Partial, Value
from gatepost.vocabulary.words import Fact, vocabulary
from tests.policy import reference
from tests.policy.chance import Chance
from tests.policy.possible import Impossible, known, possible

WORDS = vocabulary()
CAUTION = WORDS.rank("caution")
PERMISSION = "permission-head"

pytestmark = [
    pytest.mark.parametrize("size", [200, pytest.param(2000, marks=pytest.mark.slow)]),
    pytest.mark.parametrize("name", packs()),
]


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
                    assert rank_after(policy, followed(activity, again)) > CAUTION, (
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


def test_two_changes_are_proposed_only_where_no_single_one_would_do(name: str, size: int) -> None:
    policy = pack(name)
    for activity, proposed in proposals(name, size):
        counts = {steps(fix) for fix in proposed}
        assert counts in (set(), {1}, {2}), told(name, activity)
        if counts != {1}:
            enough = next(
                (one for one in single_changes(spelt_out(activity)) if rank_or_worst(policy, one) <= CAUTION), None
            )
            assert enough is None, f"enough would be {enough}; {told(name, activity)}"


def rank_or_worst(policy: Policy, activity: Activity) -> int:
    try:
        return rank_after(policy, activity)
    except Impossible:
        return WORDS.rank("must-not")


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
