"""Duty and option lines: `[who] verb [what] ["to" P ("then" P)*] ["," manner] ["," deadline]`."""

import re
from collections import deque

from gatepost.policy.document import Duty
from gatepost.vocabulary.nearest import did_you_mean, quoted
from gatepost.vocabulary.words import Vocabulary

_LONGEST_WHAT = 12  # words


class DutyError(ValueError):
    """A duty line that cannot be read; the message is a sentence."""


def parse_duty(text: str, words: Vocabulary) -> Duty:
    """Read one line such as `report the concern to dsl then head, in writing, immediately`; raises DutyError."""
    head, *tails = [part.strip() for part in text.split(",")]
    tokens = deque(head.split())
    role = words.facts["role"]
    agents = {*role.values, *role.groups, *words.recipients}
    by = None
    if tokens and tokens[0] not in words.verbs and tokens[0] in agents:
        by = tokens.popleft()
    if not tokens:
        raise DutyError("a duty needs a verb, such as `report` or `inform`")
    verb = tokens.popleft()
    if verb not in words.verbs:
        raise DutyError(f"{quoted(verb)} is not a verb of duties{did_you_mean(verb, [*words.verbs, *agents])}")
    what, to, then = _object(tokens, words)
    manner, deadline = _tails(tails, words)
    return Duty(by, verb, what, to, then, manner, deadline)


def _object(tokens: deque[str], words: Vocabulary) -> tuple[str | None, str | None, tuple[str, ...]]:
    what: list[str] = []
    chain: list[str] = []
    if tokens and (tokens[0] in words.recipients or (len(tokens) == 1 and did_you_mean(tokens[0], words.recipients))):
        tokens.appendleft("to")  # `inform head` needs no `to`
    while tokens and tokens[0] != "to":
        what.append(tokens.popleft())
    while tokens:
        joint = tokens.popleft()
        if joint != ("then" if chain else "to"):
            raise DutyError(f"expected `then` or a comma, found {quoted(joint)}")
        if not tokens:
            raise DutyError(f"`{joint}` needs somebody after it")
        recipient = tokens.popleft()
        if recipient not in words.recipients:
            hint = did_you_mean(recipient, words.recipients)
            raise DutyError(f"{quoted(recipient)} is nobody a duty can go to{hint}")
        chain.append(recipient)
    if len(what) > _LONGEST_WHAT:
        raise DutyError(f"say what is to be done in at most {_LONGEST_WHAT} words")
    return " ".join(what) or None, chain[0] if chain else None, tuple(chain[1:])


def _tails(tails: list[str], words: Vocabulary) -> tuple[str | None, str | None]:
    manner = deadline = None
    for tail in tails:
        phrase = " ".join(tail.split())
        if phrase in words.manners and manner is None and deadline is None:
            manner = phrase
        elif deadline is None and _is_deadline(phrase, words):
            deadline = phrase
        else:
            known = [*words.manners, *(deadline.replace("N", "24") for deadline in words.deadlines)]
            second = phrase in words.manners or _is_deadline(phrase, words)
            what = "a second manner or deadline" if second else "neither a manner nor a deadline"
            hint = "" if second else did_you_mean(phrase, known)
            raise DutyError(f"{quoted(phrase)} is {what}{hint}")
    return manner, deadline


def _is_deadline(phrase: str, words: Vocabulary) -> bool:
    return re.sub(r"\b[1-9]\d{0,3}\b", "N", phrase) in words.deadlines and phrase != "N" and " N " not in phrase
