"""Weighs the matches of a draft: what lowers them, what protects them, and how sure the sum of them is."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, cast

from gatepost.screening.cues.book import POINTS, Context, Cue, CueBook, standard_book
from gatepost.screening.cues.match import Hit, Words, candidates, hits, priced
from gatepost.screening.cues.protected import Ground, Protection, covered, granted
from gatepost.screening.finding import Finding, Sure
from gatepost.screening.reading import Reading

_NEAR = 4  # words: how far before a match a negation still bears on it
_TOGETHER = 60  # words: evidence further apart is not about one thing
_SPEAKS_AS_SCHOOL = ("school-account", "school-service")


@dataclass(frozen=True, slots=True)
class Cues:
    """What was found. Where there are protections, the labels in `unset` are not to be told either way."""

    findings: list[Finding]
    protections: list[Protection]
    unset: frozenset[str]


class _Weighed(NamedTuple):
    cue: Cue
    pattern: int
    first: int
    end: int
    points: int


class _Names:
    """The word numbers that read as a name: one capital and small letters, which opening a sentence is no sign of."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._opening: frozenset[int] | None = None

    def __contains__(self, word: int) -> bool:
        if not self._capital(word):
            return False
        opening = self._opening
        if opening is None:
            opening = self._opening = frozenset([first for first, _ in self._reading.sentences])
        if word not in opening:
            return True
        following = word + 1
        return self._reading.words[word].endswith("'s") or (
            following < len(self._reading.words) and following not in opening and self._capital(following)
        )

    def _capital(self, word: int) -> bool:
        start = self._reading.starts[word]
        return self._reading.cased[start].isupper() and self._reading.cased[start + 1 : start + 2].islower()


_NOTHING = Cues([], [], frozenset())


def find(reading: Reading, account: str = "personal", book: CueBook | None = None) -> Cues:
    """Every cue and every protection in a draft, in the order of the text; `account` is a word of `capacity`.

    The cost grows with the length of the text alone; a text without a trigger word costs one look-up a word.
    """
    book = book or standard_book()
    if book.triggers.isdisjoint(reading.words) and "£" not in reading.plain:
        return _NOTHING
    prices = priced(reading.plain, reading.starts, reading.ends) if "£" in reading.plain else frozenset()
    found = candidates(reading.words, prices, book.cues)
    if not found:
        return _NOTHING
    words = Words(reading.words, [first for first, _ in reading.sentences], prices, _Names(reading).__contains__)
    cues: list[Hit[Cue]] = []
    grounds: list[Hit[Ground]] = []
    for hit in hits(words, found):
        if isinstance(hit.rule, Cue):
            cues.append(cast("Hit[Cue]", hit))
        else:
            grounds.append(cast("Hit[Ground]", hit))
    if account in _SPEAKS_AS_SCHOOL:
        cues = [hit for hit in cues if hit.rule.label != "claims-to-represent"]
    protections: list[Protection] = []
    for kind, evidence in granted(grounds):
        safe = covered(evidence, len(words.words), len(words.bounds))
        cues = [hit for hit in cues if not (hit.rule.yields and hit.sentence in safe)]
        start, end = reading.span(evidence[0].first, evidence[0].end - 1)
        protections.append(Protection(kind, start, end, evidence[0].rule.sentence))
    cues = _enough(cues)
    if not cues:
        return Cues([], protections, book.yielding) if protections else _NOTHING
    findings = _findings(reading, _lowered(reading, words, cues, book))
    return Cues(findings, protections, book.yielding if protections else frozenset())


def _enough(cues: list[Hit[Cue]]) -> list[Hit[Cue]]:
    """Those whose label could be found if nothing lowered them: contexts cost more than this sum."""
    worth: dict[str, dict[int, int]] = {}
    for hit in cues:
        worth.setdefault(hit.rule.label, {})[hit.pattern] = hit.rule.points
    return [hit for hit in cues if sum(worth[hit.rule.label].values()) >= POINTS["possible"]]


def _lowered(reading: Reading, words: Words, cues: list[Hit[Cue]], book: CueBook) -> dict[str, list[_Weighed]]:
    """The matches that are worth something after all contexts, by label."""
    everywhere: set[Context] = set()
    sentences: dict[int, set[Context]] = {}
    around: set[Context] = set()  # what bears on quotations, wherever in the text it stands
    before: dict[int, set[Context]] = {}  # by the word after the context's last
    there: dict[int, set[Context]] = {}  # by each of the context's own words
    bear = not book.lowered.isdisjoint([hit.rule.label for hit in cues])
    for hit in hits(words, candidates(words.words, words.priced, book.contexts)) if bear else ():
        context = hit.rule
        if context.reach == "text":
            everywhere.add(context)
        elif context.reach == "quotations":
            around.add(context)
        elif context.reach == "before":
            before.setdefault(hit.end, set()).add(context)
        elif context.reach == "there":
            for at in range(hit.first, hit.end):
                there.setdefault(at, set()).add(context)
        else:
            near = (-1, 0, 1) if context.reach == "nearby" else (0,)
            for step in near:
                sentences.setdefault(hit.sentence + step, set()).add(context)
    quoted = sorted(reading.quoted) if bear and (book.quotation or around) else []
    weighed: dict[str, list[_Weighed]] = {}
    for found in cues:
        bearing = everywhere | sentences.get(found.sentence, set())
        if before:
            low = max(words.bounds[found.sentence], found.first - _NEAR)
            bearing = bearing.union(*(before[at] for at in range(low, found.first + 1) if at in before))
        if there:
            bearing = bearing.union(*(there[at] for at in range(found.first, found.end) if at in there))
        if quoted and _inside(found, quoted):
            bearing = bearing.union(book.quotation, around)
        points = found.rule.points - _relief(found.rule, bearing)
        if points > 0:
            entry = _Weighed(found.rule, found.pattern, found.first, found.end, points)
            weighed.setdefault(found.rule.label, []).append(entry)
    return weighed


def _relief(cue: Cue, bearing: Iterable[Context]) -> int:
    names: dict[str, int] = {}  # one context lowers once, however often it is said
    for context in bearing:
        if cue.label in context.labels and context.name not in cue.ignores:
            names[context.name] = max(context.lowers, names.get(context.name, 0))
    return sum(names.values())


def _inside(hit: Hit[Cue], quoted: list[tuple[int, int]]) -> bool:
    at = bisect_right(quoted, hit.first, key=lambda passage: passage[0]) - 1
    return at >= 0 and quoted[at][0] <= hit.first and hit.end <= quoted[at][1]


def _findings(reading: Reading, weighed: dict[str, list[_Weighed]]) -> list[Finding]:
    findings: list[Finding] = []
    for entries in weighed.values():
        for group in _groups(_apart(entries)):
            worth: dict[int, int] = {}
            for entry in group:
                worth[entry.pattern] = max(entry.points, worth.get(entry.pattern, 0))
            total = sum(worth.values())
            if total < POINTS["possible"]:
                continue
            strong = [entry for entry in group if entry.points >= POINTS["possible"]]
            if strong:
                findings += [_finding(reading, entry, entry.first, entry.end, total) for entry in strong]
            else:
                findings.append(_finding(reading, group[0], group[0].first, group[-1].end, total))
    return sorted(findings, key=lambda finding: (finding.start, finding.label))


def _apart(entries: list[_Weighed]) -> list[_Weighed]:
    """Of matches that overlap only the strongest counts: they are one piece of evidence."""
    kept: list[_Weighed] = []
    for entry in sorted(entries, key=lambda entry: (entry.first, -entry.points, -entry.end)):
        if kept and entry.first < kept[-1].end:
            if entry.points > kept[-1].points:
                kept[-1] = entry
        else:
            kept.append(entry)
    return kept


def _groups(entries: list[_Weighed]) -> Iterable[list[_Weighed]]:
    group: list[_Weighed] = []
    for entry in entries:
        if group and entry.first - group[0].first > _TOGETHER:
            yield group
            group = []
        group.append(entry)
    if group:
        yield group


def _finding(reading: Reading, entry: _Weighed, first: int, end: int, total: int) -> Finding:
    cue = entry.cue
    start, stop = reading.span(first, end - 1)
    sure: Sure = "possible"
    if entry.points >= POINTS["certain"]:
        sure = "certain"
    elif total >= POINTS["likely"]:
        sure = "likely"
    return Finding(cue.label, cue.kind, start, stop, sure, cue.why, cue.advice)
