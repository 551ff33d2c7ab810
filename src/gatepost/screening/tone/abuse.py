"""Finds abuse that no rude word gives away: insults, hate, dehumanising, wishes of harm, by rows of words."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from gatepost.screening.finding import Finding, Sure
from gatepost.screening.reading import Reading
from gatepost.screening.tone import weigh
from gatepost.screening.tone.entries import source
from gatepost.screening.tone.pattern import Anchor, Pattern, accompanied, matches, read_patterns
from gatepost.screening.tone.people import people

ADVICE = "Please say it without running anybody down, or take it out."
_FILE = "patterns.toml"
_RANK: dict[Sure, int] = {"certain": 0, "likely": 1, "possible": 2}
_LONGEST = 400  # words: a sentence that never ends is read in pieces around the word
_ABOUT_ONESELF = "insult"


@lru_cache(maxsize=1)
def anchors() -> Mapping[str, tuple[Anchor, ...]]:
    """Word -> what it may be part of; raises ListError."""
    return read_patterns(source(_FILE), _FILE, people().groups)


def find_abuse(reading: Reading, loud: Sequence[int], turns: weigh.Turns) -> Iterator[Finding]:
    """One finding a label and place; `loud` are the word numbers that lead to an anchor."""
    turning = weigh.turning()
    words = reading.words
    leading = anchors()
    for number in loud:
        found = [anchor for anchor in leading.get(words[number], ()) if accompanied(anchor, number, words)]
        if not found:
            continue
        start, end = weigh.sentence_of(reading, number)
        start, end = max(start, number - _LONGEST), min(end, number + _LONGEST)
        best: dict[str, tuple[Pattern, int, int]] = {}
        for anchor in found:
            for pattern, first, last in matches(anchor, number, words, start, end, turning.negating):
                if weigh.negated(reading, first, start) or _of_oneself(pattern, words, first, start, turning.self):
                    continue
                for label in pattern.labels:
                    known = best.get(label)
                    if known is None or _RANK[pattern.sure] < _RANK[known[0].sure]:
                        best[label] = pattern, first, last
        for label, (pattern, first, last) in best.items():
            yield from _weighed(reading, turns, label, pattern, first, last)


def _of_oneself(pattern: Pattern, words: Sequence[str], first: int, start: int, of_self: frozenset[str]) -> bool:
    """`I am such an idiot` runs nobody else down."""
    return pattern.kind == _ABOUT_ONESELF and not of_self.isdisjoint(words[max(start, first - 2) : first])


def _weighed(
    reading: Reading, turns: weigh.Turns, label: str, pattern: Pattern, first: int, last: int
) -> Iterator[Finding]:
    reasons = turns.reasons(first, last)
    if len(reasons) > 1 or weigh.COUNTERED in reasons:
        return  # quoted to answer it: the words are somebody else's
    sure: Sure = "possible" if reasons else pattern.sure
    start, end = reading.span(first, last)
    yield Finding(label, pattern.kind, start, end, sure, " ".join((pattern.why, *reasons)), ADVICE)
