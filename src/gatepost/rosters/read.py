"""Any roster file to a snapshot: opened as what it is, and read by the reader of its format."""

from gatepost.rosters.csv_roll import read_csv, rows, separator
from gatepost.rosters.ctf import read_ctf
from gatepost.rosters.detect import opened
from gatepost.rosters.faults import refused
from gatepost.rosters.mapping import MOST_COLUMNS, header_row, is_forbidden
from gatepost.rosters.names import tidy
from gatepost.rosters.oneroster import read_oneroster
from gatepost.rosters.reading import Notes, Options, Reading
from gatepost.rosters.sds import read_sds
from gatepost.rosters.tables import schools_of
from gatepost.rosters.xlsx_roll import best_head, best_sheet, read_xlsx


def read_roster(source: bytes, name: str, options: Options) -> Reading:
    """Read a file that came from outside. `name` is what it was called, and is used in messages alone.

    Raises RosterFaults with everything that is wrong, each fault with its row; nothing else whatever the bytes.
    """
    with opened(source, name) as file:
        match file.kind:
            case "oneroster":
                return read_oneroster(file, options)
            case "sds":
                return read_sds(file, options)
            case "xlsx":
                return read_xlsx(file, options)
            case "ctf":
                return read_ctf(file, options)
            case "csv":
                return read_csv(file.text, file.file, options)


def headers_in(source: bytes, name: str) -> tuple[str, ...]:
    """The headers of a CSV or Excel report, without those of columns that must not be read; empty for any other file
    and where no row looks like headers. Raises RosterFaults for a file that cannot be opened.
    """
    with opened(source, name) as file:
        match file.kind:
            case "csv":
                lines = rows(file.text, file.file, Notes(), separator(file.text))
                head = [list(cells) for _, (_row, cells) in zip(range(20), lines, strict=False)]
            case "xlsx":
                head = best_head(file)
            case _:
                return ()
    at = header_row(head, {})
    found = () if at is None else (tidy(one)[:100] for one in head[at][:MOST_COLUMNS])
    return tuple(dict.fromkeys(one for one in found if one and not is_forbidden(one)))


def table_in(source: bytes, name: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Every row of a CSV or Excel report with its number, from 1, for whoever reads something else in it than people.

    Raises RosterFaults for any other file, and for one that cannot be opened or taken apart.
    """
    with opened(source, name) as file:
        notes = Notes()
        match file.kind:
            case "csv":
                found = [(row, tuple(cells)) for row, cells in rows(file.text, file.file, notes, separator(file.text))]
            case "xlsx":
                found = [(row, tuple(cells)) for row, cells in enumerate(best_sheet(file), 1)]
            case _:
                raise refused(file.file, "This is neither a CSV file nor an Excel workbook (.xlsx).")
        notes.faults.refuse_if_any()
        return tuple(found)


def schools_in(source: bytes, name: str) -> tuple[tuple[str, str], ...]:
    """Id and name of each school of a OneRoster or School Data Sync archive; empty for any other file.

    Raises RosterFaults for a file that cannot be opened.
    """
    with opened(source, name) as file:
        return schools_of(file) if file.kind in ("oneroster", "sds") else ()
