"""Decide: what a policy says of an activity of which some facts may be unknown.

Most restrictive wins, unless a rule names the clauses it overrides; Kleene logic throughout, so that an unknown fact
never counts as a no. docs/policy-language.md has the meaning in full.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gatepost.policy.document import Breach, Duty, Policy, Rule
from gatepost.policy.rulebook import FALSE, OPEN, TRUE, CompiledPolicy, CompiledRule, Rulebook
from gatepost.vocabulary.activity import Activity, ActivityError
from gatepost.vocabulary.nearest import did_you_mean, quoted


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty or an option, with the clause it comes from."""

    duty: Duty
    clause: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must come first: a hold of `hours`, or a permission from the head at `level`."""

    kind: Literal["hold", "permission"]
    hours: int | None
    level: str | None
    clause: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The software's own word beside the policy's answer; `certain` says whether it bites or may bite."""

    id: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What a policy says. Outcomes are the words of the vocabulary, `silent` to `must-not`.

    `outcome` is what to act on now; every completion of the activity lies between `floor` and `ceiling`; `settled` when
    the two are one and no duty or option is open. `bound` is None while the role is unknown.
    """

    policy: Policy
    role: str | None
    bound: bool | None
    outcome: str
    floor: str
    ceiling: str
    settled: bool
    clauses: tuple[Rule, ...]
    set_aside: tuple[tuple[Rule, Rule], ...]  # (the rule, the one that sets it aside)
    permission_held: tuple[Rule, ...]
    requirements: tuple[Requirement, ...]
    duties: tuple[Owed, ...]
    options: tuple[Owed, ...]
    breach: tuple[Breach, ...]
    notices: tuple[Notice, ...]


@dataclass(slots=True)
class Finding:
    """One rule that applies or might, as the questions and the fixes look at it."""

    rule: CompiledRule
    truth: int  # OPEN or TRUE
    doubted: bool  # an open rule could set it aside
    held: int  # Kleene: is the permission it asks for held? TRUE where it asks for none


def decide(book: Rulebook, activity: Activity, policy: str | None = None) -> Decision:
    """Decide an activity under one policy of the book (the only one, where there is one).

    Raises ActivityError when facts are given that cannot be true together, or a permission under a clause that the
    policy does not have.
    """
    compiled = book[policy] if policy is not None else next(iter(book.policies.values()))
    if activity.permissions:
        _known_clauses(compiled, activity.permissions)
    return decide_mask(book, compiled, book.layout.mask(activity), activity.permissions)


def _known_clauses(compiled: CompiledPolicy, permissions: Mapping[str, str]) -> None:
    clauses = compiled.policy.clauses
    for clause in permissions:
        if clause not in clauses:
            name = compiled.policy.name
            raise ActivityError(f"{quoted(clause)} is not a clause of `{name}`{did_you_mean(clause, clauses)}")


def decide_mask(
    book: Rulebook, compiled: CompiledPolicy, mask: int, permissions: Mapping[str, str] | None = None
) -> Decision:
    """The same for an activity already made a mask (see Layout.mask)."""
    findings, aside = weigh(book, compiled, mask, permissions)
    outcomes = book.words.outcomes
    outcome = floor = ceiling = 0
    settled = True
    clauses: list[Rule] = []
    against: set[str] = set()  # clauses graver than a caution
    held: list[Rule] = []
    requirements: list[Requirement] = []
    duties: list[Owed] = []
    options: list[Owed] = []
    for finding in findings:
        rule, rank = finding.rule, finding.rule.rank
        document = rule.rule
        if document.verdict is None and not document.duties and not document.options:
            continue  # it only sets others aside
        least = 1 if rule.needs and finding.held != FALSE else rank  # a permission that is or may be held: `may`
        most = 1 if rule.needs and finding.held == TRUE else rank
        if most > ceiling:
            ceiling = most
        owes = document.duties or document.options
        if finding.truth != TRUE:
            if owes:
                settled = False
            continue
        if most > outcome:
            outcome = most
        if finding.doubted:
            if owes:
                settled = False
        elif least > floor:
            floor = least
        if rule.needs and finding.held == TRUE:
            held.append(document)
        else:
            clauses.append(document)
            if rank > book.caution:
                against.add(document.clause)
            verdict = document.verdict
            if verdict is not None and verdict.outcome == "hold":
                requirements.append(Requirement("hold", verdict.hours, None, document.clause))
            elif verdict is not None and verdict.level is not None:
                requirements.append(Requirement("permission", None, verdict.level, document.clause))
        for duty in document.duties:
            duties.append(Owed(duty, document.clause))
        for option in document.options:
            options.append(Owed(option, document.clause))
    roles = mask & book.role_bits
    bound = True if not roles & ~compiled.binds else False if not roles & compiled.binds else None
    return Decision(
        policy=compiled.policy,
        role=book.roles.get(roles),
        bound=bound,
        outcome=outcomes[outcome],
        floor=outcomes[floor],
        ceiling=outcomes[ceiling],
        settled=settled and floor == ceiling,
        clauses=tuple(clauses),
        set_aside=aside,
        permission_held=tuple(held),
        requirements=tuple(requirements),
        duties=tuple(dict.fromkeys(duties)) if len(duties) > 1 else tuple(duties),
        options=tuple(dict.fromkeys(options)) if len(options) > 1 else tuple(options),
        breach=_breach(book, compiled, roles, against) if against else (),
        notices=_notices(book, mask, outcomes[outcome]),
    )


def weigh(
    book: Rulebook, compiled: CompiledPolicy, mask: int, permissions: Mapping[str, str] | None
) -> tuple[list[Finding], tuple[tuple[Rule, Rule], ...]]:
    """The rules that apply or might and are not certainly set aside; and the certain ones that are, with by whom."""
    candidates, exact = compiled.candidates(mask)
    truths: dict[int, int] = {}
    found: list[tuple[CompiledRule, int]] = []
    for rule in candidates:
        truth = rule.applies(mask) if exact else rule.whole(mask)
        if truth:
            truths[rule.position] = truth
            found.append((rule, truth))
    findings: list[Finding] = []
    aside: list[tuple[Rule, Rule]] = []
    for rule, truth in found:
        doubted = False
        by = None
        for position in rule.overridden_by:
            over = truths.get(position, FALSE)
            if over == TRUE:
                by = compiled.rules[position]
                break
            doubted = doubted or over == OPEN
        if by is None:
            findings.append(Finding(rule, truth, doubted, _held(book, rule, mask, permissions) if rule.needs else TRUE))
        elif truth == TRUE:
            aside.append((rule.rule, by.rule))
    return findings, tuple(aside)


def _held(book: Rulebook, rule: CompiledRule, mask: int, permissions: Mapping[str, str] | None) -> int:
    if permissions is not None:
        level = ("none", "spoken", "written").index(permissions.get(rule.rule.clause, "none"))
        return TRUE if level >= rule.needs else FALSE
    enough, too_little = book.permission_bits[rule.needs]
    if not mask & enough:
        return FALSE
    return OPEN if mask & too_little else TRUE


def _breach(book: Rulebook, compiled: CompiledPolicy, roles: int, against: set[str]) -> tuple[Breach, ...]:
    # Parents and the community cannot be disciplined, whatever a policy's text says, nor can somebody who may be one.
    if roles & book.beyond_discipline:
        return ()
    return tuple(
        entry.breach
        for entry in compiled.breaches
        if not roles & ~entry.roles and (entry.of is None or entry.of & against)
    )


def _notices(book: Rulebook, mask: int, outcome: str) -> tuple[Notice, ...]:
    if outcome == "must-not":
        return ()
    truth = book.young_contact.truth(mask)
    return () if truth == FALSE else (Notice("contact-under-18", truth == TRUE),)


def decision_to_json(decision: Decision) -> dict[str, Any]:
    """The part of the JSON decision that deciding alone knows (questions, fixes and words are added by advise)."""
    policy = decision.policy
    return {
        "policy": policy.name,
        "version": policy.version,
        "digest": policy.digest,
        "role": decision.role,
        "bound": decision.bound,
        "outcome": decision.outcome,
        "floor": decision.floor,
        "ceiling": decision.ceiling,
        "settled": decision.settled,
        "clauses": [_rule_to_json(policy, rule) for rule in decision.clauses],
        "set_aside": [{"id": rule.clause, "by": by.clause} for rule, by in _unique(decision.set_aside)],
        "permission_held": list(dict.fromkeys(rule.clause for rule in decision.permission_held)),
        "requirements": [
            {
                "kind": need.kind,
                "hours": need.hours,
                "from": "head" if need.kind == "permission" else None,
                "level": need.level,
                "clause": need.clause,
            }
            for need in decision.requirements
        ],
        "duties": [_owed_to_json(owed) for owed in decision.duties],
        "options": [_owed_to_json(owed) for owed in decision.options],
        "breach": [{"clause": breach.clause, "says": breach.says} for breach in decision.breach],
    }


def _unique(pairs: tuple[tuple[Rule, Rule], ...]) -> list[tuple[Rule, Rule]]:
    return list({(rule.clause, by.clause): (rule, by) for rule, by in pairs}.values())


def _rule_to_json(policy: Policy, rule: Rule) -> dict[str, Any]:
    clause = policy.clauses[rule.clause]
    return {
        "id": rule.clause,
        "block": rule.name,
        "where": clause.where,
        "verdict": rule.verdict.outcome if rule.verdict else None,
        "text": clause.prose,
    }


def _owed_to_json(owed: Owed) -> dict[str, Any]:
    duty = owed.duty
    return {
        "by": duty.by or "actor",
        "verb": duty.verb,
        "what": duty.what,
        "to": duty.to,
        "then": list(duty.then),
        "manner": duty.manner,
        "deadline": duty.deadline,
        "clause": owed.clause,
    }
