"""The CSV files of an archive, each with the columns that are wanted and nothing of the others."""

from collections.abc import Iterator, Mapping, Sequence

from gatepost.rosters.csv_roll import rows
from gatepost.rosters.detect import Opened
from gatepost.rosters.encoding import decoded
from gatepost.rosters.faults import RosterFaults, quoted
from gatepost.rosters.mapping import MOST_COLUMNS, is_forbidden
from gatepost.rosters.names import tidy
from gatepost.rosters.reading import Notes

MOST_ROWS = 1_000_000  # of one file


def has(opened: Opened, name: str) -> bool:
    """Is there a file of this name in the archive?"""
    return name in (opened.tables or {})


def table(
    opened: Opened, name: str, wanted: Sequence[str], needed: Sequence[str], notes: Notes
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of `name`, each with its number and its cells in the order of `wanted`, empty where there is no column.

    A needed column that is missing, a wanted one that is doubled, and a row with too few or too many cells are faults.
    """
    if opened.archive is None or opened.tables is None or name not in opened.tables:
        return
    try:
        text, _ = decoded(opened.archive.read(opened.tables[name]), name)
    except RosterFaults as error:
        for fault in error.faults:
            notes.faults.add(fault.file, fault.row, fault.message)
        return
    lines = rows(text, name, notes)
    del text
    headers = next(lines, None)
    if headers is None:
        notes.faults.add(name, 0, "This file is empty: not even its headers are there.")
        return
    at = _columns(headers[1], name, wanted, needed, notes)
    if at is None:
        return
    width, positions = len(headers[1]), tuple(at.get(column, -1) for column in wanted)
    count = 0
    for number, cells in lines:
        if len(cells) != width:
            if not any(cells):
                continue
            message = (
                f"This row has {len(cells):,} cells and the header {width:,}. Is there a comma too many or too few?"
            )
            notes.faults.add(name, number, message)
            continue
        count += 1
        if count > MOST_ROWS:
            notes.faults.add(name, number, f"This file has more than {MOST_ROWS:,} rows. The rest was not read.")
            return
        yield number, tuple(cells[position].strip() if position >= 0 else "" for position in positions)


def _columns(
    headers: Sequence[str], name: str, wanted: Sequence[str], needed: Sequence[str], notes: Notes
) -> Mapping[str, int] | None:
    if len(headers) > MOST_COLUMNS:
        notes.faults.add(name, 1, f"This file has {len(headers):,} columns; {MOST_COLUMNS} is the most.")
        return None
    by_name = {column.casefold(): column for column in wanted}
    found: dict[str, int] = {}
    sound = True
    for position, header in enumerate(headers):
        column = by_name.get(tidy(header).casefold())
        if column is None:
            if is_forbidden(header):
                notes.dropped[tidy(header)[:100]] = None
        elif column in found:
            notes.faults.add(name, 1, f"The column {quoted(column)} is there more than once.")
            sound = False
        else:
            found[column] = position
    for column in needed:
        if column not in found:
            notes.faults.add(name, 1, f"The column {quoted(column)} is missing.")
            sound = False
    return found if sound else None


def class_names(opened: Opened, notes: Notes, *, whole: bool) -> dict[str, str] | None:
    """Pupil's id -> name of their class; None where the archive does not tell.

    It is the one class marked as homeroom, or else the only class a pupil is in: of several subjects none is the class.
    """
    if not (has(opened, "classes.csv") and has(opened, "enrollments.csv")):
        return None
    titles: dict[str, tuple[str, bool]] = {}
    wanted = ("sourcedId", "title", "status", "classType")
    for _, (id_, title, status, kind) in table(opened, "classes.csv", wanted, ("sourcedId", "title"), notes):
        if status.casefold() != "tobedeleted":
            titles[id_] = (title, kind.casefold() == "homeroom")
    classes: dict[str, dict[str, bool]] = {}
    wanted = ("classSourcedId", "userSourcedId", "role", "status")
    for row, (class_id, user, role, status) in table(opened, "enrollments.csv", wanted, wanted[:3], notes):
        if role.casefold() != "student" or status.casefold() == "tobedeleted":
            continue
        if class_id not in titles:
            if whole:
                notes.warnings.add("enrollments.csv", row, "This row names a class that is not in classes.csv.")
            continue
        title, homeroom = titles[class_id]
        theirs = classes.setdefault(user, {})
        if homeroom and any(theirs.values()) and title not in theirs:
            message = "This pupil is in another registration class already. The class is left empty."
            notes.warnings.add("enrollments.csv", row, message)
        theirs[title] = homeroom
    found: dict[str, str] = {}
    for user, theirs in classes.items():
        rooms = [title for title, homeroom in theirs.items() if homeroom] or list(theirs)
        if len(rooms) == 1:
            found[user] = rooms[0]
    return found or None


def births_of(opened: Opened, key: str, notes: Notes) -> dict[str, tuple[int, str]]:
    """User's id, from the column `key`, -> row and cell of the date of birth. No other cell of that file is kept."""
    found: dict[str, tuple[int, str]] = {}
    wanted = (key, "birthDate", "status")
    for row, (id_, born, status) in table(opened, "demographics.csv", wanted, wanted[:2], notes):
        if not born or status.casefold() == "tobedeleted":
            continue
        first = found.setdefault(id_, (row, born))
        if first[1] != born:
            message = f"This person has another date of birth in row {first[0]}."
            notes.faults.add("demographics.csv", row, message, "birthDate")
    return found


def school_of(opened: Opened, chosen: str, notes: Notes) -> str | None:
    """The id of the one school that is read, None where the archive holds no more than one or does not say.

    Several schools and none chosen is a fault: the roll of one school must not take in the people of another.
    """
    schools: dict[str, tuple[str, str]] = {}
    wanted = ("sourcedId", "name", "type", "identifier", "status")
    for _, (id_, name, kind, identifier, status) in table(
        opened, "orgs.csv", wanted, ("sourcedId", "name", "type"), notes
    ):
        if kind.casefold() == "school" and status.casefold() != "tobedeleted":
            schools[id_] = (name, identifier)
    if chosen:
        for id_, (name, identifier) in schools.items():
            if chosen in (id_, identifier) or chosen.casefold() == name.casefold():
                return id_
        if schools:
            notes.faults.add("orgs.csv", 0, f"This archive holds no school {quoted(chosen)}.")
        return None
    if len(schools) > 1:
        message = f"This archive holds {len(schools):,} schools. Choose the one whose roll this is."
        notes.faults.add("orgs.csv", 0, message)
    return None


def schools_of(opened: Opened) -> tuple[tuple[str, str], ...]:
    """Id and name of each school of an archive, to choose from."""
    rows_of = table(opened, "orgs.csv", ("sourcedId", "name", "type"), ("sourcedId", "name", "type"), Notes())
    return tuple((id_, name) for _, (id_, name, kind) in rows_of if kind.casefold() == "school")
