"""`gatepost policy ...`: list, show, check, coverage, diff, test, export."""

import argparse
import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gatepost.commands.lines import json_lines, opened
from gatepost.law.offices import offices
from gatepost.policy.analyse import Finding, check
from gatepost.policy.coverage import coverage, gaps
from gatepost.policy.difference import Difference, diff
from gatepost.policy.document import Clause, Policy
from gatepost.policy.explain import activity_words
from gatepost.policy.export import cel_expressions, odrl
from gatepost.policy.faults import PolicyFaults
from gatepost.policy.library import UnknownPolicy, pack, packs, policy_named
from gatepost.policy.rulebook import Rulebook
from gatepost.policy.scenario import Outcome, Scenario, ScenarioError, examples, run_scenarios, scenario_from_json
from gatepost.policy.sentence import breach_sentence, rule_sentence
from gatepost.policy.topics import topics
from gatepost.vocabulary.activity import ActivityError
from gatepost.vocabulary.nearest import did_you_mean, printable, quoted
from gatepost.vocabulary.wording import wording

FINE, FOUND, WRONG_USE = 0, 1, 2


def run(chosen: argparse.Namespace) -> int:
    """Run one verb; raises UnknownPolicy, PolicyFaults or OSError for the command line to tell."""
    match chosen.verb:
        case "list":
            return _list(chosen.json)
        case "show":
            return _show(policy_named(chosen.name), chosen.jurisdiction, chosen.json)
        case "check":
            return _check(chosen.files, chosen.json)
        case "coverage":
            return _coverage(policy_named(chosen.name), chosen.json)
        case "diff":
            return _diff(policy_named(chosen.old), policy_named(chosen.new), chosen.jurisdiction, chosen.json)
        case "test":
            return _test(chosen.files, chosen.json)
        case _:
            policy = policy_named(chosen.name)
            _print_json(odrl(policy) if chosen.to == "odrl" else dict(cel_expressions(policy)))
            return FINE


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _wrapped(text: str, indent: str = "  ") -> str:
    return textwrap.fill(" ".join(text.split()), width=100, initial_indent=indent, subsequent_indent=indent)


# list and show --------------------------------------------------------------------------------------------------------


def _list(as_json: bool) -> int:
    policies = [pack(name) for name in packs()]
    if as_json:
        _print_json([_summary(policy) for policy in policies])
        return FINE
    for policy in policies:
        rules = sum(1 for _ in policy.rules())
        print(f"{policy.name:14} {policy.title} ({policy.source}); {len(policy.clauses)} clauses, {rules} rules")
    return FINE


def _summary(policy: Policy) -> dict[str, Any]:
    return {
        "policy": policy.name,
        "title": policy.title,
        "source": policy.source,
        "version": policy.version,
        "digest": policy.digest,
        "effective": policy.effective,
        "review_due": policy.review_due,
        "binds": list(policy.binds),
        "clauses": len(policy.clauses),
        "rules": sum(1 for _ in policy.rules()),
    }


def _show(policy: Policy, jurisdiction: str, as_json: bool) -> int:
    words = offices(jurisdiction)
    if as_json:
        clauses = [
            {
                "id": clause.id,
                "where": clause.where,
                "topic": clause.topic,
                "mark": clause.mark,
                "text": clause.prose,
                "digest": clause.digest,
                "rules": [
                    {"block": rule.name, "says": rule_sentence(policy, rule, words), "reading": rule.reading}
                    for rule in clause.rules
                ],
                "breach": [breach_sentence(policy, breach, words) for breach in clause.breaches],
            }
            for clause in policy.clauses.values()
        ]
        _print_json({**_summary(policy), "reads_with": list(policy.reads_with), "text": clauses})
        return FINE
    print(policy.title)
    print(f"{policy.source or policy.name}; version {policy.version}; in force from {policy.effective or 'unknown'};")
    print(f"review due {policy.review_due or 'unknown'}; digest {policy.digest}")
    for section in policy.sections:
        print(f"\n{section.heading}\n{'-' * len(section.heading)}" if section.heading else "")
        if section.introduction:
            print(_wrapped(section.introduction, ""))
        for clause in section.clauses:
            mark = f" [{clause.mark}]" if clause.mark else ""
            print(f"\n{clause.where} ({clause.id}){mark}\n{_wrapped(clause.prose)}")
            for sentence in _sentences(policy, clause, words):
                print(_wrapped(sentence, "    > "))
    return FINE


def _sentences(policy: Policy, clause: Clause, words: Any) -> Iterator[str]:
    for rule in clause.rules:
        yield rule_sentence(policy, rule, words)
        if rule.reading:
            yield f"Reading: {rule.reading}"
    for breach in clause.breaches:
        yield breach_sentence(policy, breach, words)


# check and coverage ---------------------------------------------------------------------------------------------------


def _check(files: list[str], as_json: bool) -> int:
    code = FINE
    report = []
    for name in files:
        try:
            policy = policy_named(name)
        except PolicyFaults as faults:
            code = FOUND
            if as_json:
                report.append(
                    {"file": name, "faults": [fault_to_json(fault) for fault in faults.faults], "findings": []}
                )
            else:
                print(faults, file=sys.stderr)
            continue
        findings = check(policy)
        if any(finding.explained is None for finding in findings):
            code = FOUND
        report.append({"file": name, "faults": [], "findings": [_finding(finding) for finding in findings]})
        if not as_json:
            _tell_findings(name, policy, findings)
    if as_json:
        _print_json(report)
    return code


def fault_to_json(fault: Any) -> dict[str, Any]:
    """A fault as JSON."""
    return {"line": fault.line, "clause": fault.clause, "says": fault.message}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "line": finding.line,
        "clauses": list(finding.clauses),
        "says": finding.says,
        "explained": finding.explained,
        "example": finding.example.to_json() if finding.example else None,
    }


def _tell_findings(name: str, policy: Policy, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        clause = f"clause {finding.clauses[0]}: " if finding.clauses else ""
        print(f"{name}:{finding.line}: {clause}{finding.kind}: {finding.says}")
        if finding.explained:
            print(_wrapped(f"explained: {finding.explained}", "    "))
    open_ = sum(1 for finding in findings if finding.explained is None)
    count = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    rules = sum(1 for _ in policy.rules())
    verdict = "nothing unexplained" if not open_ else f"{open_} unexplained"
    print(f"{name}: {len(policy.clauses)} clauses, {rules} rules; {count}, {verdict}")


def _coverage(policy: Policy, as_json: bool) -> int:
    covered = coverage(policy)
    missing = gaps(policy)
    silent = [entry for entry in covered if entry.by is None]
    if as_json:
        _print_json(
            {
                "policy": policy.name,
                "clauses": [{"id": entry.clause.id, "topic": entry.clause.topic, "by": entry.by} for entry in covered],
                "topics_left_out": [{"topic": gap.topic.id, "of_66": gap.topic.of_66} for gap in missing],
            }
        )
        return FOUND if silent else FINE
    for entry in covered:
        topic = topics()[entry.clause.topic].title if entry.clause.topic else "no topic"
        print(f"{entry.clause.id:8} {entry.by or 'NOTHING':20} {topic}")
    counts: dict[str, int] = {}
    for entry in covered:
        counts[entry.by or "nothing"] = counts.get(entry.by or "nothing", 0) + 1
    print(f"\n{len(covered)} clauses: " + ", ".join(f"{count} by {by}" for by, count in counts.items()))
    print(f"\nTopics left out ({len(missing)}), with how many of 66 policies treat them:")
    for gap in missing:
        print(f"  {gap.topic.of_66:3}  {gap.topic.title}")
    return FOUND if silent else FINE


# diff -----------------------------------------------------------------------------------------------------------------


def _diff(old: Policy, new: Policy, jurisdiction: str, as_json: bool) -> int:
    found = diff(old, new)
    code = FINE if found.complete else FOUND  # to differ is no fault
    if as_json:
        _print_json(
            {
                "old": _version(old),
                "new": _version(new),
                "changes": [
                    {
                        "old_outcome": change.old_outcome,
                        "new_outcome": change.new_outcome,
                        "old_clauses": list(change.old_clauses),
                        "new_clauses": list(change.new_clauses),
                        "example": change.example.to_json(),
                        "says": activity_words(change.example, offices(jurisdiction)),
                    }
                    for change in found.changes
                ],
                "more": found.more,
                "complete": found.complete,
            }
        )
        return code
    _tell_difference(found, jurisdiction)
    return code


def _version(policy: Policy) -> dict[str, str]:
    return {"policy": policy.name, "version": policy.version, "digest": policy.digest}


def _tell_difference(found: Difference, jurisdiction: str) -> None:
    if not found.changes and found.complete:
        print("No activity gets another answer.")
    for change in found.changes:
        was, now = wording().outcomes[change.old_outcome].name, wording().outcomes[change.new_outcome].name
        print(f"{was} -> {now}")
        for side, clauses in (("before", change.old_clauses), ("after", change.new_clauses)):
            if clauses:
                print(_wrapped(f"{side}: {', '.join(clauses)}"))
        print(_wrapped(f"for example: {activity_words(change.example, offices(jurisdiction))}"))
    if found.more:
        print(f"and {found.more} lesser kinds of change")
    if not found.complete:
        print("The comparison was too long to finish; there may be other kinds of change.")


# test -----------------------------------------------------------------------------------------------------------------


def _test(files: list[str], as_json: bool) -> int:
    policies: dict[str, Policy] = {}
    scenarios: list[tuple[str, Scenario]] = []
    bad = 0
    for name in files:  # policy files first, so that a scenario file may name them
        if not name.endswith(".jsonl"):
            policy = policy_named(name)
            if policy.name in policies:
                raise UnknownPolicy(f"two of the files are the policy {quoted(policy.name)}; test them one at a time")
            policies[policy.name] = policy
            scenarios += [(name, scenario) for scenario in examples(policy)]
    for name in files:
        if name.endswith(".jsonl"):
            read, faults = _scenario_file(name, policies)
            scenarios += read
            bad += faults
    book = Rulebook(policies.values())
    outcomes = [(name, outcome) for name, one in scenarios for outcome in run_scenarios([one], book)]
    failed = [(name, outcome) for name, outcome in outcomes if outcome.misses]
    if as_json:
        _print_json([_outcome(name, outcome) for name, outcome in outcomes])
    else:
        for name, outcome in failed:
            for miss in outcome.misses:
                print(f"{name}: {printable(outcome.scenario.id)} ({outcome.scenario.policy}): {miss}")
        print(
            f"{len(outcomes)} scenarios, {len(outcomes) - len(failed)} as expected, {len(failed)} not, {bad} unreadable"
        )
    if not outcomes and not bad:
        print("gatepost: these files hold no scenarios", file=sys.stderr)
        return FOUND
    return FOUND if failed or bad else FINE


def _scenario_file(name: str, policies: dict[str, Policy]) -> tuple[list[tuple[str, Scenario]], int]:
    read: list[tuple[str, Scenario]] = []
    bad = 0
    with opened(name) as (file, shown):
        for line in json_lines(file):
            try:
                if line.fault:
                    raise ScenarioError(line.fault)
                scenario = scenario_from_json(line.value, f"line {line.number}")
                if scenario.policy not in policies:
                    if scenario.policy not in packs():
                        hint = did_you_mean(scenario.policy, packs())
                        raise ScenarioError(f"{quoted(scenario.policy)} is not a policy here{hint}")
                    policies[scenario.policy] = pack(scenario.policy)
                read.append((Path(name).name, scenario))
            except (ScenarioError, ActivityError) as error:
                print(f"{shown}:{line.number}: {error}", file=sys.stderr)
                bad += 1
    return read, bad


def _outcome(name: str, outcome: Outcome) -> dict[str, Any]:
    return {
        "file": name,
        "id": outcome.scenario.id,
        "policy": outcome.scenario.policy,
        "as_expected": not outcome.misses,
        "misses": list(outcome.misses),
    }
