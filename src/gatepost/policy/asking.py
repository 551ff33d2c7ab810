"""Questions in words: what is asked, why, and the answers to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass

from gatepost.policy.advise import Question
from gatepost.policy.document import Policy
from gatepost.policy.english import age_words, listed
from gatepost.policy.sentence import capital, clause_words, clauses_words
from gatepost.vocabulary.activity import Partial, Value
from gatepost.vocabulary.wording import said, wording
from gatepost.vocabulary.words import Fact

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """A question as a person reads it; `several` when more than one option may be chosen."""

    question: str
    why: str
    options: tuple[tuple[Value, str], ...]
    several: bool


def question_words(question: Question, policy: Policy, offices: Mapping[str, str]) -> QuestionWords:
    """A question with its options in words, and why it is asked, naming the clauses that turn on it."""
    fact = question.fact
    spoken = wording().facts[fact.name]
    options = [(value, value_words(fact, value, offices)) for value in question.options]
    if options and isinstance(first := options[0][0], Partial) and fact.kind == "whole-number":
        options[0] = (
            first,
            capital(age_words(None, first.high)),
        )  # nothing lower is possible, so nothing lower is said
    return QuestionWords(
        question=said(spoken.ask, offices),
        why=f"{said(spoken.why, offices)} {_turn_on_it(policy, question.clauses)}".strip(),
        options=tuple(options),
        several=fact.kind == "any-of",
    )


def _turn_on_it(policy: Policy, clauses: tuple[str, ...]) -> str:
    if not clauses:
        return ""
    if len(clauses) > _MOST_NAMED:
        named = listed([clause_words(policy, id_) for id_ in clauses[:2]])
        return f"{len(clauses)} clauses turn on this, among them {named}."
    return f"{capital(clauses_words(policy, clauses))} {'turn' if len(clauses) > 1 else 'turns'} on this."


def value_words(fact: Fact, value: Value, offices: Mapping[str, str]) -> str:
    """One answer as it stands on a screen: `A former pupil`, `Under 18`, `Yes`."""
    label = wording().facts[fact.name].label
    match value:
        case bool():
            return label["yes" if value else "no"]
        case int():
            return str(value)
        case Partial() if fact.kind == "whole-number":
            low = None if value.low <= fact.low else value.low
            high = None if value.high >= fact.high else value.high
            return capital(age_words(low, high))
        case str():
            return said(label[value], offices)
        case Partial():
            chosen = value.has or value.possible
        case _:
            chosen = value
    return "; ".join(said(label[word], offices) for word in fact.values if word in chosen) or "None of these"
