"""A report of consents from another system: its table, how it is read, and what each row then says.

Plain Python: who is on the roll is handed in. A child is found by UPN, by the number of another system, or by name and
date of birth together; a name alone finds nobody.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gatepost.rosters.dates import NotADate, Order, order_of, read_date
from gatepost.rosters.mapping import SYNONYMS, header_row, normal
from gatepost.rosters.names import skeleton, tidy
from gatepost.rosters.read import table_in
from gatepost.web.consents.purposes import Purpose, UnknownPurpose, from_code

UPN, SOURCE_ID, FORENAME, SURNAME, BORN = "upn", "source_id", "forename", "surname", "date_of_birth"
TYPE, ANSWER = "type", "answer"  # one consent in a row: which, and what was said
GIVEN, ENDS = "given_on", "ends"  # days that hold for all that a row says
IDENTITY = (UPN, SOURCE_ID, FORENAME, SURNAME, BORN)
YES, NO = "yes", "no"
MOST_ROWS, MOST_COLUMNS, MOST_WORDS = 5_000, 60, 30
_LONGEST = 120  # characters of a cell that is kept
# Whole words of a normal header. What they head is never read: passwords, and what the law protects most. The list of a
# roll is longer, but reports of consents speak of photos and images themselves.
_FORBIDDEN = re.compile(
    r"\b(?:pass ?words?|passphrase|pass ?code|pwd|pin|secret|credential\w*"
    r"|ethnic\w*|race|racial|traveller|sen|senco|ehcp?|special educational|special needs|disab\w*|impair\w*"
    r"|fsm\w*|free school meals?|free meals?|pupil premium"
    r"|medical\w*|medic|allerg\w*|diet\w*|health\w*|doctor|gp|nhs|vaccin\w*|immunis\w*|asthma"
    r"|relig\w*|faith|worship|belief\w*|baptis\w*|denomination|nationalit\w*|citizen\w*|immigration|asylum|refugee"
    r"|looked after|in care|care status|adopt\w*|foster\w*|child protection|safeguard\w*|social ?worker|social care"
    r"|sexual\w*|gender\w*|pronouns?|biometric\w*|fingerprint|criminal\w*|dbs|union)\b"
)
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?Z?$")  # other systems say at which minute somebody answered
_DAYS = {
    **dict.fromkeys(("consent date", "date of consent", "date given", "given on", "consent given on"), GIVEN),
    **dict.fromkeys(("expiry date", "expires", "expires on", "consent expiry date", "valid until"), ENDS),
}
_YES = frozenset({"yes", "y", "true", "1", "granted", "consent given", "given", "agreed"})
_NO = frozenset({"no", "n", "false", "0", "not granted", "refused", "declined", "withdrawn"})


class NotAReport(ValueError):
    """A file that is no report of consents; the message is a sentence for the screen."""


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a report. Each row begins with its number in the file. `dropped`: columns that are not kept."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    dropped: tuple[str, ...] = ()

    def words(self, header: str) -> tuple[str, ...]:
        """The different words of a column, the first MOST_WORDS."""
        at = self.headers.index(header)
        return tuple(dict.fromkeys(cells[at] for _row, cells in self.rows if cells[at]))[:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a report is read. `columns`: header to one of IDENTITY, TYPE, ANSWER, GIVEN, ENDS or the code of a purpose;
    `types`: word of the TYPE column to such a code; `words`: what a cell says to YES or NO. What is named nowhere stays
    open.
    """

    columns: Mapping[str, str]
    types: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child on the roll as reports know them. `forenames`: the forename, and what they are known as."""

    number: int
    upn: str
    source_ids: tuple[str, ...]
    forenames: tuple[str, ...]
    surname: str
    born: date | None


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that was not taken, and why; `why` is a code of the screen's sentences. `who`: the name or number in it."""

    row: int
    why: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One answer. `given`: the day on which it was given; `ends`: its last day; None where the report does not say."""

    yes: bool
    given: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a report says: answers by child and purpose, rows that were not taken, cells that are left open."""

    answers: Mapping[tuple[int, Purpose], Told]
    bad: tuple[Bad, ...]
    open_cells: int


def read_table(source: bytes, name: str) -> Table:
    """The table of a CSV or Excel report, without columns that must not be read.

    Raises RosterFaults or NotAReport.
    """
    rows = table_in(source, name)
    head = [list(cells) for _row, cells in rows[:20]]
    at = header_row(head, {})
    at = next((place for place, cells in enumerate(head) if sum(map(bool, cells)) > 1), None) if at is None else at
    if at is None:
        raise NotAReport("No row names the columns.")
    headers = [_plain(cell) for cell in head[at]]
    wanted = [place for place, one in enumerate(headers) if one and not _FORBIDDEN.search(normal(one))][:MOST_COLUMNS]
    named = tuple(headers[place] for place in wanted)
    if len(set(named)) < len(named):
        raise NotAReport("Two columns have the same name. Give them different ones.")
    kept = [(row, cells) for row, cells in rows[at + 1 :] if any(cell.strip() for cell in cells)]
    if len(kept) > MOST_ROWS:
        raise NotAReport(f"This file has more than {MOST_ROWS:,} rows: it is not the report of one school.")
    filled = {place for _row, cells in kept for place, cell in enumerate(cells) if cell.strip()}
    others = sorted({place for place, one in enumerate(headers) if one} | filled - set(wanted))
    dropped = tuple(_header(headers, place) for place in others if place not in wanted)
    return Table(named, tuple((row, tuple(_cell(cells, place) for place in wanted)) for row, cells in kept), dropped)


def _header(headers: Sequence[str], place: int) -> str:
    """The name of a column; its number where it has none."""
    return (headers[place] if place < len(headers) else "") or f"column {place + 1}"


def _cell(cells: Sequence[str], place: int) -> str:
    return _plain(cells[place]) if place < len(cells) else ""


def _plain(cell: str) -> str:
    """A cell without signs that no database keeps, such as a NUL that a spreadsheet can hold."""
    return tidy("".join(" " if unicodedata.category(one) in ("Cc", "Cs") else one for one in cell))[:_LONGEST]


def proposed(headers: Iterable[str]) -> dict[str, str]:
    """For each header whose meaning as to who the child is, or since when and until when, can be told, that meaning."""
    known = {word: one for one in IDENTITY for word in SYNONYMS.get(one, ())} | _DAYS
    found: dict[str, str] = {}
    for header in headers:
        meaning = known.get(normal(header), "")
        if meaning and meaning not in found.values():
            found[header] = meaning
    return found


def proposed_word(word: str) -> str:
    """YES, NO, or empty for a word that may mean anything."""
    folded = word.casefold()
    return YES if folded in _YES else NO if folded in _NO else ""


def identifies(columns: Mapping[str, str]) -> bool:
    """Whether a child can be found by these columns."""
    meant = set(columns.values())
    return bool(meant & {UPN, SOURCE_ID}) or {FORENAME, SURNAME, BORN} <= meant


def answers_in(table: Table, mapping: Reading, pupils: Iterable[Pupil], on: date) -> Found:
    """What the report says of whom, read on a day.

    Of two answers to the same thing the one that was given later counts; of two of one day, or of an unknown one, that
    contradict each other, neither.
    """
    days = _Days(table, mapping)
    finder = _Finder(pupils, table, mapping)
    answers: dict[tuple[int, Purpose], Told] = {}
    torn: dict[tuple[int, Purpose], Bad] = {}
    bad: list[Bad] = []
    left_open = 0
    for row, cells in table.rows:
        told = dict(zip(table.headers, cells, strict=True))
        child, when = finder.find(told), days.of(told, on)
        if isinstance(child, str) or isinstance(when, str):
            bad.append(Bad(row, child if isinstance(child, str) else str(when), finder.named(told)))
            continue
        for code, word in _said(told, mapping):
            purpose, says = _purpose(code), mapping.words.get(word, "")
            if purpose is None or says not in (YES, NO):
                left_open += bool(word)
                continue
            key, one = (child, purpose), Told(says == YES, *when)
            held = answers.get(key)
            if held is None or _later(one, held):
                answers[key] = one
                torn.pop(key, None)
            elif held.yes != one.yes and not _later(held, one):
                torn.setdefault(key, Bad(row, "told-twice", finder.named(told)))
    bad += torn.values()
    return Found(
        {key: one for key, one in answers.items() if key not in torn},
        tuple(sorted(bad, key=lambda one: one.row)),
        left_open,
    )


def _later(one: Told, other: Told) -> bool:
    return one.given is not None and other.given is not None and one.given > other.given


def _said(told: Mapping[str, str], mapping: Reading) -> Iterable[tuple[str, str]]:
    """Code and word of each consent in a row."""
    by_meaning = {meaning: header for header, meaning in mapping.columns.items()}
    if TYPE in by_meaning and ANSWER in by_meaning:
        kind = told[by_meaning[TYPE]]
        yield mapping.types.get(kind, "?" if kind else ""), told[by_meaning[ANSWER]]
    for header, meaning in mapping.columns.items():
        if "/" in meaning:
            yield meaning, told[header]


def _purpose(code: str) -> Purpose | None:
    try:
        return from_code(code)
    except UnknownPurpose:
        return None


class _Days:
    """Reads since when, and until when, a row's answers count."""

    def __init__(self, table: Table, mapping: Reading) -> None:
        self._at = {meaning: header for header, meaning in mapping.columns.items() if meaning in (GIVEN, ENDS)}
        self._order: dict[str, Order] = {meaning: _order(table, header) for meaning, header in self._at.items()}

    def of(self, told: Mapping[str, str], on: date) -> tuple[date | None, date | None] | str:
        """The day on which they were given and the last day, or a code of why the row is not taken on this day."""
        try:
            given, ends = (self._read(told, meaning) for meaning in (GIVEN, ENDS))
        except NotADate:
            return "no-day"
        return "later-day" if given is not None and given > on else (given, ends)

    def _read(self, told: Mapping[str, str], meaning: str) -> date | None:
        cell = told.get(self._at.get(meaning, ""), "")
        return read_date(_CLOCK.sub("", cell), self._order.get(meaning))


class _Finder:
    """Finds the child of a row, or says why not."""

    def __init__(self, pupils: Iterable[Pupil], table: Table, mapping: Reading) -> None:
        self._at = {meaning: header for header, meaning in mapping.columns.items() if meaning in IDENTITY}
        self._by: dict[tuple[str, ...], set[int]] = {}
        self._known: dict[int, Pupil] = {}
        for one in pupils:
            keys = [(UPN, one.upn.upper())] if one.upn else []
            keys += [(SOURCE_ID, each) for each in one.source_ids]
            if one.born is not None:
                day = one.born.isoformat()
                keys += [(BORN, day, skeleton(name), skeleton(one.surname)) for name in one.forenames if name]  # type: ignore[misc]
            for key in keys:
                self._by.setdefault(key, set()).add(one.number)
            self._known[one.number] = one
        self._order: Order = "dmy" if BORN not in self._at else _order(table, self._at[BORN])

    def find(self, told: Mapping[str, str]) -> int | str:
        """The child's number, or a code of why there is none. What is named by number is not looked for by name, but
        two systems can count alike: where there is a surname too, it has to be that of the child with the number.
        """
        for meaning in (UPN, SOURCE_ID):
            word = told.get(self._at.get(meaning, ""), "")
            if word:
                child = self._one((meaning, word.upper() if meaning == UPN else word))
                surname = skeleton(told.get(self._at.get(SURNAME, ""), ""))
                wrong = isinstance(child, int) and surname and surname != skeleton(self._known[child].surname)
                return "other-name" if meaning == SOURCE_ID and wrong else child
        names = [skeleton(told.get(self._at.get(one, ""), "")) for one in (FORENAME, SURNAME)]
        try:
            born = read_date(told.get(self._at.get(BORN, ""), ""), self._order)
        except NotADate:
            return "no-date"
        if not all(names) or born is None:
            return "name-alone"
        return self._one((BORN, born.isoformat(), *names))

    def named(self, told: Mapping[str, str]) -> str:
        """The name in a row; where it has none, the number."""
        name, number = (
            " ".join(filter(None, (told.get(self._at.get(one, ""), "") for one in fields)))
            for fields in ((FORENAME, SURNAME), (UPN, SOURCE_ID))
        )
        return name or number

    def _one(self, key: tuple[str, ...]) -> int | str:
        found = self._by.get(key, set())
        return next(iter(found)) if len(found) == 1 else "several" if found else "nobody"


def _order(table: Table, header: str) -> Order:
    try:
        return order_of(_CLOCK.sub("", cells[table.headers.index(header)]) for _row, cells in table.rows) or "dmy"
    except NotADate:
        return "dmy"
