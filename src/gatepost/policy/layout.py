"""Where each possible value of each fact has its bit: an activity as one whole number of values still possible.

A one-of fact has a bit for each value, a yes-no fact two, an any-of fact two (yes, no) for each word, an age one for
each band between the ages that any rule names. A known fact has one bit left, an unknown fact all of its bits, a
half-known fact some. Deciding, asking and the analysis all work on this number.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gatepost.policy.condition import Flag, Has, Is, Number, Test
from gatepost.vocabulary.activity import Activity, ActivityError, Partial, Value
from gatepost.vocabulary.words import Fact, Never, Vocabulary, vocabulary


@dataclass(frozen=True, slots=True)
class Slot:
    """One group of bits of which exactly one is true. `word` is the word of an any-of fact, else empty."""

    fact: str
    word: str
    bits: int
    values: tuple[Any, ...]  # for each bit, lowest first: the value, (low, high) for a band


@dataclass(frozen=True, slots=True)
class Literal:
    """One test on an activity's mask.

    It is certainly true when no bit of `bad` is possible, certainly false when no bit of `good` is. With `several`, for
    words of an any-of fact, `good` are their yes bits and `bad` their no bits: certainly true when one of the words has
    no `bad` bit left, certainly false when no `good` bit is left. `negated` turns that round.
    """

    fact: str
    good: int
    bad: int
    several: bool = False
    negated: bool = False


def certain(literal: Literal, mask: int) -> bool:
    """Is a test that is not negated certainly true?"""
    return mask & literal.bad != literal.bad if literal.several else not mask & literal.bad


class Layout:
    """The bits of a rulebook; `cuts` are (fact, age) pairs, each the first age of a band. See layout_of."""

    def __init__(self, words: Vocabulary, cuts: frozenset[tuple[str, int]]) -> None:
        self.words = words
        self.slots: dict[tuple[str, str], Slot] = {}
        self.bands: dict[str, tuple[int, ...]] = {}  # whole-number fact -> first age of each band
        self._next = 0
        for fact in words.facts.values():
            match fact.kind:
                case "one-of":
                    self._add(fact.name, "", fact.values)
                case "yes-no":
                    self._add(fact.name, "", (True, False))
                case "any-of":
                    for word in fact.values:
                        self._add(fact.name, word, (True, False))
                case "whole-number":
                    named = {age for name, age in cuts if name == fact.name and fact.low < age <= fact.high}
                    starts = tuple(sorted({fact.low} | named))
                    self.bands[fact.name] = starts
                    ends = [*(start - 1 for start in starts[1:]), fact.high]
                    self._add(fact.name, "", tuple(zip(starts, ends, strict=True)))
        self.everything = (1 << self._next) - 1
        self.nevers = tuple(self._never(never) for never in words.never)
        self.slot_bits = tuple(slot.bits for slot in self.slots.values())
        self.whole = {
            name: sum(slot.bits for (fact, _), slot in self.slots.items() if fact == name) for name in words.facts
        }
        self._pairs = {(fact, word): slot.bits for (fact, word), slot in self.slots.items() if word}
        self._clears = {fact.name: self._clear_table(fact) for fact in words.facts.values()}

    def _add(self, fact: str, word: str, values: tuple[Any, ...]) -> None:
        bits = ((1 << len(values)) - 1) << self._next
        self.slots[fact, word] = Slot(fact, word, bits, values)
        self._next += len(values)

    def _never(self, never: Never) -> tuple[Literal, Literal]:
        """The two tests that cannot both be true."""
        tests: dict[str, Test] = {}
        for fact, side, years in never.ages:
            tests[fact] = Number(fact, "under" if side == "under" else "over", years)
        for fact, values in never.holds:
            if values == ("any",):
                tests[fact] = Has(fact, self.words.facts[fact].values)
            else:
                tests[fact] = Flag(fact) if values == ("true",) else Is(fact, values)
        first, second = tests.values()  # INVARIANT: the vocabulary forbids pairs only
        return self.literal(first), self.literal(second)

    # bits ---------------------------------------------------------------------------------------------------------

    def bits(self, fact: str, values: Iterable[Any], word: str = "") -> int:
        """The bits of `values` in the slot of `fact` (and `word`)."""
        slot = self.slots[fact, word]
        lowest = slot.bits & -slot.bits
        wanted = set(values)
        return sum(lowest << i for i, value in enumerate(slot.values) if value in wanted)

    def ages(self, fact: str, low: int, high: int) -> int:
        """The bits of the bands that meet `low` to `high`, inclusive."""
        slot = self.slots[fact, ""]
        lowest = slot.bits & -slot.bits
        return sum(lowest << i for i, (start, end) in enumerate(slot.values) if start <= high and end >= low)

    def literal(self, test: Test) -> Literal:
        """A test of a condition as bits; ages must be among the cuts."""
        match test:
            case Is(fact, words, negated):
                slot = self.slots[fact, ""]
                good = self.bits(fact, self.words.facts[fact].expand(words))
                return Literal(fact, slot.bits & ~good if negated else good, good if negated else slot.bits & ~good)
            case Flag(fact):
                return Literal(fact, self.bits(fact, (True,)), self.bits(fact, (False,)))
            case Number(fact, comparison, years):
                limits = self.words.facts[fact]
                low, high = {
                    "under": (limits.low, years - 1),
                    "over": (years + 1, limits.high),
                    "at least": (years, limits.high),
                }[comparison]
                good = self.ages(fact, low, high) if low <= high else 0
                return Literal(fact, good, self.slots[fact, ""].bits & ~good)
            case Has(fact, words, negated):
                yes = sum(self.bits(fact, (True,), word) for word in dict.fromkeys(words))
                no = sum(self.bits(fact, (False,), word) for word in dict.fromkeys(words))
                if len(set(words)) == 1:
                    return Literal(fact, no if negated else yes, yes if negated else no)
                return Literal(fact, yes, no, several=True, negated=negated)

    # an activity as bits --------------------------------------------------------------------------------------------

    def _clear_table(self, fact: Fact) -> dict[Any, int]:
        """For each simple value of a fact, the bits that stay possible (all of the other facts' bits included)."""
        if fact.kind == "whole-number":
            outside = self.everything & ~self.whole[fact.name]
            bands = [outside | self.ages(fact.name, start, start) for start in self.bands[fact.name]]
            ages = range(fact.low, fact.high + 1)
            return {age: bands[bisect_right(self.bands[fact.name], age) - 1] for age in ages}
        if fact.kind == "any-of":
            no = sum(self.bits(fact.name, (False,), word) for word in fact.values)
            return {frozenset(): self.everything & ~self.whole[fact.name] | no}
        slot = self.slots[fact.name, ""]
        return {value: self.everything & ~slot.bits | self.bits(fact.name, (value,)) for value in slot.values}

    def mask(self, activity: Activity) -> int:
        """The activity's mask, the vocabulary's impossible pairs worked in; raises ActivityError."""
        mask = self.everything
        clears = self._clears
        for name, value in activity.facts.items():
            kept = clears[name].get(value)
            mask &= self._kept(name, value) if kept is None else kept
        narrowed = self.respect(mask)
        if not narrowed:
            raise ActivityError(self._impossible(mask))
        return narrowed

    def _kept(self, name: str, value: Value) -> int:
        fact = self.words.facts[name]
        mask = self.everything
        if isinstance(value, frozenset):
            mask = self._clears[name][frozenset()]
            for word in value:
                mask ^= self._pairs[name, word]
            return mask
        if fact.kind == "any-of" and isinstance(value, Partial):
            for word in value.has | value.lacks:
                mask &= ~self.bits(name, (word in value.lacks,), word)
            return mask
        assert isinstance(value, Partial)  # INVARIANT: every plain value is in the table
        if fact.kind == "one-of":
            return mask & ~self.whole[name] | self.bits(name, value.possible)
        return mask & ~self.whole[name] | self.ages(name, value.low, value.high)

    def respect(self, mask: int) -> int:
        """Narrow a mask by the vocabulary's impossible pairs; 0 when nothing possible is left."""
        while True:
            before = mask
            for one, other in self.nevers:
                first, second = certain(one, mask), certain(other, mask)
                if first and second:
                    return 0
                if first:
                    mask &= ~other.good
                elif second:
                    mask &= ~one.good
            if mask == before:
                return mask

    def possible(self, mask: int) -> int:
        """Kleene: 2 when no impossible pair is left in the region, 0 when nothing else is, 1 in between."""
        result = 2
        for one, other in self.nevers:
            if mask & one.good and mask & other.good:
                if certain(one, mask) and certain(other, mask):
                    return 0
                result = 1
        return result

    def open_nevers(self, mask: int) -> Iterator[Literal]:
        """The tests on which it turns whether an impossible pair holds."""
        for one, other in self.nevers:
            if mask & one.good and mask & other.good:
                yield from (literal for literal in (one, other) if not certain(literal, mask))

    def slot_of(self, bits: int) -> int:
        """All bits of the slot in which `bits` lie."""
        return next(slot for slot in self.slot_bits if slot & bits)

    def _impossible(self, mask: int) -> str:
        for one, other in self.nevers:
            if certain(one, mask) and certain(other, mask):
                return f"what is said of `{one.fact}` and `{other.fact}` cannot be true together"
        return "these facts cannot be true together"

    def value(self, mask: int, name: str) -> Value | None:
        """What `mask` says of one fact, as an activity would say it; None when it says nothing."""
        fact = self.words.facts[name]
        if fact.kind == "any-of":
            left = {word: self._left(mask, name, word) for word in fact.values}
            has = frozenset(word for word, values in left.items() if values == [True])
            lacks = frozenset(word for word, values in left.items() if values == [False])
            if len(has) + len(lacks) == len(fact.values):
                return has
            return Partial(has=has, lacks=lacks) if has or lacks else None
        possible = self._left(mask, name, "")
        if len(possible) == len(self.slots[name, ""].values):
            return None
        if fact.kind == "whole-number":
            low, high = possible[0][0], possible[-1][1]
            return low if low == high else Partial(low=low, high=high)
        only: Value = possible[0]
        return only if len(possible) == 1 else Partial(possible=frozenset(possible))

    def _left(self, mask: int, name: str, word: str) -> list[Any]:
        slot = self.slots[name, word]
        lowest = slot.bits & -slot.bits
        return [value for i, value in enumerate(slot.values) if mask & lowest << i]


@lru_cache(maxsize=64)
def layout_of(cuts: frozenset[tuple[str, int]]) -> Layout:
    """The layout of the vocabulary for these cuts; hundreds of policies share a handful."""
    return Layout(vocabulary(), cuts)
