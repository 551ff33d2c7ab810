"""The difference of two policies, or of two versions of one: every kind of change, with an example of each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from gatepost.policy.analyse import activity_of, permission_splits
from gatepost.policy.document import Policy
from gatepost.policy.layout import Literal
from gatepost.policy.rulebook import FALSE, OPEN, TRUE, CompiledPolicy, CompiledRule, Rulebook
from gatepost.policy.witness import (
    OutOfWork,
    Reason,
    Work,
    bounds,
    is_false,
    literals_around,
    literals_of,
    relaxed,
    stands,
    witness,
)
from gatepost.vocabulary.activity import Activity

MOST_CHANGES = 12
WORK = 1_000_000  # rule evaluations, a few seconds; any two of the five packs need less than half of it


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: activities on which the old policy says one outcome and the new one another.

    `old_clauses` and `new_clauses` decide on either side somewhere in it; `example` is one such activity.
    """

    old_outcome: str
    new_outcome: str
    old_clauses: tuple[str, ...]
    new_clauses: tuple[str, ...]
    example: Activity


@dataclass(frozen=True, slots=True)
class Difference:
    """All kinds of change, gravest first; `more` counts those beyond the dozen, `complete` is False if work ran out."""

    changes: tuple[Change, ...]
    more: int
    complete: bool


@dataclass(frozen=True, slots=True)
class _Decider:
    """A rule that decides on one side at `rank`, its own or that of a permission held; None where nothing is said."""

    compiled: CompiledPolicy
    rule: CompiledRule | None
    rank: int


_Key: TypeAlias = tuple[int, int]  # (old rank, new rank)


def diff(old: Policy, new: Policy, work: int = WORK) -> Difference:
    """Compare two policies over every activity there is."""
    if _same_rules(old, new):
        return Difference((), 0, True)
    if old.name == new.name:
        old, new = replace(old, name=f"{old.name}@old"), replace(new, name=f"{new.name}@new")
    book = Rulebook([old, new])
    sides = (book[old.name], book[new.name])
    clauses: tuple[dict[_Key, dict[str, None]], ...] = ({}, {})
    examples: dict[_Key, int] = {}
    complete = True
    try:
        for deciders, region in _changes(book, sides, clauses, Work(work)):
            key = (deciders[0].rank, deciders[1].rank)
            examples.setdefault(key, region)
            for known, decider in zip(clauses, deciders, strict=True):
                if decider.rule is not None:
                    known.setdefault(key, {})[decider.rule.rule.clause] = None
    except OutOfWork:
        complete = False
    outcomes = book.words.outcomes
    ordered = sorted(examples, key=lambda key: (-max(key), -abs(key[0] - key[1]), -key[1]))
    changes = tuple(
        Change(
            outcomes[key[0]],
            outcomes[key[1]],
            _in_order(old, clauses[0].get(key, {})),
            _in_order(new, clauses[1].get(key, {})),
            activity_of(book, _plain(book, sides, key, examples[key])),
        )
        for key in ordered[:MOST_CHANGES]
    )
    return Difference(changes, max(0, len(ordered) - MOST_CHANGES), complete)


def _same_rules(old: Policy, new: Policy) -> bool:
    """Do the rules say the same, wherever they stand and however they are read?"""
    plain = [[replace(rule, line=0, reading=None) for rule in policy.rules()] for policy in (old, new)]
    return plain[0] == plain[1] and set(old.binds) == set(new.binds)


def _in_order(policy: Policy, ids: Iterable[str]) -> tuple[str, ...]:
    wanted = set(ids)
    return tuple(id_ for id_ in policy.clauses if id_ in wanted)


def _changes(
    book: Rulebook,
    sides: tuple[CompiledPolicy, CompiledPolicy],
    clauses: tuple[dict[_Key, dict[str, None]], ...],
    work: Work,
) -> Iterator[tuple[tuple[_Decider, _Decider], int]]:
    """Pairs of deciders of different rank that meet on one activity, with a region on which they do.

    A pair whose clauses `clauses` knows on both sides already is left out.
    """
    for side, other in ((0, 1), (1, 0)):
        theirs = [*_deciders(sides[other]), _Decider(sides[other], None, 0)]
        # Where a rule stands its twin stands too, so the other policy says no less there.
        twins = {_stands_where(sides[other], rule) for rule in sides[other].rules}
        for mine in _deciders(sides[side]):
            if mine.rule is not None and _stands_where(mine.compiled, mine.rule) in twins:
                continue
            for far in theirs:
                # The graver of the two is ours, so that no pair is looked at twice.
                if far.rank >= mine.rank or not _near(mine, far):
                    continue
                pair = (mine, far) if side == 0 else (far, mine)
                key = (pair[0].rank, pair[1].rank)
                if all(_known(decider, known.get(key, {})) for decider, known in zip(pair, clauses, strict=True)):
                    continue
                region = _meeting(book, mine, far, work)
                if region is not None:
                    yield pair, region


def _stands_where(compiled: CompiledPolicy, rule: CompiledRule) -> object:
    """What a rule says and where it stands: equal for two rules only if both always stand together."""
    over = frozenset(
        (other.roles, other.actions, other.node) for other in (compiled.rules[at] for at in rule.overridden_by)
    )
    return rule.rank, rule.needs, rule.roles, rule.actions, rule.node, over


def _deciders(compiled: CompiledPolicy) -> Iterator[_Decider]:
    for rule in compiled.rules:
        if rule.rank:
            yield _Decider(compiled, rule, rule.rank)
        if rule.needs:
            yield _Decider(compiled, rule, 1)  # a permission that is held counts as `may`


def _known(decider: _Decider, known: Mapping[str, None]) -> bool:
    return decider.rule is None or decider.rule.rule.clause in known


def _near(one: _Decider, other: _Decider) -> bool:
    if one.rule is None or other.rule is None:
        return True
    return bool(one.rule.roles & other.rule.roles and one.rule.actions & other.rule.actions)


def _meeting(book: Rulebook, one: _Decider, other: _Decider, work: Work) -> int | None:
    """A region on all of which both decide, each at its rank."""
    permission = book.permission_bits
    deciding = [decider for decider in (one, other) if decider.rule is not None]
    wanted = [decider.rule for decider in deciding if decider.rule is not None]
    roles = actions = book.layout.everything
    for rule in wanted:
        roles &= rule.roles
        actions &= rule.actions
    rules = {
        decider: [rule for rule in decider.compiled.rules if rule.roles & roles and rule.actions & actions]
        for decider in (one, other)
    }
    graver = [
        (decider.compiled, rule)
        for decider in (one, other)
        for rule in rules[decider]
        if rule.rank > decider.rank and rule is not decider.rule
    ]
    over = [
        (decider.compiled, decider.compiled.rules[at])
        for decider in deciding
        if decider.rule is not None
        for at in decider.rule.overridden_by
    ]

    def goal(mask: int) -> int:
        result = TRUE
        for rule in wanted:
            result = min(result, rule.whole(mask))
        for _, rule in over:
            result = min(result, TRUE - rule.whole(mask))
        if result == FALSE:
            return FALSE
        for decider in (one, other):
            floor, ceiling, _ = bounds(permission, decider.compiled, rules[decider], mask)
            if floor > decider.rank or ceiling < decider.rank:
                return FALSE
            if not floor == ceiling == decider.rank:
                result = OPEN
        return result

    def why(mask: int) -> Reason | None:
        for rule in wanted:
            if rule.whole(mask) == FALSE:
                return is_false(rule)
        for compiled, rule in over:
            if rule.whole(mask) == TRUE:
                return stands(compiled, rule)
        for compiled, rule in graver:
            if not rule.needs and (reason := stands(compiled, rule))[0](mask):
                return reason
        return None

    def splits(mask: int) -> Iterator[tuple[Literal, bool]]:
        yield from literals_of(wanted, mask, True)
        yield from literals_of([rule for _, rule in over], mask, False)
        for decider in (one, other):
            near = [rule for compiled, rule in graver if compiled is decider.compiled]
            yield from literals_around(decider.compiled, near, mask, False)
        for decider in (one, other):
            yield from literals_around(decider.compiled, rules[decider], mask, False)
        yield from permission_splits(book, mask)

    start = book.layout.everything
    for decider in deciding:
        if decider.rule is not None and decider.rule.needs:
            enough, too_little = permission[decider.rule.needs]
            start &= ~too_little if decider.rank == 1 else ~enough
    if not start & book.layout.whole["permission-head"]:
        return None  # one needs a permission that is held, the other one that is not
    cost = sum(len(each) for each in rules.values())
    return witness(book.layout, start, goal, splits, work, cost, why)


def _plain(book: Rulebook, sides: tuple[CompiledPolicy, CompiledPolicy], key: _Key, region: int) -> int:
    """The region with everything forgotten that the change does not turn on."""

    def goal(mask: int) -> int:
        for side, rank in zip(sides, key, strict=True):
            floor, ceiling, _ = bounds(book.permission_bits, side, side.rules, mask)
            if not floor == ceiling == rank:
                return FALSE
        return TRUE

    return relaxed(book.layout, region, goal)
