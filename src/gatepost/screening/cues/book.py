"""Reads the cue lists: sets of words, labels, cues, contexts and protections, into one book that a draft is held to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from gatepost.screening.cues.match import Index, index
from gatepost.screening.cues.pattern import Hung, PatternError, Phrase, read_pattern, read_words
from gatepost.screening.cues.protected import Ground
from gatepost.screening.faults import FileFaults, text_of, toml_of
from gatepost.screening.reading import read
from gatepost.vocabulary import vocabulary
from gatepost.vocabulary.nearest import did_you_mean, quoted

POINTS = {"hint": 1, "possible": 2, "likely": 4, "certain": 6}  # what one match is worth; two hints are possible
REACHES = ("before", "sentence", "nearby", "text", "quotations", "quoted", "there")
PROTECTIONS = ("whistleblowing", "safety", "union")
LARGEST_FILE = 1_000_000  # bytes

_SHARED = "cues.toml"  # the sets and labels that the other lists use
_FACTS = ("content", "mentions", "uses")
_KEYS = {
    "label": {"why", "advice", "yields"},
    "cue": {"label", "kind", "sure", "why", "advice", "yields", "ignores", "patterns"},
    "context": {"name", "labels", "lowers", "reach", "patterns"},
    "protection": {"kind", "sure", "sentence", "patterns"},
}


@dataclass(frozen=True, slots=True)
class Cue:
    """One `[[cue]]`: each match is evidence of `points` for a label. `yields`: a protection unsets it."""

    label: str
    kind: str
    points: int
    why: str
    advice: str
    yields: bool
    ignores: frozenset[str]  # names of contexts that do not lower it


@dataclass(frozen=True, slots=True)
class Context:
    """One `[[context]]`: lowers by `lowers` points what is found of `labels` within its reach."""

    name: str
    labels: frozenset[str]
    lowers: int
    reach: str


@dataclass(frozen=True, slots=True)
class CueBook:
    """All lists together. `triggers` are the words without one of which no cue can be found."""

    cues: Index[Cue | Ground]
    contexts: Index[Context]
    quotation: tuple[Context, ...]  # the contexts that reach into quotation marks
    lowered: frozenset[str]  # the labels that some context lowers
    triggers: frozenset[str]
    labels: frozenset[str]
    yielding: frozenset[str]


@cache
def standard_book() -> CueBook:
    """The lists of this release, read once."""
    return read_book(_standard())


def school_book(*own: Path) -> CueBook:
    """The lists of this release with a school's own files; raises FileFaults, and OSError where one cannot be read."""
    return read_book([*_standard(), *((one.name, text_of(_source(one), one.name, LARGEST_FILE)) for one in own)])


def _source(path: Path) -> bytes:
    """The bytes of a file, at most one more than are allowed: a device or a huge file is not held in memory."""
    with path.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


def read_book(lists: Iterable[tuple[str, str]]) -> CueBook:
    """Compile lists given as (name of the file, its text); a later file may use the sets of the earlier ones.

    Raises FileFaults for the first file with faults.
    """
    reader = _Reader()
    for name, text in lists:
        reader.add(name, text)
    return reader.book()


def _standard() -> list[tuple[str, str]]:
    folder = files("gatepost.screening") / "lists"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.startswith("cues-"))
    return [(name, (folder / name).read_text("utf-8")) for name in [_SHARED, *names]]


@cache
def _cut(text: str) -> Phrase:
    return tuple(read(text).words)


class _Reader:
    """Gathers the lists, file by file."""

    def __init__(self) -> None:
        facts = vocabulary().facts
        self.known = [value for fact in _FACTS for value in facts[fact].values]
        self.sets: dict[str, tuple[Phrase, ...]] = {}
        self.labels: dict[str, Mapping[str, Any]] = {}
        self.cues: dict[str, list[tuple[Hung, Cue | Ground, int]]] = {}
        self.contexts: dict[str, list[tuple[Hung, Context, int]]] = {}
        self.quotation: list[Context] = []
        self.lowered: set[str] = set()
        self.used: set[str] = set()
        self.yielding: set[str] = set()
        self.patterns = 0
        self.said: dict[tuple[str, str], str] = {}  # (what it is evidence of, pattern): where it stands

    def add(self, file: str, text: str) -> None:
        tables = toml_of(text, file)
        faults: list[tuple[int, str]] = []
        lines = text.splitlines()
        for table in tables:
            if table not in ("sets", *_KEYS):
                at = _line(lines, f"[{table}") or _line(lines, f"[[{table}") or _line(lines, table) or 1
                faults.append((at, f"{quoted(table)} is no table of a cue list{did_you_mean(table, ['sets', *_KEYS])}"))
        for table, read_tables in (("sets", self._sets), ("label", self._labels)):
            entries = tables.get(table, {})
            if isinstance(entries, dict):
                read_tables(entries, lines, faults)
            else:
                faults.append((_line(lines, table) or 1, f"{quoted(table)} is a table: write it as [{table}]"))
        for kind in ("cue", "context", "protection"):
            entries = tables.get(kind, [])
            heads = [number for number, line in enumerate(lines, 1) if line.strip().startswith(f"[[{kind}]]")]
            if not isinstance(entries, list) or len(heads) != len(entries):
                faults.append((1, f"write each {kind} under its own line [[{kind}]]"))
                continue
            for head, entry in zip(heads, entries, strict=True):
                try:
                    self._entry(kind, entry, head, file, lines, faults)
                except _Fault as fault:
                    faults.append((fault.line or head, str(fault)))
        if faults:
            raise FileFaults(file, faults)

    def book(self) -> CueBook:
        return CueBook(
            cues=index(self.cues),
            contexts=index(self.contexts),
            quotation=tuple(self.quotation),
            lowered=frozenset(self.lowered),
            triggers=frozenset(self.cues),
            labels=frozenset(self.used),
            yielding=frozenset(self.yielding),
        )

    def _sets(self, tables: Mapping[str, Any], lines: list[str], faults: list[tuple[int, str]]) -> None:
        for name, text in tables.items():
            at = _line(lines, f"{name} =") or _line(lines, f"{name}=") or 1
            try:
                if not isinstance(text, str):
                    raise PatternError(f"the set {quoted(name)} is written as one text, its words parted by bars")
                if name in self.sets:
                    raise PatternError(f"there is already a set {quoted(name)}")
                self.sets[name] = read_words(_uncommented(text), self.sets, _cut)
            except PatternError as error:
                faults.append((at, str(error)))

    def _labels(self, tables: Mapping[str, Any], lines: list[str], faults: list[tuple[int, str]]) -> None:
        for name, table in tables.items():
            at = _line(lines, f"[label.{name}]") or 1
            if name not in self.known:
                faults.append((at, f"{quoted(name)} is no label{did_you_mean(name, self.known)}"))
            elif not isinstance(table, dict) or set(table) != _KEYS["label"]:
                faults.append((at, f"a label has exactly {', '.join(sorted(_KEYS['label']))}"))
            elif name in self.labels:
                faults.append((at, f"the label {quoted(name)} is described already"))
            else:
                self.labels[name] = table

    def _entry(
        self, kind: str, entry: Mapping[str, Any], head: int, file: str, lines: list[str], faults: list[tuple[int, str]]
    ) -> None:
        for key in entry:
            if key not in _KEYS[kind]:
                raise _Fault(f"{quoted(key)} is no key of a {kind}{did_you_mean(key, _KEYS[kind])}", head)
        rule: Cue | Ground | Context
        if kind == "cue":
            rule = self._cue(entry)
            about = f"{rule.label} {rule.kind}"
        elif kind == "context":
            rule = self._context(entry)
            self.lowered |= rule.labels
            about = f"context {rule.name} {sorted(rule.labels)} {rule.reach}"
            if rule.reach == "quoted":
                self.quotation.append(rule)
                return
        else:
            rule = Ground(_choice(entry, "kind", PROTECTIONS), _points(entry), _text(entry, "sentence"))
            about = f"protection {rule.kind}"
        at = head
        for raw in _text(entry, "patterns").splitlines():
            line = raw.split(" # ")[0].strip()
            if not line or line.startswith("# "):
                continue
            at = _line(lines, raw.strip(), at) or at
            place = f"{file}:{at}"
            if self.said.setdefault((about, line), place) != place:
                faults.append((at, f"the pattern {quoted(line)} stands already at {self.said[about, line]}"))
                continue
            try:
                anchored = read_pattern(line, self.sets, _cut)
            except PatternError as error:
                faults.append((at, str(error)))
                continue
            self.patterns += 1
            for word, hung in anchored:
                if isinstance(rule, Context):
                    self.contexts.setdefault(word, []).append((hung, rule, self.patterns))
                else:
                    self.cues.setdefault(word, []).append((hung, rule, self.patterns))

    def _cue(self, entry: Mapping[str, Any]) -> Cue:
        label = _choice(entry, "label", self.known)
        if label not in self.labels:
            raise _Fault(f"there is no [label.{label}] with its why, advice and yields")
        common = self.labels[label]
        yields = entry.get("yields", common["yields"])
        if not isinstance(yields, bool):
            raise _Fault("`yields` is true or false")
        self.used.add(label)
        if yields:
            self.yielding.add(label)
        return Cue(
            label=label,
            kind=_text(entry, "kind"),
            points=_points(entry),
            why=_text(entry if "why" in entry else common, "why"),
            advice=_text(entry if "advice" in entry else common, "advice"),
            yields=yields,
            ignores=frozenset(_text(entry, "ignores").split() if "ignores" in entry else ()),
        )

    def _context(self, entry: Mapping[str, Any]) -> Context:
        labels = _text(entry, "labels").split()
        for label in labels:
            if label not in self.known:
                raise _Fault(f"{quoted(label)} is no label{did_you_mean(label, self.known)}")
        lowers = entry.get("lowers")
        if not isinstance(lowers, int) or not 1 <= lowers <= POINTS["certain"]:
            raise _Fault(f"`lowers` is a whole number of points from 1 to {POINTS['certain']}")
        return Context(_text(entry, "name"), frozenset(labels), lowers, _choice(entry, "reach", REACHES))


class _Fault(ValueError):
    def __init__(self, message: str, line: int = 0) -> None:
        self.line = line
        super().__init__(message)


def _text(entry: Mapping[str, Any], key: str) -> str:
    text = entry.get(key)
    if not isinstance(text, str) or not text.strip():
        raise _Fault(f"`{key}` is missing or is not a text")
    return text


def _choice(entry: Mapping[str, Any], key: str, known: Iterable[str]) -> str:
    text = _text(entry, key)
    if text not in (choices := list(known)):
        raise _Fault(f"{quoted(text)} is not a `{key}`{did_you_mean(text, choices)}")
    return text


def _points(entry: Mapping[str, Any]) -> int:
    return POINTS[_choice(entry, "sure", POINTS)]


def _line(lines: list[str], start: str, after: int = 0) -> int | None:
    """The number, from 1, of the first line past `after` that begins so."""
    for number in range(after, len(lines)):
        if lines[number].strip().startswith(start):
            return number + 1
    return None


def _uncommented(text: str) -> str:
    return " ".join(line.split(" # ")[0] for line in text.splitlines() if not line.strip().startswith("# "))
