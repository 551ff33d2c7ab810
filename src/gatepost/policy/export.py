"""Export: a policy as ODRL 2.2 JSON-LD, and the conditions of its rules as CEL expressions.

CEL carries everything about when a rule applies, given that every fact is known. ODRL carries the rules, duties and
consequences; the graded verdicts and the overrides, which ODRL does not have, stand beside them as terms of Gatepost's
own profile (prefix `gp`).
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from gatepost.policy.condition import All, AnyOf, Condition, Flag, Has, Is, Not, Number, Test
from gatepost.policy.document import Breach, Duty, Policy, Rule
from gatepost.vocabulary.words import Vocabulary, vocabulary

PROFILE = "urn:gatepost:odrl-profile:1"


# CEL ------------------------------------------------------------------------------------------------------------------


def cel_expressions(policy: Policy) -> Mapping[str, str]:
    """For each rule block, the CEL expression that is true where the rule applies.

    Variables are the facts with `_` for `-`: text, lists of text, whole numbers and booleans; all must be given.
    """
    words = vocabulary()
    return {rule.name: _cel_rule(rule, policy, words) for rule in policy.rules()}


def _cel_rule(rule: Rule, policy: Policy, words: Vocabulary) -> str:
    parts = [
        f"role in {_cel_list(_bound_roles(rule.who, policy, words))}",
        f"action in {_cel_list(_expanded('action', rule.does, words))}",
    ]
    if rule.when is not None:
        parts.append(_cel(rule.when, words))
    if rule.unless is not None:
        parts.append(f"!({_cel(rule.unless, words)})")
    return " && ".join(parts)


def _cel(condition: Condition, words: Vocabulary) -> str:
    match condition:
        case Not(one):
            return f"!({_cel(one, words)})"
        case All(parts):
            return "(" + " && ".join(_cel(part, words) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " || ".join(_cel(part, words) for part in parts) + ")"
        case Is(fact, chosen, negated):
            test = f"{_variable(fact)} in {_cel_list(_expanded(fact, chosen, words))}"
            return f"!({test})" if negated else f"({test})"
        case Has(fact, chosen, negated):
            test = " || ".join(f"{json.dumps(word)} in {_variable(fact)}" for word in chosen)
            return f"!({test})" if negated else f"({test})"
        case Number(fact, comparison, years):
            return f"({_variable(fact)} {_COMPARISONS[comparison]} {years})"
        case Flag(fact):
            return _variable(fact)


_COMPARISONS = {"under": "<", "over": ">", "at least": ">="}


def _variable(fact: str) -> str:
    return fact.replace("-", "_")


def _cel_list(values: Iterable[str]) -> str:
    return json.dumps(list(values))


def _expanded(fact: str, chosen: tuple[str, ...], words: Vocabulary) -> list[str]:
    values = words.facts[fact].expand(chosen)
    return [value for value in words.facts[fact].values if value in values]


def _bound_roles(who: tuple[str, ...], policy: Policy, words: Vocabulary) -> list[str]:
    bound = words.facts["role"].expand(policy.binds)
    return [role for role in _expanded("role", who, words) if role in bound]


# ODRL -----------------------------------------------------------------------------------------------------------------

_ODRL_COMPARISONS = {
    ("under", False): "lt",
    ("under", True): "gteq",
    ("over", False): "gt",
    ("over", True): "lteq",
    ("at least", False): "gteq",
    ("at least", True): "lt",
}


def odrl(policy: Policy) -> dict[str, Any]:
    """The policy as an ODRL Set: permissions, prohibitions and obligations, each with the clause it comes from.

    Rules that only set others aside stand apart under `gp:exception`.
    """
    words = vocabulary()
    uid = f"urn:gatepost:policy:{policy.name}:{quote(policy.version)}"
    out: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/odrl.jsonld", {"gp": f"{PROFILE}:", "dc": "http://purl.org/dc/terms/"}],
        "@type": "Set",
        "uid": uid,
        "profile": PROFILE,
        "dc:title": policy.title,
        "dc:source": policy.source,
        "gp:digest": f"sha256:{policy.digest}",
        "conflict": "prohibit",
        "permission": [],
        "prohibition": [],
        "obligation": [],
        "gp:exception": [],
    }
    for rule in policy.rules():
        kind, entry = _odrl_rule(rule, policy, words, uid)
        out[kind].append(entry)
    return {key: value for key, value in out.items() if value not in (None, [])}


def _odrl_rule(rule: Rule, policy: Policy, words: Vocabulary, uid: str) -> tuple[str, dict[str, Any]]:
    clause = policy.clauses[rule.clause]
    entry: dict[str, Any] = {
        "uid": f"{uid}#{rule.name}",
        "dc:description": clause.prose,
        "assignee": _party(_bound_roles(rule.who, policy, words)),
        "action": [f"gp:{action}" for action in _expanded("action", rule.does, words)],
        "target": "gp:activity",
    }
    constraints = []
    if rule.when is not None:
        constraints.append(_odrl_condition(rule.when, words, negated=False))
    if rule.unless is not None:
        constraints.append(_odrl_condition(rule.unless, words, negated=True))
    if constraints:
        entry["constraint"] = constraints
    if rule.overrides:
        entry["gp:overrides"] = [f"{uid}#{name}" for name in rule.overrides]
    if rule.options:
        entry["gp:option"] = [_odrl_duty(duty) for duty in rule.options]
    duties = [_odrl_duty(duty) for duty in rule.duties]
    verdict = rule.verdict
    if verdict is None and not duties and not rule.options:
        return "gp:exception", entry  # it asks for nothing, and only says where other rules do not apply
    if verdict is None:
        # ODRL's obligation names the one thing to be done; what triggers it goes along as the profile's own term.
        entry["gp:on"] = entry.pop("action")
        entry["action"] = [duty["action"] for duty in duties] or ["gp:consider"]  # options alone
        if duties:
            entry["gp:duty"] = duties
        return "obligation", entry
    entry["gp:verdict"] = f"gp:{verdict.outcome}"
    match verdict.outcome:
        case "must-not" | "should-not":
            if duties:
                entry["gp:duty"] = duties
            if remedies := [_remedy(breach) for breach in _breaches_of(rule, policy)]:
                entry["remedy"] = remedies
            return "prohibition", entry
        case "hold":
            wait = {"leftOperand": "delayPeriod", "operator": "gteq", "rightOperand": f"PT{verdict.hours}H"}
            duties.insert(0, {"action": "gp:wait", "constraint": [wait]})
        case "needs-permission":
            consent = {"action": "obtainConsent", "consentingParty": "gp:head", "gp:level": f"gp:{verdict.level}"}
            duties.insert(0, consent)
    if duties:
        entry["duty"] = duties
    return "permission", entry


def _party(roles: list[str]) -> dict[str, Any]:
    refinement = {"leftOperand": "gp:role", "operator": "isAnyOf", "rightOperand": [f"gp:{role}" for role in roles]}
    return {"@type": "PartyCollection", "source": "gp:school-community", "refinement": [refinement]}


def _odrl_condition(condition: Condition, words: Vocabulary, negated: bool) -> dict[str, Any]:
    match condition:
        case Not(one):
            return _odrl_condition(one, words, not negated)
        case All(parts) | AnyOf(parts):
            joint = "and" if isinstance(condition, All) is not negated else "or"
            return {joint: {"@list": [_odrl_condition(part, words, negated) for part in parts]}}
        case test:
            return _odrl_test(test, words, negated)


def _odrl_test(test: Test, words: Vocabulary, negated: bool) -> dict[str, Any]:
    right: Any
    match test:
        case Is(fact, chosen, is_not):
            operator = "isNoneOf" if is_not is not negated else "isAnyOf"
            right = [f"gp:{value}" for value in _expanded(fact, chosen, words)]
        case Has(fact, chosen, has_no):
            operator = "isNoneOf" if has_no is not negated else "isAnyOf"
            right = [f"gp:{value}" for value in chosen]
        case Number(fact, comparison, years):
            operator, right = _ODRL_COMPARISONS[comparison, negated], years
        case Flag(fact):
            operator, right = "eq", not negated
    return {"leftOperand": f"gp:{fact}", "operator": operator, "rightOperand": right}


def _odrl_duty(duty: Duty) -> dict[str, Any]:
    entry: dict[str, Any] = {"action": f"gp:{duty.verb}"}
    if duty.by:
        entry["assignee"] = f"gp:{duty.by}"
    if duty.what:
        entry["gp:what"] = duty.what
    if duty.to:
        entry["gp:to"] = {"@list": [f"gp:{recipient}" for recipient in (duty.to, *duty.then)]}
    if duty.manner:
        entry["gp:manner"] = duty.manner
    if duty.deadline:
        entry["gp:deadline"] = duty.deadline
    return entry


def _breaches_of(rule: Rule, policy: Policy) -> list[Breach]:
    return [breach for breach in policy.breaches() if not breach.of or rule.clause in breach.of]


def _remedy(breach: Breach) -> dict[str, Any]:
    return {
        "action": "gp:consequence",
        "dc:description": breach.says,
        "gp:clause": breach.clause,
        "gp:who": [f"gp:{who}" for who in breach.who],
    }
