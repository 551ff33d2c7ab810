"""Scenarios: activities and the decisions they must get, from a JSON-lines file or a policy's own examples."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gatepost.policy.decide import Decision, decide
from gatepost.policy.document import Policy
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Activity, ActivityError
from gatepost.vocabulary.nearest import did_you_mean, quoted
from gatepost.vocabulary.words import vocabulary

_LISTS = ("cites", "not_cites", "set_aside", "permission_held", "duties", "not_duties")
_KEYS = ("outcome", "at_least", "settled", *_LISTS)


class ScenarioError(ValueError):
    """A scenario that cannot be read; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One activity and what is expected of its decision (keys as in policy-language.md)."""

    id: str
    policy: str
    activity: Activity
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one scenario went; `misses` are sentences, none when it passed."""

    scenario: Scenario
    misses: tuple[str, ...]


def scenario_from_json(source: object, default_id: str) -> Scenario:
    """Read one line of a scenario file; raises ScenarioError or ActivityError."""
    if not isinstance(source, dict):
        raise ScenarioError("a scenario must be a JSON object")
    for key in source:
        if key not in ("id", "policy", "activity", "expect", "why"):
            raise ScenarioError(
                f"{quoted(key)} is not part of a scenario{did_you_mean(key, ('id', 'policy', 'activity', 'expect'))}"
            )
    policy = source.get("policy")
    if not isinstance(policy, str):
        raise ScenarioError("a scenario names its `policy`")
    return Scenario(
        id=str(source.get("id", default_id)),
        policy=policy,
        activity=Activity.from_json(source.get("activity")),
        expect=_expect(source.get("expect")),
    )


def _expect(expect: object) -> Mapping[str, Any]:
    if not isinstance(expect, dict) or not expect:
        raise ScenarioError("a scenario says what to `expect`")
    outcomes = vocabulary().outcomes
    for key, value in expect.items():
        if key not in _KEYS:
            raise ScenarioError(f"{quoted(key)} is nothing to expect{did_you_mean(key, _KEYS)}")
        if key in ("outcome", "at_least") and value not in outcomes:
            hint = did_you_mean(str(value), outcomes)
            raise ScenarioError(f"{quoted(value)} is not an outcome{hint}")
        if key == "settled" and not isinstance(value, bool):
            raise ScenarioError("`settled` is true or false")
        if key in _LISTS and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise ScenarioError(f"`{key}` is a list of texts")
    return expect


def examples(policy: Policy) -> Iterator[Scenario]:
    """The rows of the policy's own examples."""
    for row in policy.examples:
        yield Scenario(row.id, policy.name, Activity.from_json(row.activity), row.expect)


def run_scenarios(scenarios: Iterable[Scenario], book: Rulebook) -> Iterator[Outcome]:
    """Decide each scenario with the book, which must hold its policy."""
    for scenario in scenarios:
        try:
            decision = decide_as_any(book, scenario.activity, scenario.policy)
        except ActivityError as error:
            yield Outcome(scenario, (str(error),))
        else:
            yield Outcome(scenario, tuple(misses(decision, scenario.expect)))


def decide_as_any(book: Rulebook, activity: Activity, policy: str) -> Decision:
    """Decide; for several roles, the most restrictive decision (the first of equals)."""
    return decide_each(book, activity, policy)[0]


def decide_each(book: Rulebook, activity: Activity, policy: str) -> tuple[Decision, ...]:
    """One decision for each role the person acts from, the most restrictive first."""
    if not activity.roles:
        return (decide(book, activity, policy),)
    decisions = [decide(book, activity.as_one(role), policy) for role in activity.roles]
    rank = book.words.rank
    return tuple(sorted(decisions, key=lambda d: (rank(d.outcome), rank(d.ceiling)), reverse=True))


def misses(decision: Decision, expect: Mapping[str, Any]) -> Iterator[str]:
    """What of `expect` the decision does not meet, as sentences."""
    rank = vocabulary().rank
    cited = {rule.clause for rule in decision.clauses}
    duties = {text for owed in decision.duties for text in _named(owed.duty.verb, owed.duty.to)}
    have = {
        "cites": cited,
        "set_aside": {rule.clause for rule, _ in decision.set_aside},
        "permission_held": {rule.clause for rule in decision.permission_held},
        "duties": duties,
    }
    for key, wanted in expect.items():
        match key:
            case "outcome":
                if decision.outcome != wanted:
                    yield f"the outcome is {decision.outcome}, not {wanted}"
            case "at_least":
                if rank(decision.outcome) < rank(wanted):
                    yield f"the outcome is {decision.outcome}, which is below {wanted}"
            case "settled":
                if decision.settled != wanted:
                    yield "it is settled" if decision.settled else "it is not settled"
            case "not_cites" | "not_duties":
                for item in wanted:
                    if item in have[key.removeprefix("not_")]:
                        yield f"{item} is there, and should not be"
            case _:
                for item in wanted:
                    if item not in have[key]:
                        there = ", ".join(sorted(have[key])) or "none"
                        yield f"{item} is missing from {key.replace('_', ' ')} (there: {there})"


def _named(verb: str, to: str | None) -> tuple[str, ...]:
    return (verb,) if to is None else (verb, f"{verb} {to}")
