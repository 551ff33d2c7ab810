"""Asks for a second look where the model finds words unkind together: only ever `possible`, never on one word alone."""

from collections.abc import Iterator, Sequence

from gatepost.screening.finding import Finding
from gatepost.screening.reading import Reading
from gatepost.screening.tone import weigh
from gatepost.screening.tone.model import Model, contributions

KIND = "tone-model"
LABEL = "derogatory"
ADVICE = "Please look again: would the person it is about mind?"

_WINDOW = 60  # words that are scored together
_FEWEST = 3  # words of a text that can be scored
_RAISING = 0.12  # what a word has to add to count as evidence
_EVIDENCE = 2  # words that have to
_SHOWN = 4  # words that `why` names at most


def find_unkind(reading: Reading, model: Model, known: dict[str, float], turns: weigh.Turns) -> Iterator[Finding]:
    """At most one finding for each _WINDOW words, from the first word that raised the score to the last.

    `known` remembers, for the same model, what words bring.
    """
    words = reading.words
    if len(words) < _FEWEST:
        return
    for start in range(0, len(words), _WINDOW):
        end = min(start + _WINDOW, len(words))
        window = words if end - start == len(words) else words[start:end]
        added = contributions(model, window, known)
        if model.bias + sum(added) >= model.threshold:
            raising = evidence(window, added)
            numbers = [start + at for at in raising]
            if len({words[number] for number in numbers}) >= _EVIDENCE and not _turned(reading, numbers, turns):
                named = list(dict.fromkeys(f"“{_shown(reading, number)}”" for number in numbers))
                why = f"These words together read as unkind: {', '.join(named)}."
                first, last = reading.span(min(numbers), max(numbers))
                yield Finding(LABEL, KIND, first, last, "possible", why, ADVICE)


def evidence(words: Sequence[str], added: Sequence[float]) -> list[int]:
    """The numbers of the words that raised the score most, strongest first; words for who people are never do."""
    raising = [at for at in range(len(words)) if added[at] >= _RAISING]
    return sorted(raising, key=lambda at: (-added[at], at))[:_SHOWN]


def _shown(reading: Reading, number: int) -> str:
    start, end = reading.span(number, number)
    return reading.original[start:end]


def _turned(reading: Reading, numbers: Sequence[int], turns: weigh.Turns) -> bool:
    """Whether the strongest word is negated, quoted, spoken of or spoken against."""
    strongest = numbers[0]
    if turns.reasons(strongest, strongest):
        return True
    start = max(weigh.sentence_of(reading, strongest)[0], strongest - _WINDOW)
    return not weigh.turning().negating.isdisjoint(reading.words[start:strongest])
