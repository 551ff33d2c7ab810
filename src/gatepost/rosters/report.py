"""A report with one person in a row, from CSV or Excel, to a snapshot."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from gatepost.rosters.cells import Cells
from gatepost.rosters.dates import NotADate, Order, is_serial, needs_order, order_of
from gatepost.rosters.faults import quoted
from gatepost.rosters.mapping import MOST_COLUMNS, PRESETS, Proposal, header_row, kind_of_file, propose
from gatepost.rosters.names import tidy
from gatepost.rosters.reading import Notes, Options, Reading
from gatepost.rosters.snapshot import KINDS, LONGEST_ID, TOLD, Contact, Kind, Person, Place, Responsibility, Snapshot
from gatepost.rosters.sound import check

MOST_ROWS = 200_000
_DATES = ("date_of_birth", "starts", "leaves")
_KIND_WORDS: Mapping[str, Kind] = {
    **{kind: kind for kind in KINDS},
    **dict.fromkeys(("student", "child", "learner"), "pupil"),
    **dict.fromkeys(
        ("former pupil", "ex-pupil", "past pupil", "leaver", "former-student", "former student"), "former-pupil"
    ),
    **dict.fromkeys(("teacher", "employee", "support staff", "member of staff"), "staff"),
    **dict.fromkeys(("carer", "guardian", "parent/carer", "contact", "mother", "father"), "parent"),
}
_YES_NO: Mapping[str, Responsibility] = {
    **dict.fromkeys(("yes", "y", "true", "1"), "yes"),
    **dict.fromkeys(("no", "n", "false", "0"), "no"),
    **dict.fromkeys(("", "unknown", "?"), "unknown"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one row that are kept, in the order of the proposal's fields."""

    row: int
    cells: tuple[str, ...]


def read_report(
    rows: Iterable[tuple[int, Sequence[str]]],
    file: str,
    kind: str,
    options: Options,
    notes: Notes,
    calculated: Collection[tuple[int, int]] = (),
) -> Reading:
    """Read the rows of a report, each with its number; raises RosterFaults with everything that is wrong.

    `calculated` holds row and column, both from 1, of cells that hold a formula: where one is kept, there is a warning.
    """
    if options.preset is not None and options.preset not in PRESETS:
        raise ValueError(f"`{options.preset}` is not a preset: {', '.join(PRESETS)}")
    waiting = iter(rows)
    head: list[tuple[int, Sequence[str]]] = []
    at = None
    for numbered in waiting:
        head.append(numbered)
        if len(head) == 20:
            break
    preset = PRESETS[options.preset] if options.preset else None
    at = header_row([cells for _, cells in head], {**(preset.columns if preset else {}), **options.columns})
    if at is None:
        message = (
            "No row names the columns. The first row must hold headers, such as Forename, Surname and Date of birth."
        )
        notes.faults.add(file, 0, message)
        notes.faults.refuse_if_any()
    assert at is not None  # otherwise refused
    number, headers = head[at]
    headers = _without_tail(headers)
    proposal = propose(headers, notes.faults, file, row=number, preset=options.preset, chosen=options.columns)
    notes.dropped.update(dict.fromkeys(proposal.dropped))
    notes.ignored.update(dict.fromkeys(proposal.ignored))
    whole = options.kind
    if whole is None and "kind" not in proposal.fields:
        whole = kind_of_file(proposal.fields)
    if whole is None and "kind" not in proposal.fields:
        notes.faults.add(file, number, "Say whether this file lists pupils, staff, governors or parents.")
    notes.faults.refuse_if_any()

    def the_rest() -> Iterable[tuple[int, Sequence[str]]]:
        yield from head[at + 1 :]
        yield from waiting

    records = _records(the_rest(), len(headers), proposal, file, notes)
    if not records and not notes.faults.count:
        notes.faults.add(file, number, "There is nobody in this file: no row stands below the headers.")
    for record in records if calculated else ():
        if any((record.row, at + 1) in calculated for at in proposal.fields.values()):
            message = "A cell of this row is calculated. Its last value was read: please compare it with the register."
            notes.warnings.add(file, record.row, message)
    order = _order(records, proposal, options, preset.order if preset else None, file, notes)
    people, contacts = _people(records, proposal, Cells(notes, file, options.on, order), whole)
    source = options.source or (preset.source if preset else "") or "report"
    told = tuple(field for field in TOLD if field in _told(proposal.fields))
    kinds = tuple(found for found in KINDS if any(person.kind == found for person in people))
    snapshot = Snapshot(source, options.mode, kinds, told, tuple(people), tuple(contacts))
    check(snapshot, notes)
    return notes.reading(kind, snapshot, proposal.columns)


def _without_tail(cells: Sequence[str]) -> Sequence[str]:
    """The cells up to the last that holds something: spreadsheets write empty columns at the end."""
    last = len(cells)
    while last and not cells[last - 1].strip():
        last -= 1
    return cells[:last]


def _records(
    rows: Iterable[tuple[int, Sequence[str]]], width: int, proposal: Proposal, file: str, notes: Notes
) -> list[Record]:
    positions = tuple(proposal.fields.values())
    records: list[Record] = []
    for row, cells in rows:
        if not any(cell and not cell.isspace() for cell in cells):
            continue
        if len(cells) < width or (len(cells) > width and any(cell.strip() for cell in cells[width:])):
            message = (
                f"This row has {min(len(cells), MOST_COLUMNS * 100):,} cells and the header {width:,}. "
                "Is there a comma too many or too few, or is this a line of totals?"
            )
            notes.faults.add(file, row, message)
            continue
        if len(records) == MOST_ROWS:
            notes.faults.add(file, row, f"This file has more than {MOST_ROWS:,} rows. The rest was not read.")
            break
        records.append(Record(row, tuple(cells[at].strip() for at in positions)))
    return records


def _order(
    records: Sequence[Record], proposal: Proposal, options: Options, habit: Order | None, file: str, notes: Notes
) -> Order | None:
    """The order of day and month in this file: as a person, a header or the preset says, or else as the dates show."""
    columns = [(at, field) for at, field in enumerate(proposal.fields) if field in _DATES]
    dates = [record.cells[at] for record in records for at, _ in columns]
    if any(is_serial(text) for text in dates):
        message = "Dates stand here as Excel's day numbers. Please compare a few of them with the register."
        notes.warnings.add(file, 0, message)
    told = options.order or proposal.order or habit
    if told or not any(needs_order(text) for text in dates):
        return told
    header = ", ".join(header for header, field in proposal.columns.items() if field in _DATES)
    try:
        shown = order_of(dates)
    except NotADate as error:
        _name_rows(records, columns, notes, file, str(error))
        return "dmy"  # the file is refused already; only to go on looking
    if shown == "dmy":
        return "dmy"
    why = "have the month first" if shown else "can be read with the day or the month first"
    message = f"The dates of this file {why}. Say in which order they stand, or write them as 2015-03-31."
    notes.faults.add(
        file, next(r.row for r in records if any(needs_order(r.cells[at]) for at, _ in columns)), message, header
    )
    return shown or "dmy"


def _name_rows(
    records: Sequence[Record], columns: Sequence[tuple[int, str]], notes: Notes, file: str, message: str
) -> None:
    """One fault at each date that only makes sense with the month first, in a file that also has the day first."""
    for record in records:
        for at, field in columns:
            try:
                month_first = order_of([record.cells[at]]) == "mdy"
            except NotADate:
                month_first = False
            if month_first:
                notes.faults.add(file, record.row, message, field)


def _told(fields: Mapping[str, int]) -> set[str]:
    told = set(fields)
    if "full_name" in told:
        told |= {"forename", "surname"}
    if told & {"preferred_surname", "former_surname"}:
        told.add("former_names")
    return told


def _people(
    records: Sequence[Record], proposal: Proposal, cells: Cells, whole: Kind | None
) -> tuple[list[Person], list[Contact]]:
    people: list[Person] = []
    contacts: list[Contact] = []
    header = {field: name for name, field in proposal.columns.items()}
    names = tuple(proposal.fields)
    for record in records:
        row = record.row
        told = dict(zip(names, record.cells, strict=True))
        kind = _kind(told, row, cells, header, whole)
        if kind is None:
            continue
        person = _person(told, row, kind, cells, header)
        if kind == "parent" and told.get("child"):
            person = person if person.source_id else replace(person, source_id=_made_id(person, told["child"]))
            contacts.append(_contact(told, person, cells, header))
        people.append(person)
    return _once_each(people, contacts), contacts


def _made_id(person: Person, child: str) -> str:
    """An id for a parent whom the file gives none, the same in every file that tells the same of them.

    With an e-mail address it is one for all children of theirs; a name alone never makes two rows one person.
    """
    told = " ".join((person.forename, person.surname, person.email or tidy(child))).casefold()
    return told if len(told) <= LONGEST_ID else sha256(told.encode()).hexdigest()


def _once_each(people: list[Person], contacts: Sequence[Contact]) -> list[Person]:
    """A parent of several children stands in several rows, and is one person where id and names are the same."""
    linked = {contact.adult for contact in contacts}
    seen: dict[tuple[str, str, str], Person] = {}
    kept: list[Person] = []
    for person in people:
        key = (person.source_id, person.forename, person.surname)
        if person.kind == "parent" and person.source_id in linked:
            if key in seen:
                continue
            seen[key] = person
        kept.append(person)
    return kept


def _kind(
    told: Mapping[str, str], row: int, cells: Cells, header: Mapping[str, str], whole: Kind | None
) -> Kind | None:
    word = tidy(told.get("kind", "")).casefold()
    if not word and whole is not None:
        return whole
    if word in _KIND_WORDS:
        return _KIND_WORDS[word]
    shown = f"{quoted(word)} is not a kind of person." if word else "This cell is empty."
    cells.notes.faults.add(cells.file, row, f"{shown} Write {', '.join(KINDS)}.", header.get("kind", ""))
    return None


def _person(told: Mapping[str, str], row: int, kind: Kind, cells: Cells, header: Mapping[str, str]) -> Person:
    def text(field: str) -> str:
        return told.get(field, "")

    def column(field: str) -> str:
        return header.get(field, field)

    forename, surname = _names(told, row, cells, header)
    others = tuple(cells.name(text(field), row, column(field)) for field in ("preferred_surname", "former_surname"))
    known_as = cells.name(text("known_as"), row, column("known_as"))
    pupil = kind in ("pupil", "former-pupil")
    starts = cells.day(text("starts"), row, column("starts"))
    leaves = cells.day(text("leaves"), row, column("leaves"))
    if starts and leaves and leaves < starts:
        cells.notes.faults.add(cells.file, row, "The last day is before the first.", column("leaves"))
    return Person(
        place=Place(cells.file, row),
        kind=kind,
        forename=forename,
        surname=surname,
        source_id=cells.word(text("source_id"), row, column("source_id")),
        known_as="" if known_as == forename else known_as,
        former_names=tuple(dict.fromkeys(name for name in others if name and name != surname)),
        date_of_birth=cells.born(text("date_of_birth"), row, column("date_of_birth"), kind),
        class_name=cells.word(text("class_name"), row, column("class_name")) if kind != "parent" else "",
        year_group=cells.year(text("year_group"), row, column("year_group")) if pupil else None,
        upn=cells.upn(text("upn"), row, column("upn")) if pupil else "",
        email=cells.email(text("email"), row, column("email"), kind),
        role=cells.word(text("role"), row, column("role")) if kind == "staff" else "",
        starts=starts,
        leaves=leaves,
    )


def _names(told: Mapping[str, str], row: int, cells: Cells, header: Mapping[str, str]) -> tuple[str, str]:
    """Forename and surname; a whole name is taken apart at its comma and nowhere else."""
    if "full_name" not in told:
        forename = cells.needed_name(told["forename"], row, header["forename"])
        return forename, cells.needed_name(told["surname"], row, header["surname"])
    surname, comma, forename = told["full_name"].partition(",")
    if not comma or "," in forename:
        message = "Forename and surname cannot be told apart. Export them as two columns, or write `Surname, Forename`."
        cells.notes.faults.add(cells.file, row, message, header["full_name"])
        return "", ""
    column = header["full_name"]
    return cells.needed_name(forename, row, column), cells.needed_name(surname, row, column)


def _contact(told: Mapping[str, str], person: Person, cells: Cells, header: Mapping[str, str]) -> Contact:
    row = person.place.row
    word = tidy(told.get("parental_responsibility", "")).casefold()
    if word not in _YES_NO:
        message = "Write yes, no or unknown."
        cells.notes.faults.add(cells.file, row, message, header["parental_responsibility"])
    number = told.get("priority", "")
    return Contact(
        person.place,
        cells.word(told["child"], row, header["child"]),
        person.source_id,
        cells.word(told.get("relationship", ""), row, header.get("relationship", "")),
        _YES_NO.get(word, "unknown"),
        int(number) if number.isdecimal() and len(number) < 4 else None,
    )
