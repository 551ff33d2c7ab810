"""How fast the analysis is: five packs merged, with z3 on the same question beside it; and the difference of any two.

The question for both: which rules can never apply, and which never change an outcome (overrides and held permissions
counted). Both must name the same rules.
"""

import argparse
import itertools
import time
from dataclasses import replace
from typing import Any

import z3

from bench.measure import told
from gatepost.policy.analyse import check
from gatepost.policy.condition import All, AnyOf, Condition, Flag, Has, Is, Not, Number
from gatepost.policy.difference import diff
from gatepost.policy.document import Policy, Rule, Section
from gatepost.policy.library import pack, packs
from gatepost.vocabulary.words import vocabulary

MERGED_WORK = 40_000_000


def merged() -> Policy:
    """The five packs as one policy that binds everyone; each rule keeps to the roles its own policy binds."""
    words = vocabulary()
    role = words.facts["role"]
    clauses = {}
    for name in packs():
        policy = pack(name)
        bound = role.expand(policy.binds)
        for clause in policy.clauses.values():
            rules = tuple(
                replace(rule, who=tuple(sorted(role.expand(rule.who) & bound)), duties=(), options=())
                for rule in clause.rules
                if rule.verdict or rule.overrides
            )
            clauses[clause.id] = replace(clause, rules=rules, mark=clause.mark or "guidance")
    known = {name for clause in clauses.values() for rule in clause.rules for name in (rule.name, rule.clause)}
    clauses = {
        id_: replace(clause, rules=tuple(_kept(rule, known) for rule in clause.rules))
        for id_, clause in clauses.items()
    }
    section = Section("Merged", "", tuple(clauses.values()))
    return replace(
        pack("caldecote"), name="merged", binds=("everyone",), sections=(section,), examples=(), _clauses=clauses
    )


def _kept(rule: Rule, known: set[str]) -> Rule:
    return replace(rule, overrides=tuple(name for name in rule.overrides if name in known))


class WithZ3:
    """The same question put to z3: one integer or boolean for each fact, one formula for each rule."""

    def __init__(self, policy: Policy) -> None:
        self.words = vocabulary()
        self.solver = z3.Solver()
        self.facts: dict[tuple[str, str], Any] = {}
        for fact in self.words.facts.values():
            if fact.kind == "any-of":
                for word in fact.values:
                    self.facts[fact.name, word] = z3.Bool(f"{fact.name}:{word}")
            elif fact.kind == "yes-no":
                self.facts[fact.name, ""] = z3.Bool(fact.name)
            else:
                number = self.facts[fact.name, ""] = z3.Int(fact.name)
                low, high = (fact.low, fact.high) if fact.kind == "whole-number" else (0, len(fact.values) - 1)
                self.solver.add(number >= low, number <= high)
        self._never()
        self.rules = list(policy.rules())
        applies = [z3.Bool(f"applies {rule.name}") for rule in self.rules]
        for name, rule in zip(applies, self.rules, strict=True):
            self.solver.add(name == self._rule(rule))
        self.applies = applies

    def _is(self, fact: str, values: Any) -> Any:
        number = self.facts[fact, ""]
        order = self.words.facts[fact].values
        return z3.Or([number == order.index(value) for value in values])

    def _never(self) -> None:
        shown = [self.facts["image-shows", word] for word in self.words.facts["image-shows"].values]
        no_image = self._is("image-setting", ("no-image",))
        self.solver.add(z3.Not(z3.And(no_image, z3.Or(shown))))
        self.solver.add(z3.Not(z3.And(no_image, self.facts["name-beside-photo", ""])))
        self.solver.add(z3.Not(z3.And(self._is("role", ("pupil",)), self.facts["own-age", ""] > 19)))
        self.solver.add(z3.Not(z3.And(self._is("target", ("former-pupil",)), self.facts["target-age", ""] < 4)))
        linked = self._is("family-link", ("undeclared", "declared"))
        self.solver.add(z3.Not(z3.And(self._is("target", ("nobody",)), linked)))

    def _condition(self, condition: Condition) -> Any:
        match condition:
            case Not(one):
                return z3.Not(self._condition(one))
            case All(parts):
                return z3.And([self._condition(part) for part in parts])
            case AnyOf(parts):
                return z3.Or([self._condition(part) for part in parts])
            case Is(fact, chosen, negated):
                test = self._is(fact, self.words.facts[fact].expand(chosen))
                return z3.Not(test) if negated else test
            case Has(fact, chosen, negated):
                test = z3.Or([self.facts[fact, word] for word in chosen])
                return z3.Not(test) if negated else test
            case Number(fact, comparison, years):
                number = self.facts[fact, ""]
                return {"under": number < years, "over": number > years, "at least": number >= years}[comparison]
            case Flag(fact):
                return self.facts[fact, ""]

    def _rule(self, rule: Rule) -> Any:
        role, action = self.words.facts["role"], self.words.facts["action"]
        parts = [self._is("role", role.expand(rule.who)), self._is("action", action.expand(rule.does))]
        if rule.when is not None:
            parts.append(self._condition(rule.when))
        if rule.unless is not None:
            parts.append(z3.Not(self._condition(rule.unless)))
        return z3.And(parts)

    def _outcome_at_least(self, rank: int, without: Rule | None) -> Any:
        reached = []
        for applies, rule in zip(self.applies, self.rules, strict=True):
            if rule is without or rule.verdict is None:
                continue
            over = [
                other_applies
                for other_applies, other in zip(self.applies, self.rules, strict=True)
                if other is not without and (rule.name in other.overrides or rule.clause in other.overrides)
            ]
            own = self.words.rank(rule.verdict.outcome)
            counts = z3.And(applies, z3.Not(z3.Or(over)) if over else True)
            if rule.verdict.level is None:
                if own >= rank:
                    reached.append(counts)
            else:
                enough = ("spoken", "written") if rule.verdict.level == "spoken" else ("written",)
                held = self._is("permission-head", enough)
                reached.append(
                    z3.And(counts, z3.Or(held, own >= rank) if rank <= 1 else z3.And(z3.Not(held), own >= rank))
                )
        return z3.Or(reached)

    def useless(self) -> set[str]:
        """The names of the rules without which no outcome is another."""
        found = set()
        ranks = range(1, len(self.words.outcomes))
        whole = [self._outcome_at_least(rank, None) for rank in ranks]
        for rule in self.rules:
            without = [self._outcome_at_least(rank, rule) for rank in ranks]
            self.solver.push()
            self.solver.add(z3.Or([z3.Xor(a, b) for a, b in zip(whole, without, strict=True)]))
            if self.solver.check() == z3.unsat:
                found.add(rule.name)
            self.solver.pop()
        return found


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    policy = merged()
    start = time.process_time()
    findings = check(policy, MERGED_WORK)
    own_time = time.process_time() - start
    assert not any(finding.kind == "not-checked" for finding in findings)
    lines = {rule.line: rule.name for rule in policy.rules()}
    names = {rule.name for rule in policy.rules()}
    own = {
        finding.says.rpartition("(block ")[2].rstrip(")") if "(block" in finding.says else finding.clauses[0]
        for finding in findings
        if finding.kind in ("dead", "always-set-aside", "shadowed")
    }
    assert own <= names, own - names
    assert lines
    start = time.process_time()
    theirs = WithZ3(policy).useless()
    z3_time = time.process_time() - start

    times = {}
    for old, new in itertools.permutations(packs(), 2):
        start = time.process_time()
        found = diff(pack(old), pack(new))
        times[f"{old} -> {new}"] = time.process_time() - start
        assert found.complete, (old, new)
    slowest = max(times, key=lambda pair: times[pair])
    told(
        [
            f"five packs merged: {len(names)} rules, {len(own)} of them never change an outcome",
            f"  gatepost {own_time:6.2f} s (contradictions included)",
            f"  z3       {z3_time:6.2f} s",
            f"the same rules named: {'yes' if own == theirs else 'NO: ' + ', '.join(sorted(own ^ theirs))}",
            f"z3 / gatepost: {z3_time / own_time:.1f}",
            f"difference of two packs: {sum(times.values()) / len(times):.2f} s on average of {len(times)} pairs,"
            f" {times[slowest]:.2f} s at most ({slowest})",
        ],
        {
            "rules": len(names),
            "useless": len(own),
            "gatepost_s": round(own_time, 3),
            "z3_s": round(z3_time, 3),
            "ratio_z3": round(z3_time / own_time, 2),
            "diff_s_mean": round(sum(times.values()) / len(times), 3),
            "diff_s_max": round(times[slowest], 3),
        },
        met=own == theirs,
    )


if __name__ == "__main__":
    main()
