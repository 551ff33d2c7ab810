"""`gatepost ask`: the same questions and answer as the May I page, as a conversation in the terminal."""

import sys
from collections.abc import Mapping, Sequence

from gatepost.commands.explained import parts, show
from gatepost.law.helplines import helplines
from gatepost.law.offices import offices
from gatepost.policy.answer import MOST_QUESTIONS, TAKEN, answer
from gatepost.policy.explain import CONCERNS, QuestionWords, explain, question_words
from gatepost.policy.library import policy_named
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Activity, Partial, Value
from gatepost.vocabulary.wording import said, wording
from gatepost.vocabulary.words import vocabulary

_NOT_SURE = "I'm not sure"
_DANGER = """
Is a child in danger now? Call {emergency.number}.
A child can call {children.name} free on {children.number}, {children.hours}.
Gatepost tells nobody, and it is not an emergency service. If it is about a nude or nearly nude picture of a child:
do not open, copy, print or send it, and do not ask to see it. Say in words what you know."""


class Stopped(Exception):
    """The person closed the conversation."""


def run(policy_name: str, jurisdiction: str, to_the_end: bool) -> int:
    """Ask at most six questions, or `to_the_end` until nothing is left to ask, and answer."""
    policy = policy_named(policy_name)
    book = Rulebook([policy])
    words = offices(jurisdiction)
    print(f"{policy.title} ({policy.source or policy.name}, version {policy.version})")
    print("Answer with a number. Nothing is kept. We take it that you act as yourself.\n")
    try:
        activity = Activity({**TAKEN, "role": _first("role", words), "action": _first("action", words)})
        asked = 0
        leave_out: frozenset[str] = frozenset()
        while True:
            found = answer(book, activity, policy.name, leave_out, alone=True)
            if found.question is None or (asked >= MOST_QUESTIONS and not to_the_end):
                break
            asked += 1
            chosen = _ask(question_words(found.question, policy, words))
            if chosen is None:
                leave_out |= {found.question.fact.name}
            else:
                activity = activity.knowing({found.question.fact.name: chosen})
    except Stopped:
        print("\nStopped before there was an answer.", file=sys.stderr)
        return 1
    if activity.facts["action"] in CONCERNS:
        print(_DANGER.format_map(helplines(jurisdiction)))
    show(parts(explain(book, found.decision, found.activity, found.fixes, None, words)))
    if found.question is not None:
        print("\nThis is the answer as far as you have told; `gatepost ask --all` asks on until it is certain.")
    return 0


def _first(name: str, words: Mapping[str, str]) -> str:
    fact, spoken = vocabulary().facts[name], wording().facts[name]
    labels = [said(spoken.label[value], words) for value in fact.values]
    return fact.values[_number(said(spoken.ask, words), "", labels)]


def _ask(words: QuestionWords) -> Value | None:
    labels = [label for _, label in words.options]
    if words.several:
        ticked = _numbers(words.question, words.why, labels)
        if ticked is None:
            return None
        offered = [str(value) for value, _ in words.options]
        has = frozenset(offered[at] for at in ticked)
        # Only what was offered is denied; words that no rule here asks about stay unknown.
        return Partial(has=has, lacks=frozenset(offered) - has)
    at = _number(words.question, words.why, [*labels, _NOT_SURE])
    return words.options[at][0] if at < len(words.options) else None


def _number(question: str, why: str, labels: Sequence[str]) -> int:
    _show(question, why, labels)
    while True:
        text = _read("> ")
        if text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= len(labels):
            return int(text) - 1
        print(f"Type a number from 1 to {len(labels)}.")


def _numbers(question: str, why: str, labels: Sequence[str]) -> list[int] | None:
    _show(question, why, labels)
    print("Type every number that fits, with spaces between; 0 for none of them, ? for not sure.")
    while True:
        text = _read("> ")
        if text == "?":
            return None
        parts = text.replace(",", " ").split()
        if parts and all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
            numbers = [int(part) for part in parts]
            if numbers == [0]:
                return []
            if all(1 <= number <= len(labels) for number in numbers):
                return [number - 1 for number in numbers]
        print(f"Type numbers from 1 to {len(labels)}, or 0, or ?.")


def _show(question: str, why: str, labels: Sequence[str]) -> None:
    print(question)
    if why:
        print(f"  ({why})")
    for at, label in enumerate(labels, 1):
        print(f"  {at}. {label}")


def _read(prompt: str) -> str:
    if sys.stdin is None:
        raise Stopped
    try:
        return input(prompt).strip()
    except (EOFError, KeyboardInterrupt):
        raise Stopped from None
