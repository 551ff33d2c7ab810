"""The tone of a text: its graded words, its abuse, and, with a model, a request for a second look."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from gatepost.screening import cues
from gatepost.screening.finding import SURENESS, Finding
from gatepost.screening.reading import Reading
from gatepost.screening.tone.abuse import anchors, find_abuse
from gatepost.screening.tone.disguise import Hit, of_word
from gatepost.screening.tone.lexicon import lexicon
from gatepost.screening.tone.model import Model
from gatepost.screening.tone.respelling import Reread, parted, reread
from gatepost.screening.tone.second_look import find_unkind
from gatepost.screening.tone.terms import find_disguised, find_terms
from gatepost.screening.tone.weigh import Turns

MOST = 500  # findings of one label and one certainty in a text: beyond them nothing new is told

_THREAT = "threatening"
_QUIET = 50_000  # words remembered as harmless
_LONGEST_QUIET = 20  # letters of a remembered word


class Memory:
    """What is known of words, built up while texts are read: the quiet, the loud, and what the model gives each."""

    __slots__ = ("joined", "loud", "quiet", "weights")

    def __init__(self) -> None:
        leading = {*lexicon().phrases, *anchors()}
        self.loud: dict[str, Hit | None] = {word: of_word(word) for word in leading}
        self.quiet: set[str] = set()
        self.joined: dict[str, str] = {}  # words run together, and what they are
        self.weights: dict[str, float] = {}

    def look_up(self, word: str) -> bool:
        """Whether a word is loud; it is remembered either way."""
        if word in self.loud:
            return True
        hit = of_word(word)
        if hit:
            if len(self.loud) < _QUIET:
                self.loud[word] = hit
            return True
        together = parted(word)
        if together:
            if len(self.joined) < _QUIET:
                self.joined[word] = together
            return False
        if len(word) <= _LONGEST_QUIET:
            if len(self.quiet) >= _QUIET:
                self.quiet.clear()
            self.quiet.add(word)
        return False

    def hit(self, word: str) -> Hit | None:
        """The term that a loud word is by itself; None where it only leads to something longer."""
        return self.loud[word] if word in self.loud else of_word(word)


@lru_cache(maxsize=1)
def _known() -> Memory:
    return Memory()


def find(reading: Reading, model: Model | None = None, memory: Memory | None = None) -> list[Finding]:
    """The findings of a text in its order, at most MOST of a kind; a few microseconds where no word is rude.

    Without a model the word lists alone speak; a model only ever adds what is `possible`. `memory`: whose words are
    remembered together, where what one has written must not make the answer to another faster.
    """
    known = memory or _known()
    words = reading.words
    turns = Turns(reading)
    found: dict[tuple[str, int, int], Finding] = {}
    if not known.quiet.issuperset(words):
        quiet = known.quiet
        loud = [number for number, word in enumerate(words) if word not in quiet and known.look_up(word)]
        if loud:
            leading = anchors()
            _keep(found, find_terms(reading, [(number, known.hit(words[number])) for number in loud], turns))
            _keep(found, find_abuse(reading, [number for number in loud if words[number] in leading], turns))
    _keep(found, find_disguised(reading, turns))
    again = reread(reading, known.joined)
    if again:
        _keep(found, _in_other_words(again))
    if model is not None:
        _keep(found, find_unkind(reading, model, known.weights, turns))
    return sorted(found.values(), key=lambda finding: (finding.start, finding.end, finding.label))


def _in_other_words(again: Reread) -> Iterator[Finding]:
    """The abuse and the threats of a second reading, in the places of the first."""
    reading = again.reading
    leading = anchors()
    loud = [number for number, word in enumerate(reading.words) if word in leading]
    threats = (finding for finding in cues.find(reading).findings if finding.label == _THREAT)
    for finding in chain(find_abuse(reading, loud, Turns(reading)), threats):
        start, end = again.back(finding.start, finding.end)
        yield replace(finding, start=start, end=end)


def _keep(found: dict[tuple[str, int, int], Finding], more: Iterable[Finding]) -> None:
    """The surest of those with one label and place; at most MOST of a label and certainty, lest many hide one."""
    kinds = Counter((one.label, one.sure) for one in found.values())
    for finding in more:
        kind = finding.label, finding.sure
        if kinds[kind] >= MOST:
            continue
        key = finding.label, finding.start, finding.end
        known = found.get(key)
        if known is None or SURENESS.index(finding.sure) < SURENESS.index(known.sure):
            found[key] = finding
            kinds[kind] += 1
