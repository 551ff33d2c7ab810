"""What may still be true of an activity: for every fact the plain set of values it could have."""

from collections.abc import Iterator
from typing import TypeAlias

from gatepost.vocabulary.activity import Activity, Partial, Value
from gatepost.vocabulary.words import Fact, Never, Vocabulary

# (fact, "") -> words, True and False, or whole ages; (any-of fact, word) -> True and False: has it, has it not
Possible: TypeAlias = dict[tuple[str, str], set[str | bool | int]]


class Impossible(Exception):
    """What is said of the activity cannot be true together."""


def possible(activity: Activity, words: Vocabulary) -> Possible:
    """Every value that each fact could have, given what is known; raises Impossible."""
    worlds: Possible = {}
    for name, fact in words.facts.items():
        if fact.kind == "any-of":
            for word in fact.values:
                worlds[name, word] = _whether(word, activity.facts.get(name))
        else:
            worlds[name, ""] = _values(fact, activity.facts.get(name))
    narrow(worlds, words)
    return worlds


def _whether(word: str, known: Value | None) -> set[str | bool | int]:
    match known:
        case None:
            return {True, False}
        case Partial():
            return {True} if word in known.has else {False} if word in known.lacks else {True, False}
        case _:
            assert isinstance(known, frozenset)
            return {word in known}


def _values(fact: Fact, known: Value | None) -> set[str | bool | int]:
    if known is not None and not isinstance(known, Partial):
        assert not isinstance(known, frozenset)
        return {known}
    match fact.kind:
        case "one-of":
            return set(fact.values if known is None else known.possible)
        case "whole-number":
            low, high = (fact.low, fact.high) if known is None else (known.low, known.high)
            return set(range(low, high + 1))
        case _:
            return {True, False}


# [[never]] ------------------------------------------------------------------------------------------------------------


def narrow(worlds: Possible, words: Vocabulary) -> None:
    """Take away what the impossible combinations rule out, until nothing more goes; raises Impossible."""
    changed = True
    while changed:
        changed = False
        for never in words.never:
            parts = list(_parts(never))
            unsure = [part for part in parts if not _certain(part, worlds, words)]
            if not unsure:
                raise Impossible(", ".join(fact for fact, _ in parts))
            if len(unsure) == 1:
                changed |= _deny(unsure[0], worlds, words)


def _parts(never: Never) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(fact, the words that would hold), or for an age (fact, ("under" or "over", years))."""
    yield from never.holds
    for fact, comparison, years in never.ages:
        yield fact, (comparison, str(years))


def _holds(fact: Fact, wanted: tuple[str, ...], value: str | bool | int) -> bool:
    match fact.kind:
        case "whole-number":
            comparison, years = wanted
            return int(value) < int(years) if comparison == "under" else int(value) > int(years)
        case "yes-no":
            return value is (wanted == ("true",))
        case _:
            return value in wanted


def _certain(part: tuple[str, tuple[str, ...]], worlds: Possible, words: Vocabulary) -> bool:
    name, wanted = part
    fact = words.facts[name]
    if fact.kind == "any-of":  # "any": at least one word
        return any(worlds[name, word] == {True} for word in fact.values)
    return all(_holds(fact, wanted, value) for value in worlds[name, ""])


def _deny(part: tuple[str, tuple[str, ...]], worlds: Possible, words: Vocabulary) -> bool:
    """Let the part certainly not hold; says whether that took anything away."""
    name, wanted = part
    fact = words.facts[name]
    changed = False
    for key in [(name, word) for word in fact.values] if fact.kind == "any-of" else [(name, "")]:
        left = {
            value
            for value in worlds[key]
            if value is False or not (fact.kind == "any-of" or _holds(fact, wanted, value))
        }
        changed |= left != worlds[key]
        worlds[key] = left
    return changed


def known(worlds: Possible, words: Vocabulary) -> dict[str, Value]:
    """The facts of which only one value is left, as an activity would say them."""
    facts: dict[str, Value] = {}
    for name, fact in words.facts.items():
        if fact.kind == "any-of":
            if all(len(worlds[name, word]) == 1 for word in fact.values):
                facts[name] = frozenset(word for word in fact.values if worlds[name, word] == {True})
        elif len(worlds[name, ""]) == 1:
            (facts[name],) = worlds[name, ""]
    return facts
