"""What comes next: a question to the person, or the answer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gatepost.policy.answer import MOST_QUESTIONS, Answer, answers
from gatepost.policy.decide import decide
from gatepost.policy.document import Clause
from gatepost.policy.explain import question_words, value_words
from gatepost.vocabulary.activity import ActivityError, Partial, Value
from gatepost.vocabulary.wording import said, wording
from gatepost.vocabulary.words import Fact, vocabulary
from gatepost.web.checks.gather import DECLARED, NOBODY, TARGET, Told, Unreadable, gather, links_with, taken_from
from gatepost.web.checks.providers import FAMILY_LINK, ROLE, TIME, Known
from gatepost.web.checks.queries import Situation
from gatepost.web.people.facts import FamilyLink
from gatepost.web.policies.queries import Adopted

ACTION = "action"
NO_LINK = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `options` are (value, label); `clauses` those that turn on it; `several`: tick all that fit."""

    fact: str
    question: str
    why: str
    options: tuple[tuple[Value, str], ...]
    several: bool
    clauses: tuple[Clause, ...] = ()

    @property
    def first(self) -> bool:
        """Role and action: without them there is nothing to decide, so nobody can pass them over."""
        return self.fact in (ROLE, ACTION)


def fitting(adopted: Adopted, situation: Situation, told: Sequence[Told], known: Known) -> Known:
    """What of the known is taken in this conversation; nothing of the clock or a register that what was told rules out.

    Raises Unreadable.
    """
    taken = taken_from(known, situation, told)
    activity, _unsure = gather(situation, told, taken)
    try:
        for role in activity.roles or (None,):
            adopted.book.layout.mask(activity if role is None else activity.as_one(role))
    except ActivityError:
        return replace(taken, facts={})
    return taken


def next_step(
    adopted: Adopted, situation: Situation, told: Sequence[Told], go_on: bool = False, known: Known = NOBODY
) -> Step | tuple[Answer, ...]:
    """The next question, or one answer for each role, the most restrictive first.

    After MOST_QUESTIONS the answer comes even where it is not certain, unless the person wants to `go_on`.
    Raises Unreadable.
    """
    activity, unsure = gather(situation, told, known)
    if not activity.roles and ROLE not in activity.facts:
        why = _(
            "What the policy asks depends on it. If you have several parts, tick each: the answer is given for each."
        )
        return _first(adopted, ROLE, situation.roles, why, several=True)
    if ACTION not in activity.facts:
        why = _("Choose what comes nearest.")
        return _first(adopted, ACTION, vocabulary().facts[ACTION].values, why, several=False)
    try:
        found = answers(adopted.book, activity, adopted.policy.name, unsure, alone=True)
    except ActivityError:
        raise Unreadable(_("Some of these answers cannot be true together. Please start again.")) from None
    asked = sum(one.fact not in (ROLE, ACTION) for one in told)
    if asked >= MOST_QUESTIONS and not go_on:
        return found
    for one in found:
        if one.question is not None:
            words = question_words(one.question, adopted.policy, adopted.offices)
            clauses = tuple(adopted.policy.clauses[id_] for id_ in one.question.clauses)
            options = words.options
            if one.question.fact.name == FAMILY_LINK and known.links:
                options = _as_registered(options, links_with(known, activity.facts.get(TARGET)))
            return Step(one.question.fact.name, words.question, words.why, options, words.several, clauses)
    return found


def _as_registered(options: Sequence[tuple[Value, str]], links: Sequence[FamilyLink]) -> tuple[tuple[Value, str], ...]:
    """The answers about family where links of the person are in force: `declared` only with one, and with whom."""
    names = ", ".join(link.other_name for link in links)
    return tuple(
        (value, _("{label}: {names}").format(label=label, names=names) if value == DECLARED else label)
        for value, label in options
        if value != DECLARED or links
    )


def declaring_helps(adopted: Adopted, found: Sequence[Answer], known: Known) -> bool:
    """Whether what is stopped would be allowed within a family that had declared it, and the person has declared none:
    the register denies it, so nobody asks them.
    """
    if FAMILY_LINK not in known.facts:
        return False
    rank, care = adopted.book.words.rank, adopted.book.caution
    for one in found:
        if rank(one.decision.outcome) <= care or one.activity.facts.get(FAMILY_LINK) == NO_LINK:
            continue
        then = decide(adopted.book, one.activity.knowing({FAMILY_LINK: DECLARED}), adopted.policy.name)
        if rank(then.outcome) <= care:
            return True
    return False


def known_words(known: Known, offices: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What was taken, as (fact, sentence)."""
    lines = []
    if known.roles:
        forms = wording().facts[ROLE].forms["one"]
        lines.append(
            (ROLE, _("You are {roles}.").format(roles=_and([said(forms[one], offices) for one in known.roles])))
        )
    if TIME in known.facts and known.moment is not None:
        when = date_format(timezone.localtime(known.moment), "l H:i")
        phrase = said(wording().facts[TIME].phrase[str(known.facts[TIME])], offices)
        lines.append((TIME, _("It is {when}: {phrase}.").format(when=when, phrase=phrase)))
    return tuple(lines)


def _and(words: Sequence[str]) -> str:
    *most, last = words
    return _("{most} and {last}").format(most=", ".join(most), last=last) if most else last


def _first(adopted: Adopted, fact: str, values: Sequence[str], why: str, several: bool) -> Step:
    options: tuple[tuple[Value, str], ...] = tuple((value, label(fact, value, adopted.offices)) for value in values)
    return Step(fact, question(fact, adopted.offices), why, options, several)


def question(fact: str, offices: Mapping[str, str]) -> str:
    """How a fact is asked for."""
    return said(wording().facts[fact].ask, offices)


def label(fact: str, value: str, offices: Mapping[str, str]) -> str:
    """A word of a fact as it stands on a screen."""
    return said(wording().facts[fact].label[value], offices)


def told_words(one: Told, offices: Mapping[str, str]) -> str:
    """An answer as the person would say it."""
    fact = vocabulary().facts[one.fact]
    match one.value:
        case None:
            return _("I'm not sure")
        case tuple(words):
            return _listed(fact, words, offices)
        case Partial(has=words) | frozenset(words) if fact.kind == "any-of":
            listed = _listed(fact, words, offices)
            return listed if one.sure else _("{listed}; not sure about the rest").format(listed=listed)
        case value:
            return value_words(fact, value, offices)


def _listed(fact: Fact, words: Collection[str], offices: Mapping[str, str]) -> str:
    return "; ".join(label(fact.name, word, offices) for word in fact.values if word in words) or _("None of these")
