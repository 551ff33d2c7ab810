"""What the words of a term calendar mean: `INSET day`, `Autumn Term starts`, `Hanner tymor`."""

import re
from typing import Literal

from gatepost.terms.proposal import Kind, plain

# The hinge of an event of one day: its day is the first of the stretch, the last, or the school day beside it.
Hinge = Literal["starts", "ends", "breaks-up", "returns"]

# Tried from top to bottom: what is particular stands before what is general.
_KINDS: tuple[
    tuple[Literal["bank-holiday", "inset", "half-day", "half-term", "term", "holiday", "closure"], str], ...
] = (
    (
        "bank-holiday",
        r"bank holiday|public holiday|g[wŵ]yl y? ?banc|may day|good friday|easter monday|christmas day|boxing day"
        r"|new year s day",
    ),
    (
        "inset",
        r"inset|in service|(staff|teacher|teachers) (training|development)|training day|hms|hyfforddiant"
        r"|professional (learning|development)|non pupil|non contact|baker day|pd days?",
    ),
    (
        "half-day",
        r"half days?|early (close|closing|closure|finish)|(close|closes|finish|finishes) early|hanner diwrnod",
    ),
    ("half-term", r"half terms?|mid term|hanner tymor"),
    ("term", r"terms?|tymor"),
    ("holiday", r"(christmas|easter|spring|summer|winter) (holidays?|break|vacation)|holidays?|gwyliau"),
    (
        "closure",
        r"(school|schools|site) (is |are )?(closed|shut)|closed|closures?|snow|strike|polling|occasional day|ar gau",
    ),
)
_STARTS = r"starts?|starting|begins?|beginning|commences?|opens?|reopens?|first day|dechrau"
_ENDS = r"ends?|ending|end of|finish(es)?|last day|closes?|gorffen|diwedd"
_BREAKS_UP = r"breaks? up|breaking up|closes? for|close for|last day before|finish(es)? for|ends? for"
_RETURNS = r"returns?|returning|reopens?|back to school|back after|first day after|starts? after"
_SEASON = re.compile(r"\b(autumn|spring|summer|winter|michaelmas|hilary|lent|trinity|hydref|gwanwyn|haf)\b")
_TERM_NUMBER = re.compile(r"\bterm (?:no )?([1-6])\b")


def meaning(kind: str, name: str) -> tuple[Kind, Hinge | None] | None:
    """What an event is, with the hinge of a term or half term; None where its words do not tell.

    The words of `kind` count first, then those of `name`; the hinge may stand in either. A half day of INSET is None:
    the software cannot say who is free when.
    """
    for words in (_words(kind), _words(name)):
        found = [one for one, pattern in _KINDS if re.search(rf"\b(?:{pattern})\b", words)]
        if found:
            break
    if not found or {"inset", "half-day"} <= set(found):
        return None
    hinge = _hinge(_words(f"{kind} {name}")) if found[0] in ("term", "half-term") else None
    if found[0] == "term" and hinge in ("breaks-up", "returns"):
        hinge = "ends" if hinge == "breaks-up" else "starts"
    return found[0], hinge


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())


def _hinge(words: str) -> Hinge | None:
    hinges: tuple[tuple[Hinge, str], ...] = (
        ("breaks-up", _BREAKS_UP),
        ("returns", _RETURNS),
        ("ends", _ENDS),
        ("starts", _STARTS),
    )
    for hinge, pattern in hinges:
        if re.search(rf"\b(?:{pattern})\b", words):
            return hinge
    return None


def term_name(text: str) -> str:
    """`Autumn term` or `Term 2` of an event's words; the words themselves where they say neither."""
    words = _words(text)
    if number := _TERM_NUMBER.search(words):
        return f"Term {number[1]}"
    if season := _SEASON.search(words):
        return f"{season[1].capitalize()} term"
    return plain(text)
