"""Advise: the one fact to ask next, and the smallest honest changes that would make an activity fine."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any, TypeAlias

from gatepost.policy.decide import Decision, Finding, decide_mask, weigh
from gatepost.policy.layout import Literal
from gatepost.policy.rulebook import OPEN, TRUE, CompiledPolicy, CompiledRule, Node, Rulebook, open_literals
from gatepost.vocabulary.activity import Activity, ActivityError, Partial, Value
from gatepost.vocabulary.words import LOOKS, Fact

PERMISSION = "permission-head"
MOST_FIXES = 6
# Words that hurt people are taken out, not taken somewhere else or put before the head.
HARMFUL = frozenset(
    ("derogatory", "defamatory", "threatening", "offensive", "discriminatory", "abusive", "sexual", "illegal")
)
_NOTHING: frozenset[str] = frozenset()
# Where one of several values would do, the one a person would think of first.
_FIRST_CHOICE = {"channel": "approved-channel", "time": "school-day-break", "device": "own", "place": "off-premises"}


@dataclass(frozen=True, slots=True)
class Question:
    """The one fact to ask next.

    `options` are the answers that are still possible: words (a set is one question, so several may be chosen), True and
    False, or bands of ages as half-known values. `clauses` are the ids that turn on it.
    """

    fact: Fact
    options: tuple[Value, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """Changes that bring the outcome to caution or below; `permissions` where it is held clause by clause."""

    facts: Mapping[str, Value]
    outcome: str
    permissions: Mapping[str, str] | None = None


# questions ------------------------------------------------------------------------------------------------------------


def next_question(
    book: Rulebook,
    compiled: CompiledPolicy,
    activity: Activity,
    decision: Decision,
    leave_out: frozenset[str] = frozenset(),
    alone: bool = False,
) -> Question | None:
    """The fact to ask next while the decision is not settled; facts in `leave_out` (not sure) are not asked again.

    Facts that software could look up come first, unless the person is `alone`: then every fact is asked of them, whom
    it is about comes first, and then the one that tells most. None when settled, or when nothing is left to ask.
    """
    if decision.settled:
        return None
    mask = book.layout.mask(activity)
    weight: dict[str, int] = {}
    turning: dict[str, list[str]] = {}
    for literal_fact, rule in _open_facts(book, compiled, mask, activity, decision):
        if literal_fact not in leave_out:
            weight[literal_fact] = weight.get(literal_fact, 0) + rule.rank + 1
            turning.setdefault(literal_fact, []).append(rule.rule.clause)
    if not weight:
        return None
    order = list(book.words.facts)
    looks = {name: (name != "target") if alone else LOOKS.index(book.words.facts[name].look) for name in weight}
    name = min(weight, key=lambda name: (looks[name], -weight[name], order.index(name)))
    fact = book.words.facts[name]
    return Question(fact, _options(book, compiled, mask, fact), tuple(dict.fromkeys(turning[name])))


def open_facts(book: Rulebook, compiled: CompiledPolicy, activity: Activity, decision: Decision) -> tuple[Fact, ...]:
    """Every fact that could still change the decision, the one on which most and gravest rules turn first."""
    weight: dict[str, int] = {}
    if not decision.settled:
        for name, rule in _open_facts(book, compiled, book.layout.mask(activity), activity, decision):
            weight[name] = weight.get(name, 0) + rule.rank + 1
    order = list(book.words.facts)
    return tuple(book.words.facts[name] for name in sorted(weight, key=lambda name: (-weight[name], order.index(name))))


def _open_facts(
    book: Rulebook, compiled: CompiledPolicy, mask: int, activity: Activity, decision: Decision
) -> Iterator[tuple[str, CompiledRule]]:
    """Each fact that could still change the decision, once for every rule through which it could."""
    floor = book.words.rank(decision.floor)
    findings, _ = weigh(book, compiled, mask, activity.permissions)
    for finding in findings:
        rule = finding.rule
        owes = bool(rule.rule.duties or rule.rule.options)
        most = 1 if rule.needs and finding.held == TRUE else rule.rank
        if most <= floor and not owes:
            continue
        facts: set[str] = set()
        if finding.truth == OPEN:
            facts |= _open(book, rule, mask)
        elif finding.held == OPEN and rule.rank > floor:
            facts.add(PERMISSION)
        if finding.doubted:
            for position in rule.overridden_by:
                facts |= _open(book, compiled.rules[position], mask)
        for fact in facts:
            yield fact, rule


def _open(book: Rulebook, rule: CompiledRule, mask: int) -> set[str]:
    facts = {literal.fact for literal in open_literals(rule.node, mask)}
    for fact, bits in (("role", rule.roles), ("action", rule.actions)):
        slot = book.layout.slots[fact, ""].bits
        if mask & slot & ~bits:
            if not mask & slot & bits:
                return set()
            facts.add(fact)
    return facts if rule.whole(mask) == OPEN else set()


def _options(book: Rulebook, compiled: CompiledPolicy, mask: int, fact: Fact) -> tuple[Value, ...]:
    rules, _ = compiled.candidates(mask)
    tested = [literal for rule in rules for literal in _literals(rule.node) if literal.fact == fact.name]
    layout = book.layout
    match fact.kind:
        case "any-of":
            touched = 0
            for literal in tested:
                touched |= literal.good | literal.bad
            return tuple(
                word
                for word in fact.values
                if (bits := layout.slots[fact.name, word].bits) & touched and bits & mask == bits
            )
        case "whole-number":
            return tuple(_bands(layout.slots[fact.name, ""].values, tested, book, mask, fact))
        case "yes-no":
            return (True, False)
        case _:
            return tuple(
                value
                for value in fact.values
                if layout.respect(mask & ~layout.slots[fact.name, ""].bits | layout.bits(fact.name, (value,)) & mask)
                and layout.bits(fact.name, (value,)) & mask
            )


def _bands(
    values: tuple[tuple[int, int], ...], tested: list[Literal], book: Rulebook, mask: int, fact: Fact
) -> Iterator[Value]:
    """The rulebook's bands, those that no rule here tells apart joined, as half-known values."""
    joined: list[tuple[int, int, tuple[bool, ...]]] = []
    for low, high in values:
        bit = book.layout.ages(fact.name, low, high)
        if not mask & bit:
            continue
        told = tuple(bool(bit & literal.good) for literal in tested)
        if joined and joined[-1][2] == told and joined[-1][1] == low - 1:
            joined[-1] = (joined[-1][0], high, told)
        else:
            joined.append((low, high, told))
    for low, high, _ in joined:
        yield low if low == high else Partial(low=low, high=high)


def _literals(node: Node) -> Iterator[Literal]:
    if isinstance(node, Literal):
        yield node
    else:
        for part in node.parts:
            yield from _literals(part)


# fixes ----------------------------------------------------------------------------------------------------------------

_Change: TypeAlias = tuple[Mapping[str, Value], Mapping[str, str] | None]


def fixes(book: Rulebook, compiled: CompiledPolicy, activity: Activity, decision: Decision) -> tuple[Fix, ...]:
    """The smallest honest changes that bring the outcome to caution or below: of one fact, else of two.

    Best outcome first. Only facts that the vocabulary lets a person change are touched; an empty tuple means that there
    is no honest way, or nothing to mend.
    """
    if book.words.rank(decision.outcome) <= book.caution:
        return ()
    activity = _spelt_out(book, activity)
    grave = _grave_findings(book, compiled, activity)
    harm = HARMFUL & _has(activity.facts.get("content", _NOTHING))
    changes = _changes(book, compiled, activity, grave, harm)
    fixer = _Fixer(book, compiled, activity, harm)
    found = [fix for fact in changes if (fix := fixer.best([changes[fact]]))]
    if not found:
        pairs = combinations(changes, 2)
        found = [fix for a, b in pairs if (fix := fixer.best([changes[a], changes[b]]))]
    found.sort(key=lambda fix: book.words.rank(fix.outcome))
    return tuple(found[:MOST_FIXES])


def _spelt_out(book: Rulebook, activity: Activity) -> Activity:
    """The activity with what its facts say of others put into words, as a picture that shows something is a picture.

    Otherwise taking a fact away would take away what was known through it as well, and look like a way out.
    """
    mask = book.layout.mask(activity)
    names = (name for name, fact in book.words.facts.items() if fact.kind != "whole-number")
    return activity.knowing({name: value for name in names if (value := book.layout.value(mask, name)) is not None})


class _Fixer:
    """Tries changes to one activity; `harm` are the words of its content that no fix may leave in."""

    def __init__(self, book: Rulebook, compiled: CompiledPolicy, activity: Activity, harm: frozenset[str]) -> None:
        self.book = book
        self.compiled = compiled
        self.activity = activity
        self.harm = harm

    def best(self, choices: list[list[_Change]]) -> Fix | None:
        """The best of all ways to choose one change from each list, or None when none helps."""
        best: tuple[int, dict[str, Value], Mapping[str, str] | None] | None = None
        for chosen in product(*choices):
            facts: dict[str, Value] = {}
            permissions = None
            for changed, held in chosen:
                facts |= changed
                permissions = held if held is not None else permissions
            outcome = self.outcome(facts, permissions)
            if outcome is not None and (best is None or self.book.words.rank(outcome) < best[0]):
                best = (self.book.words.rank(outcome), facts, permissions)
        if best is None:
            return None
        _, facts, permissions = best
        least = self.least(facts, permissions)
        # A word put back may bring a rule with it, so the promise is read off the change that is proposed.
        outcome = self.outcome(least, permissions)
        assert outcome is not None  # INVARIANT: only changes that help were kept
        return Fix(least, outcome, permissions)

    def outcome(self, facts: Mapping[str, Value], permissions: Mapping[str, str] | None) -> str | None:
        """The outcome after the changes where it is caution or below and they are honest, else None."""
        changed = replace(self.activity.knowing(facts), permissions=permissions or self.activity.permissions)
        if self.harm & _has(changed.facts.get("content", _NOTHING)):
            return None
        try:
            mask = self.book.layout.mask(changed)
        except ActivityError:
            return None
        outcome = decide_mask(self.book, self.compiled, mask, changed.permissions).outcome
        return outcome if self.book.words.rank(outcome) <= self.book.caution else None

    def least(self, facts: dict[str, Value], permissions: Mapping[str, str] | None) -> Mapping[str, Value]:
        """Put back every removed word of a set that need not go."""
        for name in facts:
            before, after = self.activity.facts.get(name), facts[name]
            if self.book.words.facts[name].kind != "any-of" or before is None:
                continue
            for word in self.book.words.facts[name].values:
                if word in _has(before) and word not in _has(after):
                    kept = {**facts, name: _without(before, _has(before) - _has(facts[name]) - {word})}
                    if self.outcome(kept, permissions) is not None:
                        facts = kept
        return facts


def _grave_findings(book: Rulebook, compiled: CompiledPolicy, activity: Activity) -> list[Finding]:
    """The rules above caution that certainly apply, permissions held left out."""
    findings, _ = weigh(book, compiled, book.layout.mask(activity), activity.permissions)
    return [
        finding
        for finding in findings
        if finding.truth == TRUE
        and finding.rule.rank > book.caution
        and not (finding.rule.needs and finding.held == TRUE)
    ]


def _changes(
    book: Rulebook, compiled: CompiledPolicy, activity: Activity, grave: list[Finding], harm: frozenset[str]
) -> dict[str, list[_Change]]:
    """For each fact that the grave rules turn on, or that holds harm, and that a person may change: the ways to."""
    touched: dict[str, int] = {}
    for finding in grave:
        for position in (finding.rule.position, *finding.rule.overridden_by):
            for literal in _literals(compiled.rules[position].node):
                touched[literal.fact] = touched.get(literal.fact, 0) | literal.good | literal.bad
    if any(finding.rule.needs for finding in grave):
        touched[PERMISSION] = 0
    for word in harm:
        touched["content"] = touched.get("content", 0) | book.layout.bits("content", (True,), word)
    for literals in book.layout.nevers:  # without a picture nothing is shown: taking it out may do for all it shows
        bound = {literal.fact for literal in literals}
        if not touched.keys().isdisjoint(bound):
            touched |= dict.fromkeys(bound - touched.keys(), 0)
    changes: dict[str, list[_Change]] = {}
    for name, fact in book.words.facts.items():
        if name in touched:
            ways = [change for change in _ways(book, activity, fact, touched[name], grave) if change is not None]
            if ways:
                changes[name] = ways
    return changes


def _ways(
    book: Rulebook, activity: Activity, fact: Fact, touched: int, grave: list[Finding]
) -> Iterator[_Change | None]:
    known = activity.facts.get(fact.name)
    if fact.name == PERMISSION:
        yield _permission(activity, grave)
        return
    if known is None:
        return
    match fact.change, fact.kind:
        case ("remove", "any-of"):
            gone = {word for word in _has(known) if book.layout.slots[fact.name, word].bits & touched}
            if gone:
                yield _along(book, activity, fact, _without(known, gone))
        case ("remove", "one-of"):
            if known != fact.values[0] and fact.values[0].startswith("no-"):
                yield _along(book, activity, fact, fact.values[0])
        case ("remove" | "ask", "yes-no"):
            if not (fact.change == "ask" and known is True):
                yield _along(book, activity, fact, not known)
        case ("declare", _):
            if known == "undeclared":
                yield _along(book, activity, fact, "declared")
        case ("move" | "wait", _):
            first = _FIRST_CHOICE.get(fact.name, "")
            for value in sorted(fact.values, key=lambda value: value != first):
                if value != known:
                    yield _along(book, activity, fact, value)


def _permission(activity: Activity, grave: list[Finding]) -> _Change | None:
    wanting = [finding.rule for finding in grave if finding.rule.needs]
    if not wanting:
        return None
    level = ("none", "spoken", "written")[max(rule.needs for rule in wanting)]
    if activity.permissions is not None:
        return {}, {**activity.permissions, **{rule.rule.clause: level for rule in wanting}}
    return {PERMISSION: level}, None


def _along(book: Rulebook, activity: Activity, fact: Fact, value: Value) -> _Change | None:
    """The change, and what necessarily goes with it: without an image nothing is shown."""
    alone = book.layout.respect(book.layout.mask(Activity({fact.name: value})))
    changed: dict[str, Value] = {fact.name: value}
    for name in activity.facts:
        if name == fact.name or not _clash(book, activity, name, alone):
            continue
        implied = book.layout.value(alone, name)
        if implied is None or book.words.facts[name].change == "never":
            return None
        changed[name] = implied
    return changed, None


def _clash(book: Rulebook, activity: Activity, name: str, alone: int) -> bool:
    said = book.layout.mask(Activity({name: activity.facts[name]}))
    slots = (slot for (fact, _), slot in book.layout.slots.items() if fact == name)
    return any(not said & alone & slot.bits for slot in slots)


def _has(value: Value) -> frozenset[str]:
    if isinstance(value, frozenset):
        return value
    return value.has if isinstance(value, Partial) else frozenset()


def _without(value: Value, gone: set[str] | frozenset[str]) -> Value:
    if isinstance(value, Partial):
        return Partial(has=value.has - gone, lacks=value.lacks | gone)
    assert isinstance(value, frozenset)
    return value - gone


def question_options_to_json(question: Question) -> list[Any]:
    """Options as values an activity takes; the words of a set, of which several may be chosen."""
    return [
        {"at least": option.low, "under": option.high + 1} if isinstance(option, Partial) else option
        for option in question.options
    ]
