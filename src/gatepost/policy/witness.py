"""Witness search: one activity, out of all there are, on which something is so; or the certainty that there is none.

The search halves the space at a test that is still open until the goal is certain or impossible. Masks stand for whole
regions of activities, so it is exact without listing any of them. A region without a witness is widened before it is
left (a nogood), so that the same reason is not found again on the other side of a test it does not turn on; `Work`
bounds what is left to hostile input.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from gatepost.policy.layout import Layout, Literal
from gatepost.policy.rulebook import (
    FALSE,
    OPEN,
    TRUE,
    Both,
    CompiledPolicy,
    CompiledRule,
    Node,
    open_literals,
    truth_of,
)

Goal: TypeAlias = Callable[[int], int]  # Kleene: is it so on all (TRUE), none (FALSE) or some of the region?
# The tests to halve at, best first, each with the side to try first.
Splits: TypeAlias = Callable[[int], Iterable[tuple[Literal, bool]]]
# Why a region holds no witness: a test that stays true while it does not, and the bits that the test looks at.
Reason: TypeAlias = tuple[Callable[[int], bool], int]


class OutOfWork(Exception):
    """The budget is spent; nothing is known about what was not searched."""


class Work:
    """How many rule evaluations a search may still spend."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise OutOfWork


def witness(
    layout: Layout,
    start: int,
    goal: Goal,
    splits: Splits,
    work: Work,
    cost: int,
    why: Callable[[int], Reason | None] = lambda mask: None,
) -> int | None:
    """A region on all of which `goal` is so, or None; raises OutOfWork.

    `cost` is the work of one look at the goal; `why` may give a cheaper reason for a failure than looking again.
    """
    search = _Search(layout, start, goal, splits, work, cost, why)
    return search.found if search.nogood(start) is None else None


class _Search:
    def __init__(
        self,
        layout: Layout,
        start: int,
        goal: Goal,
        splits: Splits,
        work: Work,
        cost: int,
        why: Callable[[int], Reason | None],
    ) -> None:
        self.layout = layout
        self.start = start
        self.goal = goal
        self.splits = splits
        self.work = work
        self.cost = cost
        self.why = why
        self.found: int | None = None

    def nogood(self, mask: int) -> int | None:
        """A region that holds `mask` and no witness; None when there is a witness, which is then in `found`."""
        truth = self.truth(mask)
        if truth == TRUE:
            self.found = self.layout.respect(mask)
            return None
        if truth == FALSE:
            return self.widened(mask)
        self.work.spend(self.cost)  # choosing where to halve looks at every rule once more
        literal, first = next(iter(self.choices(mask)))
        yes, no = _halves(literal, mask)
        if literal.negated:
            first = not first
        reasons = []
        for half in (yes, no) if first else (no, yes):
            reason = self.nogood(half)
            if reason is None or not mask & ~reason:
                return reason
            reasons.append(reason)
        turned = self.layout.slot_of(yes ^ no)
        return reasons[0] & reasons[1] | (reasons[0] | reasons[1]) & turned

    def truth(self, mask: int) -> int:
        self.work.spend(self.cost)
        possible = self.layout.possible(mask)
        return min(possible, self.goal(mask)) if possible else FALSE

    def choices(self, mask: int) -> Iterator[tuple[Literal, bool]]:
        yield from self.splits(mask)
        for literal in self.layout.open_nevers(mask):
            yield literal, False

    def widened(self, mask: int) -> int:
        """The mask with every slot opened again that its failure does not turn on."""
        fails, looked_at = self.why(mask) or (self.fails, self.layout.everything)
        mask = mask & looked_at | self.start & ~looked_at
        for bits in self.layout.slot_bits:
            if self.start & bits & ~mask:
                wider = mask | self.start & bits
                self.work.spend(1)
                if fails(wider):
                    mask = wider
        return mask

    def fails(self, mask: int) -> bool:
        return self.truth(mask) == FALSE


def _halves(literal: Literal, mask: int) -> tuple[int, int]:
    """The region where the test's good side holds and where it does not; of several words, the first open one."""
    if not literal.several:
        return mask & ~literal.bad, mask & ~literal.good
    # The yes bit of a word is the lower of its pair, and its no bit the next.
    pairs = mask & literal.good & (mask & literal.bad) >> 1
    yes = pairs & -pairs
    return mask & ~(yes << 1), mask & ~yes


def relaxed(layout: Layout, region: int, goal: Goal) -> int:
    """The region widened fact by fact, as long as `goal` stays certain: what is left known is what matters."""
    for name in reversed(list(layout.words.facts)):
        if name in ("role", "action"):
            continue
        bits = layout.whole[name]
        wider = layout.respect(region | bits)
        if wider and wider | region == wider and goal(wider) == TRUE:
            region = wider
    return region


def literals_of(rules: Iterable[CompiledRule], mask: int, first: bool) -> Iterator[tuple[Literal, bool]]:
    """The open tests of the rules' conditions, to be tried on their `first` side first."""
    for rule in rules:
        for literal in open_literals(rule.whole_node, mask):
            yield literal, first


def literals_around(
    compiled: CompiledPolicy, rules: Iterable[CompiledRule], mask: int, first: bool
) -> Iterator[tuple[Literal, bool]]:
    """The open tests that decide whether the rules count.

    The rule that is nearest to standing comes first, since it is the first on which a region can fail.
    """
    ways: list[tuple[int, int, CompiledRule]] = []
    for number, rule in enumerate(rules):
        if rule.whole(mask) != FALSE:
            over = [at for at in rule.overridden_by if compiled.rules[at].whole(mask) != FALSE]
            ways.append((_steps(rule.whole_node, mask) + len(over), number, rule))
    for _, _, rule in sorted(ways, key=lambda way: way[:2]):
        for literal in _cheapest(rule.whole_node, mask):
            yield literal, first
        yield from literals_of([compiled.rules[at] for at in rule.overridden_by], mask, not first)
        yield from literals_of([rule], mask, first)


def _steps(node: Node, mask: int) -> int:
    """How many open tests have to come true, at the least, for the node to be true; the node is not false."""
    if isinstance(node, Literal):
        return 0 if truth_of(node, mask) == TRUE else 1
    if isinstance(node, Both):
        return sum(_steps(part, mask) for part in node.parts)
    return min(_steps(part, mask) for part in node.parts if truth_of(part, mask) != FALSE)


def _cheapest(node: Node, mask: int) -> Iterator[Literal]:
    """The open tests of the way to make the node true that has the fewest of them."""
    if isinstance(node, Literal):
        if truth_of(node, mask) == OPEN:
            yield node
    elif isinstance(node, Both):
        for part in node.parts:
            yield from _cheapest(part, mask)
    else:
        alive = [part for part in node.parts if truth_of(part, mask) != FALSE]
        yield from _cheapest(min(alive, key=lambda part: _steps(part, mask)), mask)


def is_false(rule: CompiledRule) -> Reason:
    """The reason that a rule does not apply."""
    return lambda mask: rule.whole(mask) == FALSE, rule.looks_at


def stands(compiled: CompiledPolicy, rule: CompiledRule) -> Reason:
    """The reason that a rule applies and nothing sets it aside."""
    over = [compiled.rules[at] for at in rule.overridden_by]
    looked_at = rule.looks_at
    for other in over:
        looked_at |= other.looks_at

    def test(mask: int) -> bool:
        return rule.whole(mask) == TRUE and all(other.whole(mask) == FALSE for other in over)

    return test, looked_at


def applies_alone(compiled: CompiledPolicy, rules: Iterable[CompiledRule]) -> tuple[Goal, Splits]:
    """The goal that all of `rules` apply and nothing sets any of them aside."""
    wanted = tuple(rules)
    over = tuple({at: compiled.rules[at] for rule in wanted for at in rule.overridden_by}.values())

    def goal(mask: int) -> int:
        result = TRUE
        for rule in wanted:
            result = min(result, rule.whole(mask))
        for rule in over:
            result = min(result, TRUE - rule.whole(mask))
        return result

    def splits(mask: int) -> Iterator[tuple[Literal, bool]]:
        yield from literals_of(wanted, mask, True)
        yield from literals_of(over, mask, False)

    return goal, splits


def bounds(
    permission: dict[int, tuple[int, int]],
    compiled: CompiledPolicy,
    rules: Iterable[CompiledRule],
    mask: int,
    without: CompiledRule | None = None,
) -> tuple[int, int, int]:
    """Floor and ceiling (ranks) of the policy on a region, and the bit set of ranks that open rules could add.

    `rules` are the policy's rules that could apply there; `without` is left out, with what it sets aside.
    """
    truths = {rule.position: truth for rule in rules if rule is not without and (truth := rule.whole(mask))}
    floor = ceiling = 0
    possible = 0
    for position, truth in truths.items():
        rule = compiled.rules[position]
        over = max((truths.get(at, FALSE) for at in rule.overridden_by), default=FALSE)
        if over == TRUE:
            continue
        least = most = rule.rank
        if rule.needs:
            enough, too_little = permission[rule.needs]
            if mask & enough:
                least = 1
                possible |= 2
            if not mask & too_little:
                most = 1
        possible |= 1 << most
        ceiling = max(ceiling, most)
        if truth == TRUE and over == FALSE:
            floor = max(floor, least)
    return floor, ceiling, possible
