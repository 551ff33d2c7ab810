"""What is exported says what the policy says: to an ODRL reader, and to whoever evaluates the CEL."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import cel
import pytest

from gatepost.policy.document import Policy, Rule
from gatepost.policy.export import PROFILE, cel_expressions, odrl
from gatepost.policy.library import pack, packs
from gatepost.vocabulary.activity import Activity, Value
from gatepost.vocabulary.words import vocabulary
from tests.policy.chance import Chance
from tests.policy.files import FRONT, file_of, read
from tests.policy.possible import Impossible, possible
from tests.policy.reference import Truth, applies_to

KINDS = ("permission", "prohibition", "obligation", "gp:exception")
OPERATORS = {
    *("eq", "gt", "gteq", "hasPart", "isA", "isAllOf", "isAnyOf", "isNoneOf", "isPartOf", "lt", "lteq", "neq"),
}  # ODRL Vocabulary 2.2, section 3.11
TERMS = {
    *("uid", "assignee", "action", "target", "constraint", "duty", "remedy", "consentingParty", "refinement"),
    *("source", "leftOperand", "operator", "rightOperand", "and", "or", "@type", "@list"),
}
WORDS = vocabulary()


def rules_of(exported: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for kind in KINDS:
        for entry in exported.get(kind, []):
            yield kind, entry


def exported_rule(*lines: str) -> tuple[str, dict[str, Any]]:
    """A rule of a teacher who posts, as ODRL, with its kind."""
    (found,) = rules_of(odrl(read(file_of(*lines))))
    return found


# ODRL: the policy -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", packs())
def test_a_pack_is_an_odrl_set_that_says_which_text_it_is_of(name: str) -> None:
    policy = pack(name)
    exported = json.loads(json.dumps(odrl(policy)))
    assert exported["@context"][0] == "http://www.w3.org/ns/odrl.jsonld"
    assert exported["@context"][1]["gp"] == f"{PROFILE}:"
    assert exported["@type"] == "Set"
    assert exported["profile"] == PROFILE
    assert exported["conflict"] == "prohibit"
    assert exported["uid"] == f"urn:gatepost:policy:{name}:{policy.version}"
    assert exported["dc:title"] == policy.title
    assert exported["gp:digest"] == f"sha256:{policy.digest}"


@pytest.mark.parametrize("name", packs())
def test_every_rule_of_a_pack_is_there_exactly_once_under_what_its_verdict_is(name: str) -> None:
    policy = pack(name)
    exported = odrl(policy)
    kinds = {entry["uid"].removeprefix(f"{exported['uid']}#"): kind for kind, entry in rules_of(exported)}
    assert len(kinds) == sum(1 for _ in rules_of(exported))
    assert kinds == {rule.name: kind_of(rule) for rule in policy.rules()}


def kind_of(rule: Rule) -> str:
    match rule.verdict:
        case None if not rule.duties and not rule.options:
            return "gp:exception"
        case None:
            return "obligation"
        case verdict:
            return "prohibition" if verdict.outcome in ("must-not", "should-not") else "permission"


@pytest.mark.parametrize("name", packs())
def test_only_terms_of_odrl_of_dublin_core_and_of_the_profile_are_used(name: str) -> None:
    for _, entry in rules_of(odrl(pack(name))):
        assert {key for key in keys_in(entry) if not key.startswith(("gp:", "dc:"))} <= TERMS
        for constraint in constraints_in(entry):
            assert constraint["operator"] in OPERATORS
            assert constraint.keys() == {"leftOperand", "operator", "rightOperand"}


def keys_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_in(inner)


def constraints_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "operator" in value:
            yield value
        for inner in value.values():
            yield from constraints_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from constraints_in(inner)


def test_a_version_in_words_still_makes_a_name_without_spaces() -> None:
    exported = odrl(read(file_of("verdict: may").replace("version: 1", "version: Easter 2026, draft")))
    assert exported["uid"] == "urn:gatepost:policy:p:Easter%202026%2C%20draft"


def test_a_source_that_is_not_told_and_kinds_without_rules_are_left_out() -> None:
    exported = odrl(read(file_of("verdict: may")))
    assert exported.keys() & {"dc:source", "prohibition", "obligation"} == set()
    assert [entry["uid"] for entry in exported["permission"]] == ["urn:gatepost:policy:p:1#A"]


def test_a_digest_is_of_the_text_and_not_of_how_it_is_stored() -> None:
    text = file_of("verdict: may").replace("Text.", "Café.")
    digest = sha256(text.encode()).hexdigest()
    for stored in (text, text.replace("\n", "\r\n"), "\ufeff" + text, text + "\n\n", text.replace("é", "e\u0301")):
        assert odrl(read(stored))["gp:digest"] == f"sha256:{digest}"
    assert odrl(read(text.replace("Café", "Cafe")))["gp:digest"] != f"sha256:{digest}"


@pytest.mark.parametrize("to", ["odrl", "cel"])
def test_an_export_is_the_same_bytes_on_every_run(to: str) -> None:
    command = [sys.executable, "-m", "gatepost.cli", "policy", "export", "rattlesden", "--to", to]
    runs = [
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


# ODRL: a rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "kind", "duty"),
    [
        ("may", "permission", None),
        ("caution", "permission", None),
        ("should not", "prohibition", None),
        ("must not", "prohibition", None),
        (
            "hold 48 hours",
            "permission",
            {
                "action": "gp:wait",
                "constraint": [{"leftOperand": "delayPeriod", "operator": "gteq", "rightOperand": "PT48H"}],
            },
        ),
        (
            "needs written permission from head",
            "permission",
            {"action": "obtainConsent", "consentingParty": "gp:head", "gp:level": "gp:written"},
        ),
        (
            "needs permission from head",
            "permission",
            {"action": "obtainConsent", "consentingParty": "gp:head", "gp:level": "gp:spoken"},
        ),
    ],
)
def test_every_verdict_is_kept_and_what_must_come_first_is_a_duty(
    verdict: str, kind: str, duty: dict[str, Any] | None
) -> None:
    found, entry = exported_rule(f"verdict: {verdict}")
    outcome = re.sub(r" \d+ hours| from head| written", "", verdict).replace("needs permission", "needs-permission")
    assert (found, entry["gp:verdict"]) == (kind, f"gp:{outcome.replace(' ', '-')}")
    assert entry.get("duty") == ([duty] if duty else None)
    assert entry["dc:description"] == "Text."


DUTY = "head report the matter to dsl then police, in writing, within 24 hours"
AS_ODRL = {
    "action": "gp:report",
    "assignee": "gp:head",
    "gp:what": "the matter",
    "gp:to": {"@list": ["gp:dsl", "gp:police"]},
    "gp:manner": "in writing",
    "gp:deadline": "within 24 hours",
}


def test_a_duty_is_kept_whole_under_whatever_kind_of_rule() -> None:
    for verdict, key in (("caution", "duty"), ("must not", "gp:duty"), ("should not", "gp:duty")):
        _, entry = exported_rule(f"verdict: {verdict}", f"duty: {DUTY}")
        assert entry[key] == [AS_ODRL]
    _, entry = exported_rule("verdict: hold 24 hours", f"duty: {DUTY}", "duty: record")
    assert [duty["action"] for duty in entry["duty"]] == ["gp:wait", "gp:report", "gp:record"]


def test_a_rule_of_duties_alone_is_an_obligation_to_do_them_when_the_action_happens() -> None:
    kind, entry = exported_rule(f"duty: {DUTY}", "duty: record")
    assert kind == "obligation"
    assert (entry["gp:on"], entry["action"]) == (["gp:post"], ["gp:report", "gp:record"])
    assert entry["gp:duty"] == [AS_ODRL, {"action": "gp:record"}]
    assert "gp:verdict" not in entry


def test_an_option_is_no_duty() -> None:
    _, entry = exported_rule("verdict: may", f"option: {DUTY}")
    assert entry["gp:option"] == [AS_ODRL]
    assert "duty" not in entry


def test_overrides_and_remedies_point_at_what_they_are_about() -> None:
    text = (
        FRONT + "**1** (A) Text.\n```rule A/a\nwho: teacher\ndoes: post\nverdict: must not\n```\n"
        "```rule A/b\nwho: teacher\ndoes: post\nverdict: caution\n```\n"
        "**2** (B) Text.\n```rule B\nwho: teacher\ndoes: post\nverdict: should not\nwhen: necessary\n"
        "overrides: A/a, A/b\n```\n"
        "**3** (C) Text.\n```breach C\nwho: employee\nof: A\nsays: a word with the head\n```\n"
        "**4** (D) Text.\n```breach D\nwho: everyone\nof: all\nsays: everything is looked into\n```\n"
    )
    entries = {entry["uid"].partition("#")[2]: entry for _, entry in rules_of(odrl(read(text)))}
    uid = "urn:gatepost:policy:p:1#"
    assert entries["B"]["gp:overrides"] == [f"{uid}A/a", f"{uid}A/b"]
    consequences = {name: [one["gp:clause"] for one in entry.get("remedy", [])] for name, entry in entries.items()}
    assert consequences == {"A/a": ["C", "D"], "A/b": [], "B": ["D"]}
    assert entries["A/a"]["remedy"][0] == {
        "action": "gp:consequence",
        "dc:description": "a word with the head",
        "gp:clause": "C",
        "gp:who": ["gp:employee"],
    }


@pytest.mark.parametrize(
    ("condition", "constraint"),
    [
        ("necessary", {"leftOperand": "gp:necessary", "operator": "eq", "rightOperand": True}),
        ("not necessary", {"leftOperand": "gp:necessary", "operator": "eq", "rightOperand": False}),
        ("target-age under 18", {"leftOperand": "gp:target-age", "operator": "lt", "rightOperand": 18}),
        ("not target-age over 18", {"leftOperand": "gp:target-age", "operator": "lteq", "rightOperand": 18}),
        ("device is not own", {"leftOperand": "gp:device", "operator": "isNoneOf", "rightOperand": ["gp:own"]}),
        (
            "not mentions has no pupil, staff",
            {"leftOperand": "gp:mentions", "operator": "isAnyOf", "rightOperand": ["gp:pupil", "gp:staff"]},
        ),
        (
            "not (necessary and (continues or in-doubt))",
            {
                "or": {
                    "@list": [
                        {"leftOperand": "gp:necessary", "operator": "eq", "rightOperand": False},
                        {
                            "and": {
                                "@list": [
                                    {"leftOperand": "gp:continues", "operator": "eq", "rightOperand": False},
                                    {"leftOperand": "gp:in-doubt", "operator": "eq", "rightOperand": False},
                                ]
                            }
                        },
                    ]
                }
            },
        ),
    ],
)
def test_a_condition_becomes_constraints_of_odrl(condition: str, constraint: dict[str, Any]) -> None:
    assert exported_rule("verdict: may", f"when: {condition}")[1]["constraint"] == [constraint]


# both against the meaning ---------------------------------------------------------------------------------------------


def holds(constraint: dict[str, Any], facts: dict[str, Value]) -> bool:
    """A constraint of the export on an activity of which everything is known."""
    for joint, every in (("and", all), ("or", any)):
        if joint in constraint:
            assert constraint.keys() == {joint}
            return every([holds(part, facts) for part in constraint[joint]["@list"]])
    value, right = facts[constraint["leftOperand"].removeprefix("gp:")], constraint["rightOperand"]
    has = {f"gp:{word}" for word in (value if isinstance(value, frozenset) else [value])}
    match constraint["operator"]:
        case "isAnyOf":
            return not has.isdisjoint(right)
        case "isNoneOf":
            return has.isdisjoint(right)
        case "eq":
            return bool(value == right)
        case "lt":
            return int(str(value)) < int(right)
        case "lteq":
            return int(str(value)) <= int(right)
        case "gt":
            return int(str(value)) > int(right)
        case operator:
            assert operator == "gteq"
            return int(str(value)) >= int(right)


def by_odrl(entry: dict[str, Any], facts: dict[str, Value]) -> bool:
    deeds = entry.get("gp:on", entry["action"])
    constraints = [*entry["assignee"]["refinement"], *entry.get("constraint", [])]
    return f"gp:{facts['action']}" in deeds and all(holds(constraint, facts) for constraint in constraints)


def completions(policy: Policy, size: int) -> Iterator[dict[str, Value]]:
    chance = Chance(policy, f"export {policy.name}")
    for activity in chance.activities(size):
        try:
            yield dict(chance.completion(chance.worlds(activity)))
        except Impossible:
            continue


@pytest.mark.parametrize("size", [60, pytest.param(600, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", packs())
def test_the_constraints_of_every_rule_hold_exactly_where_it_applies(name: str, size: int) -> None:
    policy = pack(name)
    entries = {entry["uid"].partition("#")[2]: entry for _, entry in rules_of(odrl(policy))}
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for facts in completions(policy, size):
        worlds = possible(Activity(facts), WORDS)
        for rule in policy.rules():
            applies = applies_to(rule, policy, worlds, WORDS) is Truth.YES
            assert by_odrl(entries[rule.name], facts) is applies, (rule.name, facts)
            seen[applies].add(rule.name)
    assert len(seen[True]) >= len(entries) / 3
    assert len(seen[False]) == len(entries)


@pytest.mark.parametrize("name", packs())
def test_every_rule_of_a_pack_is_one_cel_expression_that_compiles(name: str) -> None:
    expressions = cel_expressions(pack(name))
    assert list(expressions) == [rule.name for rule in pack(name).rules()]
    for expression in expressions.values():
        cel.compile(expression)
        used = set(re.findall(r"[a-z_]+", re.sub(r'"[^"]*"', "", expression))) - {"in"}
        assert used <= {fact.replace("-", "_") for fact in WORDS.facts}


@pytest.mark.parametrize(
    ("condition", "expression"),
    [
        ("necessary", "necessary"),
        ("not necessary and continues", "(!(necessary) && continues)"),
        ("target-age at least 18", "(target_age >= 18)"),
        ("device is not own", '!(device in ["own"])'),
        ("content has no abusive, sexual", '!("abusive" in content || "sexual" in content)'),
    ],
)
def test_a_condition_becomes_cel(condition: str, expression: str) -> None:
    (found,) = cel_expressions(read(file_of("verdict: may", f"when: {condition}"))).values()
    assert found == f'role in ["teacher"] && action in ["post"] && {expression}'


def test_roles_that_the_policy_does_not_bind_are_in_neither_export() -> None:
    text = file_of("verdict: may").replace("binds: everyone", "binds: employee").replace("who: teacher", "who: staff")
    (_, entry), (expression,) = next(rules_of(odrl(read(text)))), cel_expressions(read(text)).values()
    assert entry["assignee"]["refinement"][0]["rightOperand"] == ["gp:head", "gp:teacher", "gp:support-staff"]
    assert expression.startswith('role in ["head", "teacher", "support-staff"] && ')
