"""Analyse: what is wrong with a policy as a whole, exact over every activity there is.

Rules that can never apply, rules that never change an outcome, `may` against `must-not` on one activity, clauses that
say nothing to the software. A finding is explained where the rule carries a `reading:`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from gatepost.policy.document import Policy, Rule
from gatepost.policy.layout import Literal
from gatepost.policy.rulebook import FALSE, OPEN, TRUE, CompiledPolicy, CompiledRule, Rulebook
from gatepost.policy.witness import (
    OutOfWork,
    Reason,
    Work,
    applies_alone,
    bounds,
    is_false,
    literals_around,
    literals_of,
    relaxed,
    stands,
    witness,
)
from gatepost.vocabulary.activity import Activity, Value

WORK = 100_000  # rule evaluations, under a second; the most entangled of the five packs needs half of it


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the analysis noticed.

    `kind` is no-rule, dead, always-set-aside, shadowed, contradiction or not-checked; `explained` the `reading:` that
    accounts for it, or None; `example` an activity on which it shows, where there is one.
    """

    kind: str
    line: int
    clauses: tuple[str, ...]
    says: str
    explained: str | None
    example: Activity | None = None


def check(policy: Policy, work: int = WORK) -> tuple[Finding, ...]:
    """Everything the analysis notices about one policy, in the order of the file."""
    book = Rulebook([policy])
    compiled = book[policy.name]
    budget = Work(work)
    found: list[Finding] = list(_unspoken(policy))
    try:
        found += _useless(book, compiled, budget)
        found += _contradictions(book, compiled, budget)
    except OutOfWork:
        says = "the rules are too entangled to analyse to the end; shorten the conditions, or split the policy"
        found.append(Finding("not-checked", 1, (), says, None))
    return tuple(sorted(found, key=lambda finding: finding.line))


def _unspoken(policy: Policy) -> Iterator[Finding]:
    for clause in policy.clauses.values():
        if not clause.rules and not clause.breaches and clause.mark is None:
            says = "the clause has neither a rule nor a mark such as {guidance}, so the software does not know it"
            yield Finding("no-rule", clause.line, (clause.id,), says, None)


def _useless(book: Rulebook, compiled: CompiledPolicy, work: Work) -> Iterator[Finding]:
    for rule in compiled.rules:
        goal, splits = applies_alone(compiled, [rule])
        region = book.layout.everything
        if not rule.roles:
            yield _about(rule, "dead", "the rule can never apply: the policy binds none of the people it names")
        elif witness(book.layout, region, goal, splits, work, 1 + len(rule.overridden_by)) is None:
            if _ever(book, rule, work):
                yield _about(rule, "always-set-aside", "the rule never counts: wherever it applies, it is set aside")
            else:
                yield _about(rule, "dead", "the rule can never apply: its conditions contradict one another")
        elif not _owes(compiled, rule) and not _matters(book, compiled, rule, work):
            says = "the rule never changes an outcome: other rules always say as much or more"
            yield _about(rule, "shadowed", says)


def _owes(compiled: CompiledPolicy, rule: CompiledRule) -> bool:
    """Does it add a duty or an option, or take one away? Then it matters, whatever the outcome."""
    return any(each.rule.duties or each.rule.options for each in (rule, *(compiled.rules[at] for at in rule.overrides)))


def _about(rule: CompiledRule, kind: str, says: str) -> Finding:
    document = rule.rule
    name = f" (block {document.name})" if document.block else ""
    return Finding(kind, document.line, (document.clause,), says + name, document.reading)


def _ever(book: Rulebook, rule: CompiledRule, work: Work) -> bool:
    region = witness(
        book.layout, book.layout.everything, rule.whole, lambda mask: literals_of([rule], mask, True), work, 1
    )
    return region is not None


def _matters(book: Rulebook, compiled: CompiledPolicy, rule: CompiledRule, work: Work) -> bool:
    """Is there an activity whose outcome is another without the rule?"""
    rules = [other for other in compiled.rules if other.roles & rule.roles and other.actions & rule.actions]
    over = [compiled.rules[at] for at in rule.overridden_by]
    targets = [compiled.rules[at] for at in rule.overrides]
    others = sorted((other for other in rules if other is not rule), key=lambda other: -other.rank)
    # Where one of these stands, neither the rule nor what it sets aside makes a difference.
    most = max([rule.rank, *(target.rank for target in targets)])
    graver = [other for other in others if other.rank >= most and other not in targets]
    permission = book.permission_bits
    seen = 0
    for target in targets:
        for other in (target, *(compiled.rules[at] for at in target.overridden_by)):
            seen |= other.looks_at

    def goal(mask: int) -> int:
        if rule.whole(mask) == FALSE:
            return FALSE
        floor, ceiling, _ = bounds(permission, compiled, rules, mask)
        bare_floor, bare_ceiling, _ = bounds(permission, compiled, rules, mask, without=rule)
        if floor == ceiling and bare_floor == bare_ceiling:
            return TRUE if floor != bare_floor else FALSE
        if any(other.whole(mask) == TRUE for other in over) or standing(mask) is not None or (targets and idle(mask)):
            return FALSE
        return OPEN

    def idle(mask: int) -> bool:
        """A rule without a verdict, all of whose targets are out of play without it."""
        return rule.rank == 0 and all(
            target.whole(mask) == FALSE
            or any(compiled.rules[at].whole(mask) == TRUE for at in target.overridden_by if at != rule.position)
            for target in targets
        )

    def standing(mask: int) -> Reason | None:
        for other in graver:
            if not other.needs and (reason := stands(compiled, other))[0](mask):
                return reason
        return None

    def why(mask: int) -> Reason | None:
        if rule.whole(mask) == FALSE:
            return is_false(rule)
        for other in over:
            if other.whole(mask) == TRUE:
                return stands(compiled, other)
        return standing(mask) or ((idle, seen) if targets and idle(mask) else None)

    def splits(mask: int) -> Iterator[tuple[Literal, bool]]:
        yield from literals_of([rule], mask, True)
        yield from literals_of(over, mask, False)
        yield from literals_around(compiled, targets, mask, True)
        yield from literals_around(compiled, graver, mask, False)
        yield from literals_around(compiled, others, mask, False)
        yield from permission_splits(book, mask)

    start = book.layout.everything
    return witness(book.layout, start, goal, splits, work, 2 * len(rules), why) is not None


def permission_splits(book: Rulebook, mask: int) -> Iterator[tuple[Literal, bool]]:
    """Halve at the level of permission: first as if it were not held."""
    for enough, too_little in book.permission_bits.values():
        if mask & enough and mask & too_little:
            yield Literal("permission-head", enough, too_little), False


def _contradictions(book: Rulebook, compiled: CompiledPolicy, work: Work) -> Iterator[Finding]:
    forbidding = [rule for rule in compiled.rules if _says(rule.rule, "must-not")]
    for may in compiled.rules:
        if not _says(may.rule, "may"):
            continue
        against: dict[str, None] = {}
        example = None
        for must_not in forbidding:
            if not (may.roles & must_not.roles and may.actions & must_not.actions):
                continue
            goal, splits = applies_alone(compiled, [may, must_not])
            cost = 2 + len(may.overridden_by) + len(must_not.overridden_by)
            region = witness(book.layout, book.layout.everything, goal, splits, work, cost)
            if region is not None:
                against[must_not.rule.clause] = None
                example = example or activity_of(book, relaxed(book.layout, region, goal))
        if against:
            yield Finding(
                "contradiction",
                may.rule.line,
                (may.rule.clause, *against),
                f"{may.rule.name} says may where {_joined(list(against))} can say must not; must not wins",
                may.rule.reading,
                example,
            )


def _joined(names: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _says(rule: Rule, outcome: str) -> bool:
    return rule.verdict is not None and rule.verdict.outcome == outcome


def activity_of(book: Rulebook, region: int) -> Activity:
    """One activity of a region: what is decided there made definite, what is not left unknown."""
    layout = book.layout
    definite = region
    for (fact, word), slot in layout.slots.items():
        left = definite & slot.bits
        if word:
            all_bits = layout.whole[fact]
            if region & all_bits != all_bits and left == slot.bits:
                left &= left << 1  # a word not decided in a set that is: no
        elif left != slot.bits or fact in ("role", "action"):
            left &= -left
        definite = definite & ~slot.bits | left
    region = layout.respect(definite) or region
    facts: dict[str, Value] = {}
    for name in book.words.facts:
        value = layout.value(region, name)
        if value is not None:
            facts[name] = value
    return Activity(facts)
