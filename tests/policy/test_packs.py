"""The five packs say what the catalogue of the source policies says, and every block of theirs is needed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from gatepost.policy.analyse import check
from gatepost.policy.document import Policy, Rule
from gatepost.policy.library import pack, packs
from gatepost.policy.rulebook import Rulebook
from gatepost.policy.scenario import Scenario, examples, run_scenarios, scenario_from_json

SCENARIOS = Path(__file__).parent / "scenarios"
NAMES = ("bullion-lane", "caldecote", "llandough", "rattlesden", "safe-use")


def scenarios_of(name: str) -> list[Scenario]:
    """The policy's own examples and all scenarios of the suite that speak of it."""
    found = list(examples(pack(name)))
    for file in sorted(SCENARIOS.glob("*.jsonl")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            scenario = scenario_from_json(json.loads(line), f"{file.name}:{number}")
            if scenario.policy == name:
                found.append(scenario)
    return found


def reds(policy: Policy, scenarios: list[Scenario]) -> list[str]:
    book = Rulebook([policy])
    return [f"{one.scenario.id}: {miss}" for one in run_scenarios(scenarios, book) for miss in one.misses]


def without(policy: Policy, gone: Rule) -> Policy:
    """The policy with one rule block deleted, and its name taken out of the others' overrides."""
    left = [rule for rule in policy.rules() if rule is not gone]
    known = {rule.name for rule in left} | {rule.clause for rule in left}
    clauses = {
        id_: replace(
            clause,
            rules=tuple(
                replace(rule, overrides=tuple(name for name in rule.overrides if name in known))
                for rule in clause.rules
                if rule is not gone
            ),
        )
        for id_, clause in policy.clauses.items()
    }
    return replace(policy, _clauses=clauses)


def blocks() -> Iterator[tuple[str, str]]:
    for name in packs():
        for rule in pack(name).rules():
            yield name, rule.name


def test_the_five_packs_are_there() -> None:
    assert packs() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_example_and_scenario_gets_its_decision(name: str) -> None:
    assert reds(pack(name), scenarios_of(name)) == []


@pytest.mark.parametrize(("name", "block"), list(blocks()))
def test_deleting_a_block_turns_something_red(name: str, block: str) -> None:
    policy = pack(name)
    gone = next(rule for rule in policy.rules() if rule.name == block)
    assert reds(without(policy, gone), scenarios_of(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_analysis_finds_nothing_unexplained(name: str) -> None:
    assert [finding for finding in check(pack(name)) if finding.explained is None] == []


@pytest.mark.parametrize("name", NAMES)
def test_where_two_examples_of_a_clause_stand_together_one_bites_and_one_does_not(name: str) -> None:
    policy = pack(name)
    rows = [row for row in policy.examples if row.clause]
    paired: set[str | None] = set()
    for first, second in pairwise(rows):
        if first.clause == second.clause:
            keys = first.activity.keys() | second.activity.keys()
            differ = [key for key in keys if first.activity.get(key) != second.activity.get(key)]
            if len(differ) == 1 and first.expect != second.expect:
                paired.add(first.clause)
    named = {row.clause for row in rows}
    assert named - paired == set()
