"""From a draft that was read to the next page: the questions that it leaves, or the answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from gatepost.checking.open import Open, questions
from gatepost.policy.answer import MOST_QUESTIONS, Answer, answers
from gatepost.policy.document import Clause
from gatepost.screening.facts import FACTS
from gatepost.vocabulary.activity import ActivityError
from gatepost.web.approvals.kinds import KINDS, WRITTEN
from gatepost.web.approvals.queries.grants import Grant
from gatepost.web.checks.conversation import ACTION, fitting
from gatepost.web.checks.drafts.reading import Reading, doubt_questions
from gatepost.web.checks.drafts.registers import held
from gatepost.web.checks.gather import Told, Unreadable, gather, still_so
from gatepost.web.checks.providers import ROLE, Known, known_of
from gatepost.web.policies.queries import Adopted
from gatepost.web.schools.person import Person

Doubt = tuple[str, str, str, str]  # fact, word, question, why
THINK_TOPIC, LAW_TOPIC, OWN_TOPIC = "think_before_posting", "legal_framework", "personal_and_official"
STOPS = ("should-not", "must-not")


@dataclass(frozen=True, slots=True)
class Advice:
    """What the policy says of the draft as far as it is known. `answers`: one for each role, the most restrictive
    first; `doubts` and `steps`: what is still to be asked; `needed`: the clauses under which permission is to be asked;
    `enough`: whether a yes under these would leave nothing that forbids it.
    """

    answers: tuple[Answer, ...]
    doubts: tuple[Doubt, ...]
    steps: tuple[Open, ...]
    needed: tuple[str, ...]
    enough: bool
    grants: tuple[Grant, ...]
    told: tuple[Told, ...]
    known: Known

    @property
    def asks(self) -> bool:
        """Whether anything is left to ask."""
        return bool(self.doubts or self.steps)


def advise(person: Person, adopted: Adopted, reading: Reading, told: Sequence[Told], now: datetime) -> Advice:
    """Decide the draft; raises Unreadable where the answers do not belong to it."""
    situation = reading.situation
    known = known_of(person, now)
    kept = still_so(situation, told, known)
    known = fitting(adopted, situation, kept, known)
    granted, permissions = held(person, adopted, reading.draft, now)
    activity, unsure = gather(situation, kept, known)
    activity = replace(activity, permissions=permissions)
    try:
        found = answers(adopted.book, activity, adopted.policy.name, unsure, alone=True)
        steps = _steps(adopted, found, unsure | {one.fact for one in kept})
    except ActivityError:
        raise Unreadable(_("Some of these answers cannot be true together. Please start again.")) from None
    wanted = {step.fact: [str(value) for value, _label in step.options] for step in steps if step.fact in FACTS}
    doubts = doubt_questions(reading, adopted.offices, wanted)
    asked = {(fact, word) for fact, word, _question, _why in doubts}
    needed = dict.fromkeys(
        need.clause for one in found for need in one.decision.requirements if need.kind == "permission"
    )
    enough = True
    if needed:
        with_it = replace(activity, permissions={**permissions, **dict.fromkeys(needed, WRITTEN)})
        then = answers(adopted.book, with_it, adopted.policy.name, unsure, alone=True)
        enough = all(one.decision.outcome not in STOPS for one in then)
    return Advice(found, doubts, _without(steps, asked), tuple(needed), enough, granted, tuple(kept), known)


def _steps(adopted: Adopted, found: Sequence[Answer], leave_out: frozenset[str]) -> tuple[Open, ...]:
    """Every fact that could change the decision for one of the roles, at most MOST_QUESTIONS of them."""
    steps: dict[str, Open] = {}
    for one in found:
        for step in questions(adopted.book, one, adopted.offices, leave_out | {ROLE, ACTION}):
            if len(steps) == MOST_QUESTIONS:
                break
            steps.setdefault(step.fact, step)
    return tuple(steps.values())


def _without(steps: Sequence[Open], asked: set[tuple[str, str]]) -> tuple[Open, ...]:
    """The steps without the words that are asked of one by one."""
    left = [
        replace(step, ways=tuple(way for way in step.ways if (step.fact, str(way.value)) not in asked))
        for step in steps
    ]
    return tuple(step for step in left if step.options)


def kind_of(adopted: Adopted, clauses: Sequence[str]) -> str | None:
    """The kind of permission that a draft is asked under, as requests name it; None where no clause asks for one, or
    only for one that no draft is bound to.
    """
    topics = _topics(adopted, clauses)
    for kind in KINDS.values():
        if not kind.standing and topics & kind.topics:
            return kind.code
    if not clauses or standing_kind(adopted, clauses) is not None:
        return None
    return next((kind.code for kind in KINDS.values() if not kind.standing), None)


def standing_kind(adopted: Adopted, clauses: Sequence[str]) -> str | None:
    """The kind of permission that these clauses ask for where none of them is about a draft, such as working time."""
    topics = _topics(adopted, clauses)
    if any(topics & kind.topics for kind in KINDS.values() if not kind.standing):
        return None
    return next((kind.code for kind in KINDS.values() if topics & kind.topics), None)


def _topics(adopted: Adopted, clauses: Sequence[str]) -> set[str]:
    return {str(adopted.policy.clauses[one].topic) for one in clauses if one in adopted.policy.clauses}


def think_first(adopted: Adopted) -> tuple[Clause, ...]:
    """The clauses of the policy that ask people to think before they post."""
    return tuple(one for one in adopted.policy.clauses.values() if one.topic == THINK_TOPIC)


def on_the_law(adopted: Adopted, found: Sequence[Answer]) -> tuple[Clause, ...]:
    """Beside a draft that is stopped: what the policy says of the law and of the freedom to speak, where no rule of its
    own can be cited for it.
    """
    if all(one.decision.outcome not in STOPS for one in found):
        return ()
    return tuple(one for one in adopted.policy.clauses.values() if one.topic == LAW_TOPIC and not one.rules)


def of_private_life(adopted: Adopted, found: Sequence[Answer]) -> tuple[Clause, ...]:
    """What the policy says of personal and official use, to those whom it binds."""
    if not any(one.decision.bound for one in found):
        return ()
    return tuple(one for one in adopted.policy.clauses.values() if one.topic == OWN_TOPIC)
