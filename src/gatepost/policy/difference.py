"""The difference of two policies, or of two versions of one: every kind of change, with an example of each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

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
WORK = 8_000_000


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


@dataclass(slots=True)
class _Side:
    compiled: CompiledPolicy
    clauses: dict[tuple[int, int], dict[str, None]]  # (old rank, new rank) -> clauses that decide on this side


def diff(old: Policy, new: Policy, work: int = WORK) -> Difference:
    """Compare two policies over every activity there is."""
    if old.name == new.name:
        old, new = replace(old, name=f"{old.name}@old"), replace(new, name=f"{new.name}@new")
    book = Rulebook([old, new])
    sides = (_Side(book[old.name], {}), _Side(book[new.name], {}))
    examples: dict[tuple[int, int], int] = {}
    budget = Work(work)
    complete = True
    try:
        for this, other in ((0, 1), (1, 0)):
            for rule in sides[this].compiled.rules:
                if rule.rank:
                    for rank, other_rank, region in _changes_through(book, sides, this, other, rule, budget):
                        key = (rank, other_rank) if this == 0 else (other_rank, rank)
                        sides[this].clauses.setdefault(key, {})[rule.rule.clause] = None
                        examples.setdefault(key, region)
    except OutOfWork:
        complete = False
    outcomes = book.words.outcomes
    ordered = sorted(examples, key=lambda key: (-max(key), -abs(key[0] - key[1]), -key[1]))
    changes = tuple(
        Change(
            outcomes[key[0]],
            outcomes[key[1]],
            tuple(sides[0].clauses.get(key, ())),
            tuple(sides[1].clauses.get(key, ())),
            activity_of(book, _plain(book, sides, key, examples[key])),
        )
        for key in ordered[:MOST_CHANGES]
    )
    return Difference(changes, max(0, len(ordered) - MOST_CHANGES), complete)


def _plain(book: Rulebook, sides: tuple[_Side, _Side], key: tuple[int, int], region: int) -> int:
    """The region with everything forgotten that the change does not turn on."""

    def goal(mask: int) -> int:
        for side, rank in zip(sides, key, strict=True):
            floor, ceiling, _ = bounds(book.permission_bits, side.compiled, side.compiled.rules, mask)
            if not floor == ceiling == rank:
                return FALSE
        return TRUE

    return relaxed(book.layout, region, goal)


def _changes_through(
    book: Rulebook, sides: tuple[_Side, _Side], this: int, other: int, rule: CompiledRule, work: Work
) -> Iterator[tuple[int, int, int]]:
    """Each (rank here, rank there, region) in which `rule` decides here and the other policy says otherwise."""
    mine, theirs = sides[this].compiled, sides[other].compiled
    ranks = (rule.rank, 1) if rule.needs else (rule.rank,)  # a permission that is held counts as `may`
    for rank in ranks:
        seen = {rank}
        while (region := _change(book, mine, theirs, rule, rank, seen, work)) is not None:
            there, _, _ = bounds(book.permission_bits, theirs, theirs.rules, region)
            seen.add(there)
            yield rank, there, region


def _change(
    book: Rulebook,
    mine: CompiledPolicy,
    theirs: CompiledPolicy,
    rule: CompiledRule,
    rank: int,
    seen: set[int],
    work: Work,
) -> int | None:
    near = [other for other in mine.rules if other.roles & rule.roles and other.actions & rule.actions]
    far = [other for other in theirs.rules if other.roles & rule.roles and other.actions & rule.actions]
    over = [mine.rules[at] for at in rule.overridden_by]
    graver = sorted((other for other in near if other.rank > rank), key=lambda other: -other.rank)
    far_first = sorted(far, key=lambda other: (other.rank in seen, -other.rank))
    known = sum(1 << rank for rank in seen)
    there = book.layout.whole["permission-head"]
    for other in far:
        there |= other.looks_at
    permission = book.permission_bits

    def goal(mask: int) -> int:
        decides = rule.whole(mask)
        if decides == FALSE or any(other.whole(mask) == TRUE for other in over):
            return FALSE
        floor, ceiling, possible = bounds(permission, mine, near, mask)
        if floor > rank or not possible & 1 << rank:
            return FALSE
        left = unseen(mask)
        if not left:
            return FALSE
        sure = decides == TRUE and floor == ceiling == rank and _own(rule, rank, mask, permission)
        there_least, there_most, _ = bounds(permission, theirs, far, mask) if sure else (0, 1, 0)
        return TRUE if there_least == there_most else OPEN

    def why(mask: int) -> Reason | None:
        if rule.whole(mask) == FALSE:
            return is_false(rule)
        for other in over:
            if other.whole(mask) == TRUE:
                return stands(mine, other)
        for other in graver:
            if not other.needs and (reason := stands(mine, other))[0](mask):
                return reason
        return (lambda wider: not unseen(wider), there) if not unseen(mask) else None

    def unseen(mask: int) -> int:
        """The ranks that the other policy could still have there and that are not known yet."""
        least, most, possible = bounds(permission, theirs, far, mask)
        return sum(1 << at for at in range(least, most + 1)) & (possible | 1 << least) & ~known

    def splits(mask: int) -> Iterator[tuple[Literal, bool]]:
        yield from literals_of([rule], mask, True)
        yield from literals_of(over, mask, False)
        yield from literals_around(mine, graver, mask, False)
        yield from literals_around(theirs, far_first, mask, True)
        yield from literals_around(mine, near, mask, False)
        yield from permission_splits(book, mask)

    start = book.layout.everything
    if rule.needs:
        enough, too_little = permission[rule.needs]
        start &= ~enough if rank == rule.rank else ~too_little
    return witness(book.layout, start, goal, splits, work, len(near) + len(far), why)


def _own(rule: CompiledRule, rank: int, mask: int, permission: dict[int, tuple[int, int]]) -> bool:
    """Is the rule's own weight on the region `rank`, and not that of a permission still open?"""
    if not rule.needs:
        return rule.rank == rank
    enough, too_little = permission[rule.needs]
    return not mask & (enough if rank == rule.rank else too_little)
