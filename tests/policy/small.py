"""A corner of the vocabulary small enough to list every activity in it, and policies that speak of nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import product

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from gatepost.policy.decide import Decision, decide_mask
from gatepost.policy.document import Policy
from gatepost.policy.layout import Layout
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Activity, ActivityError, Value

# One activity of each kind that a small policy can tell from the others.
FACTS: dict[str, tuple[Value, ...]] = {
    "role": ("teacher", "pupil"),
    "action": ("post",),
    "target-age": (12, 13, 18, 19),
    "image-setting": ("no-image", "school-event", "elsewhere"),
    "name-beside-photo": (True, False),  # impossible with no-image
    "mentions": (frozenset(), frozenset(["pupil"]), frozenset(["parent"]), frozenset(["pupil", "parent"])),
    "permission-head": ("none", "spoken", "written"),
}
TESTS = (
    *("target-age under 13", "target-age at least 18", "target-age over 18"),
    *("image-setting is no-image", "image-setting is not no-image", "image-setting is school-event"),
    *("name-beside-photo", "not name-beside-photo", "name-beside-photo and image-setting is no-image"),
    *("mentions has pupil", "mentions has no pupil", "mentions has pupil, parent", "mentions has no pupil, parent"),
)
VERDICTS = (
    *("may", "may", "caution", "should not", "hold 24 hours", "must not", "must not"),
    *("needs permission from head", "needs written permission from head"),
)


@cache
def activities() -> tuple[Activity, ...]:
    """Every activity of the corner that is possible."""
    layout = Rulebook([]).layout
    found = []
    for values in product(*FACTS.values()):
        activity = Activity(dict(zip(FACTS, values, strict=True)))
        try:
            layout.mask(activity)
        except ActivityError:
            continue
        found.append(activity)
    return tuple(found)


@cache
def _masks(layout: Layout) -> tuple[int, ...]:
    return tuple(layout.mask(activity) for activity in activities())


def decisions(policy: Policy) -> Iterator[Decision]:
    """What the policy says of each of the activities, in their order."""
    book = Rulebook([policy])
    for mask in _masks(book.layout):
        yield decide_mask(book, book[policy.name], mask)


def outcomes(policy: Policy) -> list[str]:
    return [decision.outcome for decision in decisions(policy)]


def applying(decision: Decision) -> set[str]:
    """The clauses of the rules that apply and are not set aside; every rule must say something itself."""
    return {rule.clause for rule in (*decision.clauses, *decision.permission_held)}


def policy_of(rules: Iterable[Sequence[str]], name: str = "small", binds: str = "everyone") -> str:
    """A policy with one clause, R1, R2 and so on, for each rule, given as lines of its block."""
    parts = ["---", f"policy: {name}", "title: Small", "version: 1", f"binds: {binds}", "---"]
    for number, lines in enumerate(rules, 1):
        parts += [f"**{number}** (R{number}) A clause.", f"```rule R{number}", *lines, "```"]
    return "\n".join(parts) + "\n"


@st.composite
def conditions(draw: DrawFn) -> str:
    tests = draw(st.lists(st.sampled_from(TESTS), min_size=1, max_size=3))
    return draw(st.sampled_from((" and ", " or "))).join(f"({test})" for test in tests)


@st.composite
def policies(draw: DrawFn, name: str = "small") -> str:
    """Up to six rules over the corner, some of which override others."""
    count = draw(st.integers(1, 6))
    overriding = {number for number in range(1, count + 1) if draw(st.integers(0, 2)) == 0}
    targets = [f"R{number}" for number in range(1, count + 1) if number not in overriding]
    rules = []
    for number in range(1, count + 1):
        who = draw(st.sampled_from(("teacher, pupil", "teacher, pupil", "teacher", "pupil")))
        lines = [f"who: {who}", "does: post", f"verdict: {draw(st.sampled_from(VERDICTS))}"]
        for key in ("when", "unless"):
            if draw(st.booleans()):
                lines.append(f"{key}: {draw(conditions())}")
        if number in overriding and targets:
            chosen = draw(st.lists(st.sampled_from(targets), min_size=1, max_size=2, unique=True))
            lines.append(f"overrides: {', '.join(chosen)}")
        rules.append(lines)
    return policy_of(rules, name, draw(st.sampled_from(("everyone", "everyone", "teacher"))))
