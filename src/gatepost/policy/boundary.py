"""What is still fine: the nearest activities that the policy does not stop, found by deciding them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gatepost.policy.condition import Test, tests
from gatepost.policy.decide import Decision, decide_mask
from gatepost.policy.rulebook import CompiledPolicy, Rulebook
from gatepost.vocabulary.activity import Activity, ActivityError, Partial, Value

MOST = 3
# Facts about the world on which it is fair to say where the line runs; nobody is told to be less in doubt, to have a
# family link or to speak for somebody else.
_FACTS = ("target", "target-age", "own-age", "purpose", "post-purpose", "about-child-in-class", "suits-face-to-face",
          "necessary", "bullied")  # fmt: skip
_ADULTS = ("staff", "governor", "parent", "other-adult")
# Circumstances in which a line can be drawn while they are not known; they are said with it.
_GIVEN: tuple[tuple[str, Value], ...] = (
    ("place", "off-premises"),
    ("time", "own-time"),
    ("device", "own"),
    ("capacity", "personal"),
    ("poses-as-child", False),
)
# What another person in their place would be like is not known.
_GOES_WITH = {"target": ("target-age", "family-link")}
_LESS_CLOSE = {
    "request-connection": ("follow", "browse"),
    "accept-connection": ("follow", "browse"),
    "keep-connection": ("follow", "browse"),
    "follow": ("browse",),
    "let-follow": ("browse",),
}


@dataclass(frozen=True, slots=True)
class Boundary:
    """With one of `values` for `fact`, everything else alike, the policy asks for care at most.

    `given` are the circumstances, not known of this activity, under which that is so; with `care`, the policy does ask
    for it, and without it does not.
    """

    fact: str
    values: tuple[Value, ...]
    given: tuple[tuple[str, Value], ...] = ()
    care: bool = False


def still_fine(
    book: Rulebook, compiled: CompiledPolicy, activity: Activity, decision: Decision
) -> tuple[Boundary, ...]:
    """Up to three boundaries of an activity whose outcome is above caution.

    Only what holds whatever the unknown facts turn out to be, and never where the notice about people under 18 bites.
    """
    if book.words.rank(decision.outcome) <= book.caution:
        return ()
    tested = {test.fact for test in _deciding_tests(book, decision)}
    found: list[Boundary] = []
    for fact in _FACTS:
        if fact in tested and fact in activity.facts:
            found.extend(_drawn(book, compiled, activity, fact, tuple(_others(book, activity, fact))))
    for fact, values in _elsewhere(activity, tested):
        found.extend(_drawn(book, compiled, activity, fact, values))
    return tuple(found[:MOST])


def _drawn(
    book: Rulebook, compiled: CompiledPolicy, activity: Activity, fact: str, values: tuple[Value, ...]
) -> Iterator[Boundary]:
    """The boundary on one fact: as things are, else under as few circumstances as will do."""
    given = {name: value for name, value in _GIVEN if name not in activity.facts and name != fact}
    for circumstances in ({}, given):
        worst = {value: _worst(book, compiled, activity, {**circumstances, fact: value}) for value in values}
        free = tuple(value for value in values if worst[value] < book.caution)
        kept = free or tuple(value for value in values if worst[value] == book.caution)
        if not kept:
            continue
        needed, most = dict(circumstances), book.caution - bool(free)
        for name in circumstances:
            fewer = {other: value for other, value in needed.items() if other != name}
            if all(_worst(book, compiled, activity, {**fewer, fact: value}) <= most for value in kept):
                needed = fewer
        yield Boundary(fact, _joined(kept), tuple(needed.items()), care=not free)
        return


def _joined(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Bands of ages that touch, as one."""
    joined: list[Value] = []
    for value in values:
        last = joined[-1] if joined else None
        if isinstance(value, Partial) and isinstance(last, Partial) and last.high == value.low - 1:
            joined[-1] = Partial(low=last.low, high=value.high)
        else:
            joined.append(value)
    return tuple(joined)


def _deciding_tests(book: Rulebook, decision: Decision) -> Iterator[Test]:
    for rule in decision.clauses:
        if rule.verdict is not None and book.words.rank(rule.verdict.outcome) > book.caution:
            yield from tests(rule.when)
            yield from tests(rule.unless)


def _others(book: Rulebook, activity: Activity, name: str) -> Iterator[Value]:
    fact, known = book.words.facts[name], activity.facts[name]
    if name == "target":
        # Adults only, and none of them for a pupil: no child is pointed to a stranger, and no adult to a child.
        if activity.facts.get("role") != "pupil":
            yield from (value for value in _ADULTS if value != known)
    elif fact.kind == "whole-number":
        slot = book.layout.slots[name, ""]
        here = book.layout.mask(Activity({name: known})) & slot.bits
        for low, high in slot.values:
            if not here & book.layout.ages(name, low, high):
                yield Partial(low=low, high=_possible(book, activity, name, high))
    elif fact.kind == "yes-no":
        yield not known
    else:
        yield from (value for value in fact.values if value != known)


def _possible(book: Rulebook, activity: Activity, name: str, high: int) -> int:
    """`high`, or the highest age there is where nobody of this kind can be older: a pupil is not over 19."""
    highest = book.words.facts[name].high
    if high < highest:
        try:
            book.layout.mask(activity.knowing({name: Partial(low=high + 1, high=highest)}))
        except ActivityError:
            return highest
    return high


def _elsewhere(activity: Activity, tested: set[str]) -> Iterator[tuple[str, tuple[Value, ...]]]:
    action = activity.facts.get("action")
    if "channel" not in activity.facts and ("channel" in tested or action in ("message", "comment")):
        yield "channel", ("approved-channel",)
    # Nobody is shown another way to come close to a child.
    if isinstance(action, str) and action in _LESS_CLOSE and activity.facts.get("target") in _ADULTS:
        yield "action", _LESS_CLOSE[action]


def _worst(book: Rulebook, compiled: CompiledPolicy, activity: Activity, changes: Mapping[str, Value]) -> int:
    """The rank of the worst that the changed activity could be; the very worst where it cannot be or is no advice."""
    never = book.words.rank("must-not")
    dropped = {name for fact in changes for name in _GOES_WITH.get(fact, ())}
    kept = {name: known for name, known in activity.facts.items() if name not in dropped}
    other = Activity({**kept, **changes}, permissions=activity.permissions)
    try:
        decided = decide_mask(book, compiled, book.layout.mask(other), other.permissions)
    except ActivityError:
        return never
    return never if decided.notices else book.words.rank(decided.ceiling)
