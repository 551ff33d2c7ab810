"""What makes unkind wording weigh less: quoted, taught about, spoken against, by the contexts of the cue lists.

A negation before one word says little of how a whole passage reads, so contexts that reach from before a word are left
out.
"""

from bisect import bisect_right
from operator import itemgetter

from gatepost.screening.cues.book import Context, CueBook
from gatepost.screening.cues.match import Words, candidates, hits
from gatepost.screening.reading import Reading

_SILENCING = 3  # points of relief from which nothing is told


class Contexts:
    """The contexts of one text, found once."""

    __slots__ = ("_everywhere", "_quoted", "_quoting", "_sentences", "_words")

    def __init__(self, reading: Reading, book: CueBook) -> None:
        self._quoted = sorted(reading.quoted)
        self._quoting = set(book.quotation)  # what bears on quotations, wherever in the text it stands
        self._words = Words(reading.words, [first for first, _ in reading.sentences], frozenset(), reading.capital)
        self._everywhere: set[Context] = set()
        self._sentences: dict[int, set[Context]] = {}
        for hit in hits(self._words, candidates(reading.words, frozenset(), book.contexts)):
            context = hit.rule
            if context.reach == "text":
                self._everywhere.add(context)
            elif context.reach == "quotations":
                self._quoting.add(context)
            elif context.reach != "before":
                for step in (-1, 0, 1) if context.reach == "nearby" else (0,):
                    self._sentences.setdefault(hit.sentence + step, set()).add(context)

    def lower(self, label: str, word: int) -> bool:
        """Whether the contexts that bear on the word of this number are enough to keep silent about a label."""
        names: dict[str, int] = {}  # one context lowers once, however often it is said
        for context in self._bearing(word):
            if label in context.labels:
                names[context.name] = max(context.lowers, names.get(context.name, 0))
        return sum(names.values()) >= _SILENCING

    def _bearing(self, word: int) -> set[Context]:
        sentence = self._words.sentence(word)
        bearing = self._everywhere | self._sentences.get(sentence, set())
        at = bisect_right(self._quoted, word, key=itemgetter(0)) - 1
        if at >= 0 and word < self._quoted[at][1]:
            bearing.update(self._quoting)
        return bearing
