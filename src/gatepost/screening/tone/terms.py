"""Finds the graded words of a text, as written or disguised, each weighed by its company."""

from collections.abc import Iterator, Sequence

from gatepost.screening.finding import Finding, Sure
from gatepost.screening.reading import Reading
from gatepost.screening.tone import benign, weigh
from gatepost.screening.tone.disguise import Hit, by_signs, spaced
from gatepost.screening.tone.lexicon import Term, lexicon
from gatepost.screening.tone.pattern import rarest

ADVICE = "Please take it out, or say it another way."
DISGUISED = "It is written in a disguised way."
HURTFUL = "Here it may be quoted, and it is a hurtful word all the same."
_SURE: dict[int, Sure] = {3: "certain", 2: "likely", 1: "possible"}
_SLUR = "slur"


def find_terms(reading: Reading, loud: Sequence[tuple[int, Hit | None]], turns: weigh.Turns) -> Iterator[Finding]:
    """One finding a term; `loud` are the word numbers at which one may stand, with the hit of that word alone."""
    words = reading.words
    taken = -1  # the last word of the term before: a longer term counts once
    phrases = lexicon().phrases
    for number, hit in loud:
        phrase = _phrase(words, number, phrases.get(words[number], ()))
        if phrase:
            term, first = phrase
            last = first + len(term.words) - 1
            if first > taken and not benign.cleared(term.words, reading, first, last):
                taken = last
                yield from _weighed(reading, turns, Hit(term, 0), first, last, reading.span(first, last))
                continue
        if hit and number > taken:
            spellings = {(words[number],), hit.term.words}
            if not any(benign.cleared(term, reading, number, number) for term in spellings):
                taken = number
                yield from _weighed(reading, turns, hit, number, number, reading.span(number, number))


def find_disguised(reading: Reading, turns: weigh.Turns) -> Iterator[Finding]:
    """The terms that signs or spaces part into other words."""
    for hit, first, last in spaced(reading):
        yield from _weighed(reading, turns, hit, first, last, reading.span(first, last), DISGUISED)
    for hit, start, end in by_signs(reading):
        number = min(reading.word_at(start), len(reading.words) - 1)
        if number >= 0:
            yield from _weighed(reading, turns, hit, number, number, reading.origin(start, end), DISGUISED)


def _phrase(words: Sequence[str], number: int, terms: Sequence[Term]) -> tuple[Term, int] | None:
    """The longest term of several words that the word of this number leads to, and where it starts."""
    found = None
    for term in terms:
        first = number - rarest(term.words)
        here = first >= 0 and tuple(words[first : first + len(term.words)]) == term.words
        if here and (found is None or len(term.words) > len(found[0].words)):
            found = term, first
    return found


def _weighed(
    reading: Reading, turns: weigh.Turns, hit: Hit, first: int, last: int, span: tuple[int, int], note: str = ""
) -> Iterator[Finding]:
    term = hit.term
    reasons = turns.reasons(first, last)
    level = max(1, term.severity - hit.doubt)
    because = reasons[:1]
    if reasons:
        condemned = weigh.COUNTERED in reasons or weigh.MENTIONED in reasons
        if term.severity == 1 or (condemned and not _hurtful(term)):
            return
        level = min(level, 2 if reasons == (weigh.QUOTED,) and term.category == _SLUR else 1)
        if condemned:
            because = (HURTFUL, *because)
    why = " ".join(part for part in (term.why, note, *because) if part)
    yield Finding(term.label, term.category, span[0], span[1], _SURE[level], why, ADVICE)


def _hurtful(term: Term) -> bool:
    """Whether the word hurts even where it is quoted to condemn it."""
    return term.category == _SLUR and term.severity == max(_SURE)
