"""An activity: what is known of something a person does, checked against the vocabulary, to and from JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from gatepost.vocabulary.nearest import did_you_mean, quoted
from gatepost.vocabulary.words import Fact, Vocabulary, vocabulary

_NOTHING: frozenset[str] = frozenset()
LEVELS = ("none", "spoken", "written")


class ActivityError(ValueError):
    """An activity that cannot be read; the message is a sentence for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Partial:
    """A half-known fact.

    one-of: `possible` values. any-of: words it certainly `has` and `lacks`, the rest unknown.
    whole-number: `low` to `high`, inclusive.
    """

    possible: frozenset[str] = frozenset()
    has: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    low: int = 0
    high: int = 0


Value: TypeAlias = str | bool | int | frozenset[str] | Partial


@dataclass(frozen=True, slots=True)
class Activity:
    """The known facts of one activity; a fact that is not a key is unknown.

    `roles` holds the parts in school life it is done from when there are several; `permissions` the level held clause
    by clause, a clause not named there being `none` (None: not spoken of).
    """

    facts: Mapping[str, Value]
    id: str | int | None = None
    roles: tuple[str, ...] = ()
    permissions: Mapping[str, str] | None = None

    def knowing(self, changes: Mapping[str, Value]) -> "Activity":
        """The same activity with `changes` laid over its facts."""
        return replace(self, facts={**self.facts, **changes})

    def as_one(self, role: str) -> "Activity":
        """The same activity done from one of its roles."""
        return replace(self, facts={**self.facts, "role": role}, roles=())

    @classmethod
    def from_json(cls, source: object, words: Vocabulary | None = None) -> "Activity":
        """Read `{"role": "teacher", "target-age": 16, ...}`; raises ActivityError naming the first fault."""
        words = words or vocabulary()
        if not isinstance(source, dict):
            raise ActivityError('an activity must be a JSON object, such as {"role": "teacher", "action": "post"}')
        facts: dict[str, Value] = {}
        identity: str | int | None = None
        roles: tuple[str, ...] = ()
        permissions: Mapping[str, str] | None = None
        for name, value in source.items():
            fact = words.facts.get(name)
            if fact is not None:
                kind = fact.kind
                # The plain cases first, without a call each: this is the longest part of a decision.
                if (kind == "one-of" and type(value) is str and value in fact.known) or (
                    kind == "yes-no" and type(value) is bool
                ):
                    facts[name] = value
                elif kind == "any-of" and value == []:
                    facts[name] = _NOTHING
                elif name == "role" and isinstance(value, list):
                    roles = _roles(fact, value)
                    if len(roles) == 1:
                        facts["role"], roles = roles[0], ()
                else:
                    facts[name] = read_value(fact, value)
            elif name == "id":
                if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
                    raise ActivityError("`id` must be text or a whole number")
                identity = value
            elif name == "permissions":
                permissions = _permissions(value)
            else:
                known = [*words.facts, "id", "permissions"]
                raise ActivityError(f"{quoted(name)} is not a fact{did_you_mean(name, known)}")
        return cls(facts, identity, roles, permissions)

    def to_json(self) -> dict[str, Any]:
        """The activity as JSON values, sets in the vocabulary's order; from_json of it gives the same activity."""
        words = vocabulary()
        out: dict[str, Any] = {} if self.id is None else {"id": self.id}
        if self.roles:
            out["role"] = list(self.roles)
        for name, fact in words.facts.items():
            if name in self.facts:
                out[name] = value_to_json(fact, self.facts[name])
        if self.permissions is not None:
            out["permissions"] = dict(self.permissions)
        return out


def _roles(fact: Fact, value: list[object]) -> tuple[str, ...]:
    if not value:
        raise ActivityError("`role` must name at least one role")
    return tuple(dict.fromkeys(_word(fact, word) for word in value))


def _permissions(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise ActivityError('`permissions` must be an object from clause to level, such as {"CP-19": "written"}')
    for clause, level in value.items():
        if level not in LEVELS:
            hint = did_you_mean(level, LEVELS) if isinstance(level, str) else ""
            raise ActivityError(
                f"{quoted(level)} is not a level of permission for {quoted(clause)}: none, spoken or written{hint}"
            )
    return dict(value)


def _word(fact: Fact, word: object) -> str:
    if isinstance(word, str) and word in fact.known:
        return word
    if not isinstance(word, str):
        raise ActivityError(f"`{fact.name}` takes words of the vocabulary, not {quoted(word)}")
    raise ActivityError(f"{quoted(word)} is not a value of `{fact.name}`{did_you_mean(word, fact.values)}")


def _words(fact: Fact, value: object) -> frozenset[str]:
    if not isinstance(value, list):
        raise ActivityError(f"`{fact.name}` takes a list of words here, not {quoted(value)}")
    if not value:
        return _NOTHING
    return frozenset(_word(fact, word) for word in value)


def _keys(fact: Fact, value: Mapping[str, object], allowed: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    if not value:
        raise ActivityError(f"`{fact.name}` says nothing: give {' or '.join(quoted(key) for key in allowed)}")
    for key, part in value.items():
        if key not in allowed:
            raise ActivityError(
                f"`{fact.name}` does not take {quoted(key)}: it takes {' and '.join(quoted(k) for k in allowed)}"
            )
        yield key, part


def read_value(fact: Fact, value: object) -> Value:
    """One fact's value from JSON; raises ActivityError."""
    match fact.kind:
        case "one-of":
            if not isinstance(value, dict):
                return _word(fact, value)
            ((_, excluded),) = _keys(fact, value, ("not",))
            possible = frozenset(fact.values) - _words(fact, excluded)
            if not possible:
                raise ActivityError(f"`{fact.name}` excludes every value it could have")
            return next(iter(possible)) if len(possible) == 1 else Partial(possible=possible)
        case "any-of":
            if isinstance(value, list):
                return _words(fact, value)
            if not isinstance(value, dict):
                raise ActivityError(f"`{fact.name}` takes a list of words, not {quoted(value)}")
            parts = {key: _words(fact, part) for key, part in _keys(fact, value, ("has", "not"))}
            has, lacks = parts.get("has", frozenset()), parts.get("not", frozenset())
            if both := has & lacks:
                raise ActivityError(f"`{fact.name}` both has and has not {quoted(min(both))}")
            return has if len(has) + len(lacks) == len(fact.values) else Partial(has=has, lacks=lacks)
        case "whole-number":
            return _number(fact, value)
        case "yes-no":
            if not isinstance(value, bool):
                raise ActivityError(f"`{fact.name}` is true or false, not {quoted(value)}")
            return value


def _number(fact: Fact, value: object) -> Value:
    low, high = fact.low, fact.high
    if isinstance(value, dict):
        for key, part in _keys(fact, value, ("at least", "under", "over")):
            years = _whole(fact, part)
            match key:
                case "at least":
                    low = max(low, years)
                case "over":
                    low = max(low, years + 1)
                case _:
                    high = min(high, years - 1)
        if low > high:
            raise ActivityError(f"no number fits what `{fact.name}` says")
        return low if low == high else Partial(low=low, high=high)
    years = _whole(fact, value)
    if not low <= years <= high:
        raise ActivityError(f"`{fact.name}` must be from {low} to {high}, not {quoted(value)}")
    return years


def _whole(fact: Fact, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ActivityError(f"`{fact.name}` is a whole number of years, not {quoted(value)}")
    return value


def value_to_json(fact: Fact, value: Value) -> Any:
    """The inverse of read_value."""
    if isinstance(value, Partial):
        match fact.kind:
            case "one-of":
                return {"not": [word for word in fact.values if word not in value.possible]}
            case "any-of":
                return {
                    "has": [word for word in fact.values if word in value.has],
                    "not": [word for word in fact.values if word in value.lacks],
                }
            case _:
                return {"at least": value.low, "under": value.high + 1}
    if isinstance(value, frozenset):
        return [word for word in fact.values if word in value]
    return value
