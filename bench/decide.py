"""How fast decisions are, beside Rust CEL and Cedar on the same rules, the same index and the same facts.

Every engine is first checked to find the same rules. The peers only tell which rules apply; Gatepost's figure is the
whole decision (verdicts, overrides, duties, requirements, consequences), from a plain dict on.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import cedarpy
import cel

from bench.measure import complete_activity, part_known, percentile, resident_mb, rounds, told
from gatepost.policy.answer import answers
from gatepost.policy.condition import All, AnyOf, Condition, Flag, Has, Is, Not, Number
from gatepost.policy.decide import decide, weigh
from gatepost.policy.document import Rule
from gatepost.policy.export import cel_expressions
from gatepost.policy.library import pack, packs
from gatepost.policy.parse import parse_policy
from gatepost.policy.rulebook import TRUE, CompiledPolicy, Rulebook
from gatepost.vocabulary.activity import Activity
from gatepost.vocabulary.words import vocabulary

Finder = Callable[[str, dict[str, Any]], set[str]]  # policy, activity -> the rules that apply


_COMPARISONS = {"under": "<", "over": ">", "at least": ">="}


def cedar(condition: Condition) -> str:
    words = vocabulary()
    match condition:
        case Not(one):
            return f"!({cedar(one)})"
        case All(parts):
            return "(" + " && ".join(cedar(part) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " || ".join(cedar(part) for part in parts) + ")"
        case Is(fact, chosen, negated):
            values = sorted(words.facts[fact].expand(chosen))
            test = f'{json.dumps(values)}.contains(context["{fact}"])'
            return f"!({test})" if negated else test
        case Has(fact, chosen, negated):
            test = f'context["{fact}"].containsAny({json.dumps(list(chosen))})'
            return f"!({test})" if negated else test
        case Number(fact, comparison, years):
            return f'context["{fact}"] {_COMPARISONS[comparison]} {years}'
        case Flag(fact):
            return f'context["{fact}"]'


def cedar_policy(rule: Rule) -> str:
    parts = [cedar(rule.when)] if rule.when else []
    parts += [f"!({cedar(rule.unless)})"] if rule.unless else []
    return f'@id("{rule.name}")\npermit(principal, action, resource) when {{ {" && ".join(parts) or "true"} }};'


class Index:
    """The same index for every engine: the rules that could apply to a role and an action."""

    def __init__(self, book: Rulebook) -> None:
        role, action = vocabulary().facts["role"], vocabulary().facts["action"]
        self.rules = {
            (name, who, does): self._near(book, compiled, who, does)
            for name, compiled in book.policies.items()
            for who in role.values
            for does in action.values
        }

    @staticmethod
    def _near(book: Rulebook, compiled: CompiledPolicy, who: str, does: str) -> list[Rule]:
        mask = book.layout.mask(Activity({"role": who, "action": does}))
        return [rule.rule for rule in compiled.candidates(mask)[0]]


def cel_finder(index: Index) -> Finder:
    programs = {
        (name, block): cel.compile(text) for name in packs() for block, text in cel_expressions(pack(name)).items()
    }
    near = {key: [(rule.name, programs[key[0], rule.name]) for rule in rules] for key, rules in index.rules.items()}

    def find(policy: str, facts: dict[str, Any]) -> set[str]:
        context = cel.Context({name.replace("-", "_"): value for name, value in facts.items()})
        return {name for name, program in near[policy, facts["role"], facts["action"]] if program.execute(context)}

    return find


def cedar_finder(index: Index) -> Finder:
    sets = {
        key: cedarpy.PolicySet.from_str("\n".join(cedar_policy(rule) for rule in rules))
        for key, rules in index.rules.items()
    }
    names = {key: [rule.name for rule in rules] for key, rules in index.rules.items()}
    entities = cedarpy.Entities.from_json_str("[]")

    def find(policy: str, facts: dict[str, Any]) -> set[str]:
        key = (policy, facts["role"], facts["action"])
        request = {"principal": 'P::"p"', "action": 'A::"a"', "resource": 'R::"r"', "context": facts}
        result = cedarpy.is_authorized(request, sets[key], entities)
        return {names[key][int(reason.removeprefix("policy"))] for reason in result.diagnostics.reasons}

    return find


def own_finder(book: Rulebook) -> Finder:
    def find(policy: str, facts: dict[str, Any]) -> set[str]:
        activity = Activity.from_json(facts)
        findings, aside = weigh(book, book[policy], book.layout.mask(activity), None)
        certain = {finding.rule.rule.name for finding in findings if finding.truth == TRUE}
        return certain | {rule.name for rule, _ in aside}

    return find


def memory_of_300() -> float:
    """MB that 300 policies hold once parsed and compiled, in a process of their own."""
    texts = [pack(name).name for name in packs()]
    before = resident_mb()
    from importlib.resources import files

    books = []
    for number in range(300):
        name = texts[number % len(texts)]
        text = files("gatepost.policy").joinpath("packs", f"{name}.md").read_text("utf-8")
        policy = parse_policy(text.replace(f"policy: {name}", f"policy: school-{number}", 1))
        books.append(Rulebook([policy]))
    for book in books:  # held as a running site holds them: every index entry made
        for who in vocabulary().facts["role"].values:
            for does in vocabulary().facts["action"].values:
                decide(book, Activity({"role": who, "action": does}))
    return resident_mb() - before


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--activities", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.memory:
        print(memory_of_300())
        return
    chance = random.Random(chosen.seed)
    book = Rulebook([pack(name) for name in packs()])
    index = Index(book)
    work = [(chance.choice(packs()), complete_activity(chance)) for _ in range(chosen.activities)]

    own, rust_cel, with_cedar = own_finder(book), cel_finder(index), cedar_finder(index)
    for policy, facts in work[:300]:
        found = own(policy, facts)
        assert found == rust_cel(policy, facts), (policy, facts)
        assert found == with_cedar(policy, facts), (policy, facts)

    def decided() -> int:
        for policy, facts in work:
            decide(book, Activity.from_json(facts), policy)
        return len(work)

    def found_by(find: Finder, among: list[tuple[str, dict[str, Any]]]) -> Callable[[], int]:
        def run() -> int:
            for policy, facts in among:
                find(policy, facts)
            return len(among)

        return run

    rates = {
        "gatepost": rounds(decided),
        "cel": rounds(found_by(rust_cel, work)),
        "cedar": rounds(found_by(with_cedar, work[:500])),
    }

    pages = [(chance.choice(packs()), part_known(chance)) for _ in range(chosen.activities)]
    times = []
    for policy, facts in pages:
        start = time.perf_counter()
        answers(book, Activity.from_json(facts), policy, alone=True)
        times.append((time.perf_counter() - start) * 1000)
    page = percentile(times, 0.95)
    run = [sys.executable, "-m", "bench.decide", "--memory"]
    memory = float(subprocess.run(run, check=True, capture_output=True, text=True).stdout)

    ratio = rates["gatepost"] / rates["cel"]
    told(
        [
            f"decisions per second, every fact known ({len(work)} activities, five packs, index by role and action):",
            *(f"  {name:10} {rate:10,.0f}" for name, rate in rates.items()),
            f"gatepost / Rust CEL: {ratio:.1f} (wanted: at least 2)",
            f"gatepost / Cedar:    {rates['gatepost'] / rates['cedar']:.1f}",
            f"decide, ask and fixes for a page: {page:.1f} ms at the 95th percentile, {max(times):.1f} ms at most"
            " (wanted: at most 20 at the 95th)",
            f"300 policies: {memory:.0f} MB (wanted: at most 100)",
        ],
        {
            "per_second": {name: round(rate) for name, rate in rates.items()},
            "ratio_cel": round(ratio, 2),
            "ratio_cedar": round(rates["gatepost"] / rates["cedar"], 2),
            "page_ms_p95": round(page, 2),
            "memory_300_mb": round(memory, 1),
        },
        met=ratio >= 2 and page <= 20 and memory <= 100,
    )


if __name__ == "__main__":
    main()
