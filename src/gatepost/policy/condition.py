"""Conditions: the text of a `when` or `unless` line to a small tree of words and numbers.

    condition = one | one ("and" one)+ | one ("or" one)+ ;  one = "not" one | "(" condition ")" | test
    test      = FACT "is" ["not"] words | FACT "has" ["no"] words | FACT "under"|"over"|"at least" N | FACT

Nothing here is executed: a condition only ever becomes these classes, and the rulebook reads them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gatepost.vocabulary.nearest import did_you_mean, quoted
from gatepost.vocabulary.words import Fact, Vocabulary

DEEPEST = 16  # brackets and nots
MOST_ALTERNATIVES = 512


@dataclass(frozen=True, slots=True)
class Is:
    """A one-of fact is, or is not, one of `words` (values or group names, as written)."""

    fact: str
    words: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Has:
    """An any-of fact has at least one of `words`, or (negated) none of them."""

    fact: str
    words: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A whole-number fact compared with `years`."""

    fact: str
    comparison: Literal["under", "over", "at least"]
    years: int


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes-no fact is yes."""

    fact: str


@dataclass(frozen=True, slots=True)
class Not:
    one: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Condition", ...]


Test: TypeAlias = Is | Has | Number | Flag
Condition: TypeAlias = Test | Not | All | AnyOf

Complain = Callable[[int, str], None]  # (offset in the text, message)


class _Stop(Exception):
    """The text cannot be read further; the fault is already told."""


_TOKEN = re.compile(r"[(),]|[^\s(),]+")
_GLUE = {"and", "or", "not", "is", "has", "under", "over", "at", "(", ")", ","}


def parse_condition(text: str, words: Vocabulary, complain: Complain) -> Condition | None:
    """Read `text`; every fault goes to `complain`, and None comes back if there was one."""
    faults = 0

    def count(offset: int, message: str) -> None:
        nonlocal faults
        faults += 1
        complain(offset, message)

    reader = _Reader(text, words, count)
    try:
        condition = reader.condition(0)
        reader.end()
    except _Stop:
        return None
    if faults:
        return None
    if alternatives(condition, words) > MOST_ALTERNATIVES:
        count(0, f"this condition unfolds to more than {MOST_ALTERNATIVES} alternatives; split it into several rules")
        return None
    return condition


class _Reader:
    def __init__(self, text: str, words: Vocabulary, complain: Complain) -> None:
        self.tokens = [(match.group(), match.start()) for match in _TOKEN.finditer(text)]
        self.at = 0
        self.length = len(text)
        self.words = words
        self.complain = complain

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def offset(self) -> int:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else self.length

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def stop(self, message: str) -> _Stop:
        self.complain(self.offset(), message)
        return _Stop()

    def end(self) -> None:
        token = self.peek()
        if token in ("and", "or"):
            raise self.stop("`and` and `or` stand side by side; put brackets round one of them")
        if token:
            raise self.stop(f"did not expect {quoted(token)} here; tests are joined by `and` or `or`")

    def condition(self, depth: int) -> Condition:
        parts = [self.one(depth)]
        joint = self.peek()
        if joint not in ("and", "or"):
            return parts[0]
        while self.peek() == joint:
            self.take()
            parts.append(self.one(depth))
        return All(tuple(parts)) if joint == "and" else AnyOf(tuple(parts))

    def one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise self.stop(f"brackets are nested more than {DEEPEST} deep")
        token = self.peek()
        if token == "not":
            self.take()
            return Not(self.one(depth + 1))
        if token == "(":
            self.take()
            inside = self.condition(depth + 1)
            if self.peek() in ("and", "or"):
                raise self.stop("`and` and `or` stand side by side; put brackets round one of them")
            if self.take() != ")":
                self.at -= 1
                raise self.stop("a bracket is not closed")
            return inside
        return self.test()

    def test(self) -> Test:
        start = self.offset()
        name = self.peek()
        if not name:
            raise self.stop("the condition ends too early; a test is missing")
        fact = self.words.facts.get(name)
        if name in _GLUE:
            raise self.stop(f"expected a fact, found {quoted(name)}")
        self.take()
        if fact is None:
            self.complain(start, f"{quoted(name)} is not a fact{did_you_mean(name, self.words.facts)}")
        match self.peek():
            case "is":
                self.take()
                negated = self.peek() == "not"
                if negated:
                    self.take()
                chosen = self.list_of_words(fact, "one-of", "is")
                return Is(name, chosen, negated)
            case "has":
                self.take()
                negated = self.peek() == "no"
                if negated:
                    self.take()
                chosen = self.list_of_words(fact, "any-of", "has")
                return Has(name, chosen, negated)
            case "under":
                self.take()
                return Number(name, "under", self.number(fact, start))
            case "over":
                self.take()
                return Number(name, "over", self.number(fact, start))
            case "at":
                self.take()
                if self.take() != "least":
                    self.at -= 1
                    raise self.stop("expected `at least` and a number")
                return Number(name, "at least", self.number(fact, start))
            case _:
                if fact is not None and fact.kind != "yes-no":
                    self.complain(start, f"{quoted(name)} needs a test: {_how(fact)}")
                return Flag(name)

    def number(self, fact: Fact | None, start: int) -> int:
        token, offset = self.peek(), self.offset()
        if not (token.isascii() and token.isdigit() and len(token) <= 4):
            raise self.stop(f"expected a whole number, found {quoted(token) if token else 'the end'}")
        self.take()
        if fact is not None and fact.kind != "whole-number":
            self.complain(start, f"{quoted(fact.name)} is not a number; test it with {_how(fact)}")
        elif fact is not None and not fact.low <= int(token) <= fact.high:
            self.complain(
                offset, f"{quoted(fact.name)} runs from {fact.low} to {fact.high}, so {token} is out of range"
            )
        return int(token)

    def list_of_words(self, fact: Fact | None, kind: str, verb: str) -> tuple[str, ...]:
        fits = fact is None or fact.kind == kind
        if fact is not None and not fits:
            self.complain(self.offset(), f"{quoted(fact.name)} cannot be tested with `{verb}`; use {_how(fact)}")
        chosen: list[str] = []
        while True:
            token, offset = self.peek(), self.offset()
            if not token or token in _GLUE:
                raise self.stop(f"expected a word after `{self.tokens[self.at - 1][0]}`")
            self.take()
            if fact is not None and fits and token not in fact.values and token not in fact.groups:
                known = [*fact.values, *fact.groups]
                article = "an" if fact.name[0] in "aeiou" else "a"
                self.complain(offset, f"{quoted(token)} is not {article} {fact.name}{did_you_mean(token, known)}")
            chosen.append(token)
            if self.peek() != ",":
                return tuple(chosen)
            self.take()


def _how(fact: Fact) -> str:
    return {
        "one-of": "`is` or `is not`",
        "any-of": "`has` or `has no`",
        "whole-number": "`under`, `over` or `at least`",
        "yes-no": "the fact alone, or `not` before it",
    }[fact.kind]


def tests(condition: Condition | None) -> Iterator[Test]:
    """Every test of a condition, left to right."""
    match condition:
        case None:
            return
        case Not(one):
            yield from tests(one)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from tests(part)
        case test:
            yield test


def alternatives(condition: Condition, words: Vocabulary, negated: bool = False) -> int:
    """How many alternatives the condition unfolds to, counted without unfolding it."""
    match condition:
        case Not(one):
            return alternatives(one, words, not negated)
        case All(parts) | AnyOf(parts):
            counts = [alternatives(part, words, negated) for part in parts]
            if isinstance(condition, All) is not negated:
                product = 1
                for count in counts:
                    product = min(product * count, MOST_ALTERNATIVES + 1)
                return product
            return min(sum(counts), MOST_ALTERNATIVES + 1)
        case Has(_, chosen, has_no):
            return 1 if has_no is not negated else len(chosen)
        case _:
            return 1
