"""Hypothesis strategies: conditions as trees and as text, and whole policies as text, over all of the vocabulary."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from gatepost.policy.condition import All, AnyOf, Condition, Flag, Has, Is, Not, Number, Test
from gatepost.vocabulary.words import vocabulary

WORDS = vocabulary()
VERDICTS = (
    "may",
    "caution",
    "should not",
    "hold 24 hours",
    "hold 48 hours",
    "needs permission from head",
    "needs written permission from head",
    "must not",
)


def tests() -> SearchStrategy[Test]:
    return st.sampled_from(sorted(WORDS.facts)).flatmap(_test_of)


def _test_of(name: str) -> SearchStrategy[Test]:
    fact = WORDS.facts[name]
    listed = st.lists(st.sampled_from([*fact.values, *fact.groups] or [""]), min_size=1, max_size=3, unique=True)
    chosen = listed.map(tuple)
    match fact.kind:
        case "one-of":
            return st.builds(Is, st.just(name), chosen, st.booleans())
        case "any-of":
            return st.builds(Has, st.just(name), chosen, st.booleans())
        case "whole-number":
            years = st.sampled_from([fact.low, 13, 18, fact.high]) | st.integers(fact.low, fact.high)
            return st.builds(Number, st.just(name), st.sampled_from(["under", "over", "at least"]), years)
        case _:
            return st.just(Flag(name))


def conditions(most: int = 6) -> SearchStrategy[Condition]:
    """Trees of up to `most` tests."""
    return st.recursive(tests(), _joined, max_leaves=most)


def _joined(inner: SearchStrategy[Condition]) -> SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, inner) | st.builds(All, parts) | st.builds(AnyOf, parts)


def written(condition: Condition) -> str:
    """The condition as somebody would write it."""
    match condition:
        case Is(fact, words, negated):
            return f"{fact} is {'not ' if negated else ''}{', '.join(words)}"
        case Has(fact, words, negated):
            return f"{fact} has {'no ' if negated else ''}{', '.join(words)}"
        case Number(fact, comparison, years):
            return f"{fact} {comparison} {years}"
        case Flag(fact):
            return fact
        case Not(one):
            return f"not {_in_brackets(one)}"
        case All(parts):
            return " and ".join(_in_brackets(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_in_brackets(part) for part in parts)


def _in_brackets(condition: Condition) -> str:
    return f"({written(condition)})" if isinstance(condition, All | AnyOf) else written(condition)


# policies -------------------------------------------------------------------------------------------------------------


def _listed(fact: str, most: int = 3) -> SearchStrategy[str]:
    words = [*WORDS.facts[fact].values, *WORDS.facts[fact].groups]
    return st.lists(st.sampled_from(words), min_size=1, max_size=most, unique=True).map(", ".join)


@st.composite
def duties(draw: DrawFn) -> str:
    """A duty line."""
    by = draw(st.sampled_from(["", "", "head ", "office "]))
    to = draw(st.sampled_from(["", "the matter to ", "to "]))
    line = by + draw(st.sampled_from(WORDS.verbs))
    if to:
        line += " " + to + " then ".join(draw(st.lists(st.sampled_from(WORDS.recipients), min_size=1, max_size=3)))
    line += draw(st.sampled_from(["", ", in writing", ", by phone"]))
    return line + draw(st.sampled_from(["", ", immediately", ", within 3 school days"]))


@st.composite
def policies(draw: DrawFn) -> str:
    """A policy of up to five clauses in which rules override others, without chains, and breaches follow."""
    clauses = [f"X-{number}" for number in range(1, draw(st.integers(1, 5)) + 1)]
    blocks = {clause: [f"{clause}/{letter}" for letter in "abc"[: draw(st.integers(0, 3))]] for clause in clauses}
    names = [name for clause in clauses for name in blocks[clause]]
    overriding = {name for name in names if draw(st.integers(0, 3)) == 0}
    whole = [clause for clause in clauses if blocks[clause] and overriding.isdisjoint(blocks[clause])]
    targets = [*(name for name in names if name not in overriding), *whole]
    # A policy of a few facts, so that its rules speak of the same things and meet.
    facts = draw(st.lists(tests(), min_size=1, max_size=4))
    lines = ["---", "policy: invented", "title: Invented", "version: 1", f"binds: {draw(_binds())}", "---", "## Rules"]
    for clause in clauses:
        lines += ["", f"**{clause}** ({clause}) A clause."]
        for name in blocks[clause]:
            lines += ["", f"```rule {name}", *draw(_rule(facts, targets if name in overriding else [])), "```"]
        if draw(st.booleans()):
            of = draw(st.just(["all"]) | st.lists(st.sampled_from(clauses), min_size=1, unique=True))
            lines += ["", f"```breach {clause}", f"who: {draw(_listed('role'))}", f"of: {', '.join(of)}"]
            lines += ["says: a word with the head", "```"]
    return "\n".join(lines) + "\n"


def _binds() -> SearchStrategy[str]:
    return st.just("everyone") | _listed("role")


@st.composite
def _rule(draw: DrawFn, facts: list[Test], targets: list[str]) -> list[str]:
    about = st.recursive(st.sampled_from(facts) | tests(), _joined, max_leaves=4)
    who = draw(st.just("everyone") | _listed("role"))
    does = draw(st.just("network, open-account") | _listed("action"))
    lines = [f"who: {who}", f"does: {does}"]
    for key in ("when", "unless"):
        if draw(st.booleans()):
            lines.append(f"{key}: {written(draw(about))}")
    owed = [f"duty: {duty}" for duty in draw(st.lists(duties(), max_size=2))]
    owed += [f"option: {option}" for option in draw(st.lists(duties(), max_size=1))]
    if draw(st.booleans()) or not (owed or targets):  # a rule that overrides need say nothing else
        lines.append(f"verdict: {draw(st.sampled_from(VERDICTS))}")
    if targets:
        chosen = draw(st.lists(st.sampled_from(targets), min_size=1, max_size=3, unique=True))
        lines.append(f"overrides: {', '.join(chosen)}")
    return lines + owed
