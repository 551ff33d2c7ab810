"""The difference of two policies is every kind of change there is, each with its clauses and a true example."""

from collections.abc import Iterable

import pytest
from hypothesis import given, note

from gatepost.policy.decide import Decision, decide
from gatepost.policy.difference import MOST_CHANGES, Change, diff
from gatepost.policy.document import Policy
from gatepost.policy.library import pack, packs
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.words import vocabulary
from tests.policy.files import read
from tests.policy.small import decisions, policies, policy_of

POST = ("who: staff", "does: post")


def policy(*rules: tuple[str, ...], name: str = "small") -> Policy:
    return read(policy_of(rules, name))


def told(changes: Iterable[Change]) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    return [(one.old_outcome, one.new_outcome, one.old_clauses, one.new_clauses) for one in changes]


def deciding(decision: Decision) -> set[str]:
    """The clauses that give the decision its outcome."""
    found = {rule.clause for rule in decision.clauses if rule.verdict and rule.verdict.outcome == decision.outcome}
    if decision.outcome == "may":
        found |= {rule.clause for rule in decision.permission_held}
    return found


def assert_examples_are_true(old: Policy, new: Policy, changes: Iterable[Change]) -> None:
    for change in changes:
        for side, outcome in ((old, change.old_outcome), (new, change.new_outcome)):
            decision = decide(Rulebook([side]), change.example)
            assert (decision.floor, decision.outcome, decision.ceiling) == (outcome,) * 3, change


# by example -----------------------------------------------------------------------------------------------------------


def test_a_policy_and_itself_do_not_differ() -> None:
    for name in packs():
        found = diff(pack(name), pack(name))
        assert (found.changes, found.more, found.complete) == ((), 0, True)


def test_prose_duties_and_blocks_that_change_no_outcome_are_no_change() -> None:
    old = policy((*POST, "verdict: must not"))
    new = policy((*POST, "verdict: must not", "when: in-doubt"), (*POST, "verdict: must not", "unless: in-doubt"))
    assert diff(old, new).changes == ()


def test_a_verdict_that_changes_is_told_with_its_clauses_and_the_plainest_example() -> None:
    old, new = policy((*POST, "verdict: caution")), policy((*POST, "verdict: must not"))
    (change,) = diff(old, new).changes
    assert told([change]) == [("caution", "must-not", ("R1",), ("R1",))]
    assert change.example.facts == {"role": "head", "action": "post"}


def test_a_rule_that_is_new_or_gone_changes_silence() -> None:
    old, new = policy((*POST, "verdict: caution")), policy(("who: pupil", "does: post", "verdict: must not"))
    assert told(diff(old, new).changes) == [
        ("silent", "must-not", (), ("R1",)),
        ("caution", "silent", ("R1",), ()),
    ]


def test_the_example_knows_what_the_change_turns_on_and_nothing_else() -> None:
    old = policy((*POST, "verdict: caution", "when: necessary or continues"))
    new = policy((*POST, "verdict: caution", "when: necessary and target-age under 18"))
    (change,) = diff(old, new).changes
    assert told([change]) == [("caution", "silent", ("R1",), ())]
    assert change.example.facts.keys() <= {"role", "action", "necessary", "continues", "target-age"}
    assert_examples_are_true(old, new, [change])


def test_an_age_at_which_the_two_sides_part_is_found() -> None:
    old = policy((*POST, "verdict: must not", "when: target-age under 17"))
    new = policy((*POST, "verdict: must not", "when: target-age under 18"))
    (change,) = diff(old, new).changes
    assert change.example.facts["target-age"] == 17


def test_a_permission_is_a_change_both_where_it_is_held_and_where_it_is_not() -> None:
    old = policy((*POST, "verdict: caution"))
    new = policy((*POST, "verdict: needs written permission from head"))
    changes = diff(old, new).changes
    assert told(changes) == [
        ("caution", "needs-permission", ("R1",), ("R1",)),
        ("caution", "may", ("R1",), ("R1",)),
    ]
    assert changes[1].example.facts["permission-head"] == "written"
    assert_examples_are_true(old, new, changes)


def test_changes_come_gravest_first_and_at_most_a_dozen_with_the_rest_counted() -> None:
    verdicts = ("may", "caution", "should not", "hold 24 hours", "must not")
    ages = range(10, 10 + 2 * len(verdicts) ** 2, 2)

    def ladder(chosen: list[str]) -> Policy:
        return policy(
            *(
                (*POST, f"verdict: {verdict}", f"when: target-age at least {age} and target-age under {age + 2}")
                for verdict, age in zip(chosen, ages, strict=True)
            )
        )

    old = ladder([verdict for verdict in verdicts for _ in verdicts])
    new = ladder([verdict for _ in verdicts for verdict in verdicts])
    found = diff(old, new)
    assert found.complete
    assert len(found.changes) == MOST_CHANGES
    assert found.more == len(verdicts) * (len(verdicts) - 1) - MOST_CHANGES
    rank = vocabulary().rank
    gravest = [max(rank(one.old_outcome), rank(one.new_outcome)) for one in found.changes]
    assert gravest == sorted(gravest, reverse=True)
    assert (found.changes[0].old_outcome, found.changes[0].new_outcome) in {("may", "must-not"), ("must-not", "may")}
    assert_examples_are_true(old, new, found.changes)


def test_a_comparison_that_runs_out_of_work_says_that_it_is_not_complete() -> None:
    old, new = policy((*POST, "verdict: caution")), policy((*POST, "verdict: must not"))
    assert diff(old, new).complete
    assert not diff(old, new, work=3).complete


@pytest.mark.parametrize("name", packs()[1:])
def test_any_two_packs_are_compared_to_the_end_with_true_examples(name: str) -> None:
    old, new = pack(packs()[0]), pack(name)
    found = diff(old, new)
    assert found.complete
    assert found.changes
    assert_examples_are_true(old, new, found.changes)


# against every activity of a small corner -----------------------------------------------------------------------------


@given(policies("one"), policies("other"))
def test_the_difference_is_what_listing_every_activity_finds_and_nothing_else(old_text: str, new_text: str) -> None:
    old, new = read(old_text), read(new_text)
    note(old_text + new_text)
    by_listing: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for before, after in zip(decisions(old), decisions(new), strict=True):
        if before.outcome != after.outcome:
            olds, news = by_listing.setdefault((before.outcome, after.outcome), (set(), set()))
            olds |= deciding(before)
            news |= deciding(after)
    found = diff(old, new)
    assert found.complete
    assert len(found.changes) + found.more == len(by_listing)
    for change in found.changes:
        olds, news = by_listing[change.old_outcome, change.new_outcome]
        assert (set(change.old_clauses), set(change.new_clauses)) == (olds, news)
    assert_examples_are_true(old, new, found.changes)
