"""The whole answer to an activity: the decision, what to ask next, what would make it fine, and all of it as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gatepost.policy.advise import Fix, Question, fixes, next_question, question_options_to_json
from gatepost.policy.decide import Decision, decide, decision_to_json
from gatepost.policy.explain import fix_words, notice_words, question_words
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Activity, value_to_json

MOST_QUESTIONS = 6  # to a person alone; then there is an answer as far as it goes, and more only for those who want it
# What is taken as so of a person who asks for themselves, and said to them: nobody is asked whether they deceive.
TAKEN: Mapping[str, bool] = {"poses-as-child": False}


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision with its advice; `activity` is the one decided, for one role."""

    activity: Activity
    decision: Decision
    question: Question | None
    fixes: tuple[Fix, ...]


def answer(
    book: Rulebook, activity: Activity, policy: str, leave_out: frozenset[str] = frozenset(), alone: bool = False
) -> Answer:
    """Decide and advise for one role; `leave_out` and `alone` as in next_question. Raises ActivityError."""
    decision = decide(book, activity, policy)
    compiled = book[policy]
    question = next_question(book, compiled, activity, decision, leave_out, alone)
    return Answer(activity, decision, question, fixes(book, compiled, activity, decision))


def answers(
    book: Rulebook, activity: Activity, policy: str, leave_out: frozenset[str] = frozenset(), alone: bool = False
) -> tuple[Answer, ...]:
    """One answer for each role the person acts from, the most restrictive first. Raises ActivityError."""
    each = [activity.as_one(role) for role in activity.roles] or [activity]
    found = [answer(book, one, policy, leave_out, alone) for one in each]
    rank = book.words.rank
    return tuple(sorted(found, key=lambda one: (rank(one.decision.outcome), rank(one.decision.ceiling)), reverse=True))


def answer_to_json(book: Rulebook, found: tuple[Answer, ...], offices: Mapping[str, str]) -> dict[str, Any]:
    """The decision as policy-language.md writes it: the most restrictive, with `others` for the other roles."""
    first, *others = [_one_to_json(book, one, offices) for one in found]
    return {"id": found[0].activity.id, **first, "others": others}


def _one_to_json(book: Rulebook, one: Answer, offices: Mapping[str, str]) -> dict[str, Any]:
    decision = one.decision
    return {
        **decision_to_json(decision),
        "ask": _question_to_json(one.question, decision, offices) if one.question else None,
        "fixes": [
            {"set": _set_to_json(book, fix), "outcome": fix.outcome, "says": fix_words(fix, offices)}
            for fix in one.fixes
        ],
        "notices": [{"id": notice.id, "says": notice_words(notice, offices)} for notice in decision.notices],
    }


def _question_to_json(question: Question, decision: Decision, offices: Mapping[str, str]) -> dict[str, Any]:
    words = question_words(question, decision.policy, offices)
    return {
        "fact": question.fact.name,
        "question": words.question,
        "why": words.why,
        "options": question_options_to_json(question),
    }


def _set_to_json(book: Rulebook, fix: Fix) -> dict[str, Any]:
    changed: dict[str, Any] = {name: value_to_json(book.words.facts[name], value) for name, value in fix.facts.items()}
    if fix.permissions is not None:
        changed["permissions"] = dict(fix.permissions)
    return changed
