"""The vocabulary: every fact, its values, where to look for it and what may honestly be changed.

Source: vocabulary.toml beside this module, which is the contract between policies, screens and tests; how each
word is put to a person stands in wording.toml.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Kind = Literal["one-of", "any-of", "whole-number", "yes-no"]
CHANGES = ("remove", "move", "wait", "ask", "declare", "never")
LOOKS = ("account", "clock", "scan", "register", "ask")  # cheapest source first: the order in which facts are asked


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of an activity. `values` are its words; `low` and `high` (inclusive, years) bound a whole number."""

    name: str
    kind: Kind
    values: tuple[str, ...]
    low: int
    high: int
    look: str
    change: str
    groups: Mapping[str, tuple[str, ...]]
    known: frozenset[str]  # the values, for looking up

    def expand(self, words: tuple[str, ...]) -> frozenset[str]:
        """The plain values that `words` stand for, group names unfolded."""
        return frozenset(value for word in words for value in self.groups.get(word, (word,)))


@dataclass(frozen=True, slots=True)
class Never:
    """Facts that cannot hold together: each condition is (fact, values that would hold) or an age range."""

    holds: tuple[tuple[str, tuple[str, ...]], ...]  # one-of: values; yes-no: ("true",); any-of: ("any",)
    ages: tuple[tuple[str, str, int], ...]  # (fact, "under" | "over", years)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The whole contract, in the order of the file."""

    facts: Mapping[str, Fact]
    outcomes: tuple[str, ...]  # least to most restrictive
    never: tuple[Never, ...]
    verbs: tuple[str, ...]
    recipients: tuple[str, ...]
    manners: tuple[str, ...]
    deadlines: tuple[str, ...]  # `N` stands for a whole number

    def rank(self, outcome: str) -> int:
        """0 for `silent` up to 6 for `must-not`."""
        return self.outcomes.index(outcome)


def _fact(name: str, table: Mapping[str, Any], groups: Mapping[str, Any]) -> Fact:
    kind: Kind
    values: tuple[str, ...] = ()
    low = high = 0
    if "one-of" in table:
        kind, values = "one-of", tuple(table["one-of"])
    elif "any-of" in table:
        kind, values = "any-of", tuple(table["any-of"])
    elif "whole-number" in table:
        kind = "whole-number"
        low, high = table["whole-number"]
    else:
        kind = "yes-no"
    return Fact(
        name=name,
        kind=kind,
        values=values,
        low=low,
        high=high,
        look=table["look"],
        change=table["change"],
        groups={group: tuple(members) for group, members in groups.get(name, {}).items()},
        known=frozenset(values),
    )


def _never(table: Mapping[str, Any]) -> Never:
    holds: list[tuple[str, tuple[str, ...]]] = []
    ages: list[tuple[str, str, int]] = []
    for fact, wanted in table["facts"].items():
        if wanted is True:
            holds.append((fact, ("true",)))
        elif wanted.startswith(("under ", "over ")):
            comparison, years = wanted.split()
            ages.append((fact, comparison, int(years)))
        else:
            holds.append((fact, tuple(wanted.split(" or "))))
    return Never(tuple(holds), tuple(ages))


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of this release, read once."""
    table = tomllib.loads(files("gatepost.vocabulary").joinpath("vocabulary.toml").read_text("utf-8"))
    duties = table["duties"]
    return Vocabulary(
        facts={name: _fact(name, fact, table["groups"]) for name, fact in table["fact"].items()},
        outcomes=tuple(table["outcomes"]["order"]),
        never=tuple(_never(entry) for entry in table["never"]),
        verbs=tuple(duties["verbs"]),
        recipients=tuple(duties["to"]),
        manners=tuple(duties["manner"]),
        deadlines=tuple(duties["deadline"]),
    )
