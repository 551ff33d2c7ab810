"""What is still to be asked of a draft, and what each answer would make of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gatepost.policy.advise import next_question
from gatepost.policy.answer import MOST_QUESTIONS, Answer
from gatepost.policy.asking import QuestionWords, question_words
from gatepost.policy.decide import Decision, decide
from gatepost.policy.explain import outcome_words
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Activity, ActivityError, Partial, Value
from gatepost.vocabulary.words import Fact


@dataclass(frozen=True, slots=True)
class Way:
    """One answer: `value` as an activity holds it, and the words of `outcomes` between which the decision then lies."""

    value: Value
    label: str
    outcome: str
    ceiling: str


@dataclass(frozen=True, slots=True)
class Open:
    """One question. `several`: more than one answer may be true at once."""

    fact: str
    question: str
    why: str
    several: bool
    ways: tuple[Way, ...]

    @property
    def options(self) -> tuple[tuple[Value, str], ...]:
        """What can be chosen or ticked: of several the single words, without “None of these”."""
        ways = [way for way in self.ways if not (self.several and isinstance(way.value, Partial))]
        return tuple((way.value, way.label) for way in ways)


def is_fine(book: Rulebook, decision: Decision) -> bool:
    """Whether the draft can go out as it is: nothing speaks against it, and nothing that is not known could."""
    return book.words.rank(decision.ceiling) <= book.caution


def still_open(book: Rulebook, one: Answer, offices: Mapping[str, str]) -> tuple[Open, ...]:
    """The questions on which the decision turns, the one that tells most first; at most MOST_QUESTIONS.

    A question none of whose answers would by itself change anything is left out, unless all are like that.
    """
    found = tuple(questions(book, one, offices))
    now = one.decision.outcome, one.decision.ceiling
    telling = [each for each in found if any((way.outcome, way.ceiling) != now for way in each.ways)]
    return tuple((telling or found)[:MOST_QUESTIONS])


def questions(
    book: Rulebook, one: Answer, offices: Mapping[str, str], leave_out: frozenset[str] = frozenset()
) -> Iterator[Open]:
    """Every question on which the decision turns but those on the facts to `leave_out`, the one that tells most first.

    An answer that cannot be so together with what is known is not among its ways.
    """
    policy, decision = one.decision.policy, one.decision
    while question := next_question(book, book[policy.name], one.activity, decision, leave_out, alone=True):
        leave_out |= {question.fact.name}
        words = question_words(question, policy, offices)
        ways = tuple(_ways(book, one, question.fact, words))
        yield Open(question.fact.name, words.question, words.why, words.several, ways)


def brings(way: Way, role: str | None) -> str:
    """What the answer would make of the draft, in words to this role."""
    then = outcome_words(way.outcome, role)
    if way.ceiling == way.outcome:
        return then
    return f"{then}, or at worst {outcome_words(way.ceiling, role)}"


def _ways(book: Rulebook, one: Answer, fact: Fact, words: QuestionWords) -> Iterator[Way]:
    options = words.options
    if words.several:
        options = (*options, (Partial(lacks=frozenset(str(value) for value, _label in options)), "None of these"))
    for value, label in options:
        try:
            then = decide(book, _answered(one.activity, fact, value), one.decision.policy.name)
        except ActivityError:  # it cannot be so together with what is known
            continue
        yield Way(value, label, then.outcome, then.ceiling)


def _answered(activity: Activity, fact: Fact, value: Value) -> Activity:
    """The activity with this answer; of a set, added to what is known of it."""
    if fact.kind == "any-of":
        known = activity.facts.get(fact.name, Partial())
        assert isinstance(known, Partial)  # of a set that is known nothing is asked
        more = value if isinstance(value, Partial) else Partial(has=frozenset((str(value),)))
        value = Partial(has=known.has | more.has, lacks=known.lacks | more.lacks)
    return activity.knowing({fact.name: value})
