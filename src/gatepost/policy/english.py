"""Conditions in English: the clauses of a `when` or `unless`, so worded that the condition can be read back from them.

A test becomes a clause with a subject of its own. Clauses are joined by `and` or `or` alone; where the two meet, the
inner ones are bound by `either ... or` at the very end, by letters, or, deeper down, by square brackets.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gatepost.policy.condition import All, AnyOf, Condition, Flag, Has, Is, Not, Number
from gatepost.vocabulary.wording import said, wording
from gatepost.vocabulary.words import Fact, vocabulary

Joint: TypeAlias = Literal["and", "or"]
_MARKS = ("abcdefghijklmnopqrstuvwxyz", "123456789", ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"))
# What the items of a list share is said once, where no more than so many words follow it.
_PREFIXES = {"on a ": 2, "a ": 2, "the school's ": 9, "something that could ": 9}
_SUFFIX = " content"


@dataclass(frozen=True, slots=True)
class Words:
    """A fact is one of `values` (a set: has any of them), or is none of them."""

    fact: str
    values: frozenset[str]
    negated: bool


@dataclass(frozen=True, slots=True)
class Age:
    """An age from `low` to `high`, inclusive; None where there is no limit."""

    fact: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class YesNo:
    fact: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause already in words; an empty subject is one that cannot be left out."""

    subject: str
    predicate: str

    @property
    def text(self) -> str:
        return f"{self.subject} {self.predicate}".strip()


@dataclass(frozen=True, slots=True)
class Group:
    """Two or more parts, none of them a group with the same joint."""

    joint: Joint
    parts: tuple["Node", ...]


Leaf: TypeAlias = Words | Age | YesNo | Clause
Node: TypeAlias = Leaf | Group


# condition to tree ------------------------------------------------------------------------------------------


def tree(condition: Condition, negated: bool = False) -> Node:
    """The condition without `not`: every negation is pushed down to a test, groups are unfolded and flattened."""
    match condition:
        case Not(one):
            return tree(one, not negated)
        case All(parts) | AnyOf(parts):
            joint: Joint = "and" if isinstance(condition, All) is not negated else "or"
            return group(joint, (tree(part, negated) for part in parts))
        case Is(fact, words, has_not) | Has(fact, words, has_not):
            return _words(fact, vocabulary().facts[fact].expand(words), has_not is not negated)
        case Flag(fact):
            return YesNo(fact, not negated)
        case Number(fact, comparison, years):
            from_years = years + 1 if comparison == "over" else years
            below = (comparison == "under") is not negated
            return Age(fact, None, from_years - 1) if below else Age(fact, from_years, None)


def group(joint: Joint, parts: Iterable[Node]) -> Node:
    """The parts under one joint, flattened and without repetition; a single part stays itself."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Group) and part.joint == joint else (part,))
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else Group(joint, unique)


def _words(name: str, values: frozenset[str], negated: bool) -> Node:
    fact, spoken = vocabulary().facts[name], wording().facts[name]
    paired = len(values) == 1 and values <= spoken.alone.keys()
    if negated and spoken.opposite and not paired and values != frozenset(fact.values):
        values, negated = frozenset(fact.values) - values, False
    apart = values & spoken.split
    if not apart or len(values) == 1:
        return Words(name, values, negated)
    rest = values - apart
    singles = [Words(name, frozenset({value}), negated) for value in fact.values if value in apart]
    return group("and" if negated else "or", [*singles, *([Words(name, rest, negated)] if rest else [])])


# clauses ------------------------------------------------------------------------------------------


def clause(leaf: Leaf, offices: Mapping[str, str]) -> Clause:
    """One test as a clause of its own."""
    match leaf:
        case Clause():
            return leaf
        case YesNo(name, yes):
            spoken = wording().facts[name]
            return Clause("", said(spoken.yes if yes else spoken.no, offices))
        case Age(name, low, high):
            spoken = wording().facts[name]
            return Clause(spoken.subject, f"{spoken.is_} {age_words(low, high)}")
        case Words(name, values, negated):
            return _clause_of_words(vocabulary().facts[name], values, negated, offices)


def _clause_of_words(fact: Fact, values: frozenset[str], negated: bool, offices: Mapping[str, str]) -> Clause:
    spoken = wording().facts[fact.name]
    if len(values) == 1 and (pair := spoken.alone.get(next(iter(values)))):
        return Clause("", said(pair[1] if negated else pair[0], offices))
    verb = spoken.is_not if negated else spoken.is_
    return Clause(said(spoken.subject, offices), f"{verb} {phrase_of(fact, values, offices)}")


def phrase_of(fact: Fact, values: frozenset[str], offices: Mapping[str, str], joint: str = "or") -> str:
    """The values as one phrase: `a pupil, a parent or a governor`."""
    spoken = wording().facts[fact.name]
    if fact.name == "role":
        return listed(role_names(values, offices), joint)
    left, phrases = set(values), dict[str, str]()  # by the first value each stands for
    for known in sorted(spoken.sets, key=lambda known: -len(known.values)) if fact.name != "action" else ():
        if left >= known.values:
            left -= known.values
            phrases[next(value for value in fact.values if value in known.values)] = known.phrase
    phrases |= {value: spoken.phrase[value] for value in left}
    return listed([said(phrases[value], offices) for value in fact.values if value in phrases], joint)


def role_names(values: frozenset[str], offices: Mapping[str, str]) -> list[str]:
    """Roles in the plural, by the largest groups that fit exactly: `staff`, `governors`, `parents`."""
    role, spoken = vocabulary().facts["role"], wording().facts["role"]
    names, left = list[str](), set(values)
    for name in sorted(spoken.forms["group"], key=lambda name: -len(role.groups[name])):
        if left.issuperset(role.groups[name]):
            names.append(spoken.forms["group"][name])
            left -= set(role.groups[name])
    return names + [said(spoken.phrase[value], offices) for value in role.values if value in left]


def age_words(low: int | None, high: int | None) -> str:
    """`under 18`, `18 or over`, `13 to 17` or `16`; without limits `of any age`."""
    if low is None:
        return "of any age" if high is None else f"under {high + 1}"
    if high is None:
        return f"{low} or over"
    return str(low) if low == high else f"{low} to {high}"


def listed(items: Sequence[str], joint: str = "and") -> str:
    """`a, b and c`, what the items share said once; a comma before the joint where an item holds a joint itself."""
    items = _gathered(items, joint)
    for prefix, longest in _PREFIXES.items():
        tails = [item.removeprefix(prefix) for item in items if item.startswith(prefix)]
        if 1 < len(tails) == len(items) and all(tail.count(" ") < longest for tail in tails):
            return prefix + listed(tails, joint)
    if len(items) < 2:
        return "".join(items)
    comma = "," if any(f" {word} " in item for item in items for word in ("and", "or")) else ""
    return f"{', '.join(items[:-1])}{comma} {joint} {items[-1]}"


def _gathered(items: Sequence[str], joint: str) -> list[str]:
    """`derogatory content`, `sexual content` as `derogatory or sexual content`, before everything else."""
    alike = [item.removesuffix(_SUFFIX) for item in items if item.endswith(_SUFFIX)]
    if len(alike) < 2:
        return list(items)
    others = [item for item in items if not item.endswith(_SUFFIX)]
    return [f"{', '.join(alike[:-1])} {joint} {alike[-1]}{_SUFFIX}", *others]


# tree to text ------------------------------------------------------------------------------------------


def condition_text(node: Node, offices: Mapping[str, str]) -> str:
    """The words after an `if`; unambiguous up to the end of the sentence."""
    node = _merged(node, offices)
    return _inline(node, offices) or _lettered(node, offices, depth=0)


def is_simple(node: Node) -> bool:
    """Whether the condition needs neither letters nor `either`."""
    return not isinstance(node, Group) or not any(isinstance(part, Group) for part in node.parts)


def _merged(node: Node, offices: Mapping[str, str]) -> Node:
    """One other person and that person's age in one clause: `a former pupil who is under 18`."""
    if not isinstance(node, Group):
        return node
    parts = tuple(_merged(part, offices) for part in node.parts)
    if node.joint == "and":
        people = [part for part in parts if isinstance(part, Words) and part.fact == "target"]
        ages = [part for part in parts if isinstance(part, Age) and part.fact == "target-age"]
        if len(people) == len(ages) == 1 and _is_one_person(people[0]):
            person, age = clause(people[0], offices), clause(ages[0], offices)
            both = Clause(person.subject, f"{person.predicate} who {age.predicate}")
            parts = tuple(both if part is people[0] else part for part in parts if part is not ages[0])
            return parts[0] if len(parts) == 1 else Group("and", parts)
    return Group(node.joint, parts)


def _is_one_person(person: Words) -> bool:
    return not person.negated and len(person.values) == 1 and not person.values & wording().facts["target"].split


def _inline(node: Node, offices: Mapping[str, str]) -> str | None:
    if not isinstance(node, Group):
        return clause(node, offices).text
    leaves = [part for part in node.parts if not isinstance(part, Group)]
    inner = [part for part in node.parts if isinstance(part, Group)]
    if not inner:
        return _joined([clause(leaf, offices) for leaf in leaves], node.joint)
    last = inner[0]
    if node.joint == "and" and len(inner) == 1 and is_simple(last):
        choices = _joined([clause(part, offices) for part in last.parts if not isinstance(part, Group)], "or")
        if ", or " not in "".join(clause(part, offices).text for part in last.parts if not isinstance(part, Group)):
            return ", and ".join([*(clause(leaf, offices).text for leaf in leaves), f"either {choices}"])
    return None


def _joined(clauses: list[Clause], joint: Joint) -> str:
    texts = [
        one.predicate if joint == "or" and at and one.subject and one.subject == clauses[at - 1].subject else one.text
        for at, one in enumerate(clauses)
    ]
    if len(texts) == 2 and not any(mark in text for text in texts for mark in (" and ", " or ", ", ")):
        return f"{texts[0]} {joint} {texts[1]}"
    return f", {joint} ".join(texts)


def _lettered(node: Node, offices: Mapping[str, str], depth: int) -> str:
    assert isinstance(node, Group)  # INVARIANT: a single test is always said inline
    items = []
    for at, part in enumerate(node.parts):
        mark = _MARKS[depth][at] if at < len(_MARKS[depth]) else f"{_MARKS[depth][-1]}{at}"
        text = _inline(part, offices)
        if text is None:
            deepest = depth + 1 == len(_MARKS)
            text = _bracketed(part, offices) if deepest else _lettered(part, offices, depth + 1)
        items.append(f"({mark}) {text}")
    every = "both" if len(items) == 2 else "all"
    how = "at least one of these is" if node.joint == "or" else f"{every} of these are"
    return f"{how} true: {'; '.join(items[:-1])}; {node.joint} {items[-1]}"


def _bracketed(node: Node, offices: Mapping[str, str]) -> str:
    if not isinstance(node, Group):
        return clause(node, offices).text
    return "[" + f", {node.joint} ".join(_bracketed(part, offices) for part in node.parts) + "]"
