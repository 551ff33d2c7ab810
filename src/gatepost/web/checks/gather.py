"""The one place where an activity is put together: what the situation says, what the person told, in order, and what
the site knows of them where neither speaks of it.

What was told travels with the page, in a hidden field, and is stored nowhere; so it is read as strictly as anything
that comes from outside.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from gatepost.policy.answer import TAKEN
from gatepost.vocabulary.activity import Activity, ActivityError, Partial, Value, read_value, value_to_json
from gatepost.vocabulary.words import Fact, vocabulary
from gatepost.web.checks.providers import FAMILY_LINK, ROLE, Known
from gatepost.web.checks.queries import Situation
from gatepost.web.people.facts import FamilyLink

PUPIL = "pupil"
DECLARED, TARGET = "declared", "target"
NOBODY = Known()  # somebody who is not signed in
MOST_ANSWERS = 100  # there are not half as many facts
Labels = Mapping[str, Collection[str]]  # by fact


class Unreadable(ValueError):
    """Answers that did not come from our own pages; the message is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Told:
    """One answer. `value` None: not sure; `sure` False: not sure about the rest of a set; for a role, all the roles."""

    fact: str
    value: Value | tuple[str, ...] | None
    sure: bool = True


def write(told: Sequence[Told]) -> str:
    """The answers as JSON for the hidden field; `read` of it gives them back."""
    facts = vocabulary().facts
    return json.dumps(
        [[one.fact, _to_json(facts[one.fact], one.value), one.sure] for one in told], separators=(",", ":")
    )


def _to_json(fact: Fact, value: Value | tuple[str, ...] | None) -> Any:
    if value is None or isinstance(value, tuple):
        return value
    return value_to_json(fact, value)


def read(text: str) -> tuple[Told, ...]:
    """The answers of a hidden field; raises Unreadable."""
    try:
        entries = json.loads(text or "[]")
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(entries, list) or len(entries) > MOST_ANSWERS:
        raise _unreadable()
    try:
        return tuple(_read_one(entry) for entry in entries)
    except ActivityError:
        raise _unreadable() from None


def _read_one(entry: object) -> Told:
    facts = vocabulary().facts
    match entry:
        case [str(name), value, bool(sure)] if name in facts:
            if value is None:
                if sure or name == ROLE:
                    raise _unreadable()
                return Told(name, None, False)
            if name == ROLE:
                activity = Activity.from_json({ROLE: value if isinstance(value, list) else None})
                return Told(name, activity.roles or (str(activity.facts[ROLE]),), True)
            return Told(name, read_value(facts[name], value), sure)
    raise _unreadable()


def _unreadable() -> Unreadable:
    return Unreadable(
        _("The answers that came with this page could not be read, so nothing was decided. Please start again.")
    )


def situation_of_draft(said: Mapping[str, Value], has: Labels, lacks: Labels, roles: Sequence[str]) -> Situation:
    """The situation that a draft is: what its author `said` of it, and for each set of the vocabulary which words the
    screening is certain of and which it looked for in vain. What stands in neither is unknown.
    """
    facts: dict[str, Value] = {**TAKEN, **said}
    for name in {*has, *lacks}:
        fact = vocabulary().facts[name]
        more = Partial(has=frozenset(has.get(name, ())), lacks=frozenset(lacks.get(name, ())) - set(has.get(name, ())))
        facts[name] = narrowed(fact, facts.get(name, Partial()), more)
    return Situation("", "", tuple(roles), tuple(roles), facts, link=False, openly=True)


def gather(situation: Situation, told: Sequence[Told], known: Known = NOBODY) -> tuple[Activity, frozenset[str]]:
    """The activity so far and the facts not to be asked again; raises Unreadable when answers do not belong here."""
    facts: dict[str, Value] = dict(situation.facts)
    roles: tuple[str, ...] = situation.roles if len(situation.roles) == 1 else ()
    unsure: set[str] = set()
    answered: set[str] = set()
    for one in told:
        fact = vocabulary().facts[one.fact]
        if not one.sure:
            unsure.add(one.fact)
        if one.fact in answered and fact.kind != "any-of":
            raise _unreadable()
        answered.add(one.fact)
        if isinstance(one.value, tuple):
            roles = one.value
            if not set(roles) <= set(situation.roles) or (PUPIL in roles and len(roles) > 1):
                raise _unreadable()
        elif one.value is not None:
            facts[one.fact] = narrowed(fact, facts[one.fact], one.value) if one.fact in facts else one.value
    taken = taken_from(known, situation, told)
    for name, value in taken.facts.items():
        fact = vocabulary().facts[name]
        facts[name] = narrowed(fact, facts[name], value) if name in facts else value
    roles = taken.roles or roles
    if len(roles) == 1:
        return Activity({ROLE: roles[0], **facts}), frozenset(unsure)
    return Activity(facts, roles=roles), frozenset(unsure)


def taken_from(known: Known, situation: Situation, told: Sequence[Told]) -> Known:
    """What of the known is taken: not what the person was asked, nor what the situation denies or says already."""
    asked = {one.fact for one in told}
    roles = tuple(role for role in known.roles if role in situation.roles)
    if ROLE in asked or len(situation.roles) == 1:
        roles = ()
    facts = {}
    for name, value in known.facts.items():
        if name not in asked and name not in situation.facts:
            facts[name] = value
        elif name not in asked:
            with suppress(Unreadable):
                narrowed(vocabulary().facts[name], situation.facts[name], value)
                facts[name] = value
    return replace(known, roles=roles, facts=facts)


def still_so(situation: Situation, told: Sequence[Told], known: Known) -> tuple[Told, ...]:
    """What was told without what the register denies: a family link counts as declared while it stands there."""
    if not known.links_kept or links_with(known, target_of(situation, told)):
        return tuple(told)
    return tuple(one for one in told if not (one.fact == FAMILY_LINK and one.value == DECLARED))


def target_of(situation: Situation, told: Sequence[Told]) -> Value | None:
    """Who the other person is, as far as it was said."""
    for one in told:
        if one.fact == TARGET and not isinstance(one.value, tuple):
            return one.value
    return situation.facts.get(TARGET)


def links_with(known: Known, target: Value | None) -> tuple[FamilyLink, ...]:
    """The links in force with somebody who can be the other person."""
    return tuple(link for link in known.links if not isinstance(target, str) or link.other_is == target)


def narrowed(fact: Fact, known: Value, told: Value) -> Value:
    """What is known after `told` is added to what was half known; raises Unreadable when one denies the other."""
    match fact.kind:
        case "one-of":
            left = _possible(known) & _possible(told)
            if not left:
                raise _unreadable()
            return next(iter(left)) if len(left) == 1 else Partial(possible=left)
        case "whole-number":
            low = max(_ages(known)[0], _ages(told)[0])
            high = min(_ages(known)[1], _ages(told)[1])
            if low > high:
                raise _unreadable()
            return low if low == high else Partial(low=low, high=high)
        case "any-of":
            (has, lacks), (more, fewer) = _words(fact, known), _words(fact, told)
            has, lacks = has | more, lacks | fewer
            if has & lacks:
                raise _unreadable()
            return has if len(has) + len(lacks) == len(fact.values) else Partial(has=has, lacks=lacks)
        case "yes-no":
            if known != told:
                raise _unreadable()
            return told


def _possible(value: Value) -> frozenset[str]:
    return value.possible if isinstance(value, Partial) else frozenset({str(value)})


def _ages(value: Value) -> tuple[int, int]:
    if isinstance(value, Partial):
        return value.low, value.high
    assert isinstance(value, int)
    return value, value


def _words(fact: Fact, value: Value) -> tuple[frozenset[str], frozenset[str]]:
    if isinstance(value, Partial):
        return value.has, value.lacks
    assert isinstance(value, frozenset)
    return value, frozenset(fact.values) - value
