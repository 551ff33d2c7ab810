"""The engine against the reference: the same decision for every activity, and no decision that knowing more undoes."""

from collections.abc import Iterator
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.policy.decide import Decision, decide
from gatepost.policy.document import Breach, Policy, Rule
from gatepost.policy.library import pack, packs
from gatepost.policy.parse import parse_policy
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Activity, ActivityError, Partial
from gatepost.vocabulary.words import vocabulary
from tests.policy import reference
from tests.policy.chance import Chance
from tests.policy.possible import Impossible
from tests.policy.strategies import policies

SIZES = [200, pytest.param(2000, marks=pytest.mark.slow)]
COMPLETIONS = 20
RANK = vocabulary().rank

each_size = pytest.mark.parametrize("size", SIZES)
each_pack = pytest.mark.parametrize("name", packs())


def told(seed: str, activity: Activity) -> str:
    return f"seed {seed!r}, activity {activity.to_json()}"


def possible_activities(chance: Chance, count: int) -> Iterator[Activity]:
    for activity in chance.activities(count):
        try:
            chance.worlds(activity)
        except Impossible:
            continue
        yield activity


def engine_or_none(book: Rulebook, activity: Activity, policy: str) -> Decision | None:
    try:
        return decide(book, activity, policy)
    except ActivityError:
        return None


def reference_or_none(policy: Policy, activity: Activity) -> Decision | None:
    try:
        return reference.decide(policy, activity)
    except Impossible:
        return None


def plain(part: object) -> object:
    """A part of a decision short enough to read: rules by their names."""
    match part:
        case Rule() | Breach():
            return part.name
        case tuple():
            return tuple(plain(one) for one in part)
        case _:
            return part


def differences(one: Decision, other: Decision) -> list[str]:
    """The parts in which two decisions differ, with both."""
    pairs = [(field.name, getattr(one, field.name), getattr(other, field.name)) for field in fields(Decision)]
    return [f"{name}: {plain(mine)} != {plain(theirs)}" for name, mine, theirs in pairs if mine != theirs]


def assert_agree(policy: Policy, book: Rulebook, activity: Activity, seed: str) -> None:
    fast, slow = engine_or_none(book, activity, policy.name), reference_or_none(policy, activity)
    if fast is None or slow is None:
        assert fast is slow, f"only one calls it impossible; {told(seed, activity)}"
    else:
        found = differences(fast, slow)
        assert not found, told(seed, activity)


def assert_bounds(book: Rulebook, decision: Decision, whole: Decision, seed: str, completed: Activity) -> None:
    """What must hold between a decision and one in which everything is known."""
    assert RANK(decision.floor) <= RANK(whole.outcome) <= RANK(decision.ceiling), told(seed, completed)
    assert whole.settled, told(seed, completed)
    if decision.settled:
        assert whole.outcome == decision.outcome, told(seed, completed)
        assert set(whole.duties) == set(decision.duties), told(seed, completed)
        assert set(whole.options) == set(decision.options), told(seed, completed)


@each_size
@each_pack
def test_engine_and_reference_agree_on_the_whole_decision(name: str, size: int) -> None:
    policy, seed = pack(name), f"agree {name}"
    book = Rulebook([policy])
    for activity in Chance(policy, seed).activities(size):
        assert_agree(policy, book, activity, seed)


@each_size
@each_pack
def test_a_policy_decides_the_same_alone_and_beside_others(name: str, size: int) -> None:
    seed = f"beside {name}"
    alone, beside = Rulebook([pack(name)]), Rulebook([pack(other) for other in packs()])
    for activity in Chance(pack(name), seed).activities(size):
        assert engine_or_none(alone, activity, name) == engine_or_none(beside, activity, name), told(seed, activity)


@each_size
@each_pack
def test_every_completion_lies_between_floor_and_ceiling_and_none_contradicts_a_settled_decision(
    name: str, size: int
) -> None:
    policy, seed = pack(name), f"complete {name}"
    book, chance = Rulebook([policy]), Chance(policy, seed)
    for activity in possible_activities(chance, size):
        decision = decide(book, activity)
        worlds = chance.worlds(activity)
        for turn in range(COMPLETIONS if decision.settled else COMPLETIONS // 4):
            completed = activity.knowing(chance.completion(worlds))
            assert_bounds(book, decision, decide(book, completed), seed, completed)
            if turn == 0:
                assert_agree(policy, book, completed, seed)


@each_size
@each_pack
def test_learning_a_fact_never_lowers_the_floor_nor_raises_the_ceiling(name: str, size: int) -> None:
    policy, seed = pack(name), f"learn {name}"
    book, chance = Rulebook([policy]), Chance(policy, seed)
    for activity in possible_activities(chance, size):
        completed = chance.completion(chance.worlds(activity))
        before = decide(book, activity)
        for fact in chance.random.sample(sorted(completed), len(completed)):
            activity = activity.knowing({fact: completed[fact]})
            after = decide(book, activity)
            assert RANK(before.floor) <= RANK(after.floor), f"{fact}; {told(seed, activity)}"
            assert RANK(before.ceiling) >= RANK(after.ceiling), f"{fact}; {told(seed, activity)}"
            assert RANK(after.floor) <= RANK(after.outcome) <= RANK(after.ceiling), told(seed, activity)
            assert after.settled or not before.settled, f"{fact} unsettles it; {told(seed, activity)}"
            before = after


@given(text=policies(), seed=st.integers(0, 2**32))
def test_engine_and_reference_agree_on_invented_policies(text: str, seed: int) -> None:
    policy = parse_policy(text)
    book, chance = Rulebook([policy]), Chance(policy, seed)
    for activity in chance.activities(10):
        assert_agree(policy, book, activity, f"{seed}")
        decision = engine_or_none(book, activity, policy.name)
        if decision is None:
            continue
        worlds = chance.worlds(activity)
        for _ in range(4):
            completed = activity.knowing(chance.completion(worlds))
            assert_agree(policy, book, completed, f"{seed}")
            assert_bounds(book, decision, decide(book, completed), f"{seed}", completed)


@each_size
@each_pack
def test_the_random_activities_reach_most_rules_and_every_part_of_a_decision(name: str, size: int) -> None:
    """Without this the comparisons above could pass on activities about which the policy says nothing."""
    policy = pack(name)
    book, chance = Rulebook([policy]), Chance(policy, f"reach {name}")
    reached: set[str] = set()
    settled = {True: 0, False: 0}
    for activity in possible_activities(chance, max(size, 1000)):
        decision = decide(book, activity)
        settled[decision.settled] += 1
        set_aside = (rule for rule, _ in decision.set_aside)
        reached |= {rule.name for rule in (*decision.clauses, *decision.permission_held, *set_aside)}
    assert len(reached) >= 0.8 * len(list(policy.rules())), {rule.name for rule in policy.rules()} - reached
    assert min(settled.values()) >= 100


def test_nobody_who_may_be_a_parent_is_told_of_consequences() -> None:
    policy = parse_policy(
        "---\npolicy: p\ntitle: P\nversion: 1\nbinds: everyone\n---\n**1** (A) Text.\n\n"
        "```rule A\nwho: everyone\ndoes: post\nverdict: must not\n```\n\n"
        "```breach A\nwho: everyone\nof: all\nsays: a word\n```\n"
    )
    book = Rulebook([policy])
    shown = {
        role: bool(decide(book, Activity({"role": role, "action": "post"})).breach)
        for role in ("teacher", "parent", "community-member", Partial(possible=frozenset({"teacher", "parent"})))
    }
    assert list(shown.values()) == [True, False, False, False]


def test_what_follows_from_an_impossible_combination_is_followed_all_the_way() -> None:
    """With a link there is somebody; if that can only be a former pupil, they are not under 4."""
    policy = parse_policy(
        "---\npolicy: p\ntitle: P\nversion: 1\nbinds: everyone\n---\n**1** (A) Text.\n\n"
        "```rule A\nwho: everyone\ndoes: post\nwhen: target-age under 4\nverdict: must not\n```\n"
    )
    target = Partial(possible=frozenset({"nobody", "former-pupil"}))
    activity = Activity({"role": "teacher", "action": "post", "target": target, "family-link": "declared"})
    book = Rulebook([policy])
    assert decide(book, activity).ceiling == "silent"
    assert_agree(policy, book, activity, "by hand")


def test_facts_that_cannot_be_true_together_are_an_error_that_names_them() -> None:
    book = Rulebook([pack(packs()[0])])
    for facts, names in (
        ({"role": "pupil", "own-age": 20}, "`role` and `own-age`"),
        ({"target": "nobody", "family-link": "declared"}, "`target` and `family-link`"),
        ({"image-setting": "no-image", "image-shows": ["staff"]}, "`image-setting` and `image-shows`"),
        ({"image-setting": "no-image", "name-beside-photo": True}, "`image-setting` and `name-beside-photo`"),
        ({"target": "former-pupil", "target-age": 3}, "`target` and `target-age`"),
    ):
        with pytest.raises(ActivityError) as raised:
            decide(book, Activity.from_json(facts))
        found = str(raised.value)
        assert all(name in found for name in names.split(" and ")), found
