"""CSV files and typed lines: each line is a proposal or a finding, and no order of numbers is guessed."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.terms.csv_dates import read_csv
from gatepost.terms.entry import Entry, propose
from gatepost.terms.faults import CannotRead, Fault
from gatepost.terms.proposal import LARGEST, Proposal
from tests.terms.schools import CALENDARS, HERE, lines_of

HEAD = "kind,starts,ends,name\n"


def test_a_row_becomes_a_proposal_with_its_line() -> None:
    proposed = read_csv(f"\n{HEAD}\nterm,1/9/2025,19/12/2025,Autumn\nINSET,2/9/2025,,\n".encode())
    assert proposed.findings == ()
    assert proposed.dates == (
        Proposal("term", "Autumn term", date(2025, 9, 1), date(2025, 12, 19), 4),
        Proposal("inset", "INSET", date(2025, 9, 2), date(2025, 9, 2), 5),
    )


@pytest.mark.parametrize(
    "heading", ["Kind;Start date;End date;Event", "TYPE\tFrom\tTo\tTitle", "category|DATE|Until|what"]
)
def test_columns_are_known_by_the_names_offices_give_them(heading: str) -> None:
    mark = next(letter for letter in heading if letter in ";\t|")
    row = mark.join(["INSET", "1/9/2025", "1/9/2025", "Training"])
    (one,) = read_csv(f"{heading}\n{row}\n".encode()).dates
    assert (one.kind, one.name, one.starts) == ("inset", "Training", date(2025, 9, 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_way_a_file_was_saved_makes_no_difference(encoding: str) -> None:
    text = f"{HEAD}closure,1/12/2025,,Café – snow\r\n".replace("\n", "\r\n")
    (one,) = read_csv(text.encode(encoding)).dates
    assert one.name == "Café – snow"


def test_one_date_that_cannot_be_day_month_year_refuses_the_whole_file_with_its_line() -> None:
    with pytest.raises(CannotRead) as caught:
        read_csv(f"{HEAD}INSET,1/9/2025,,\nterm,9/3/2025,12/19/2025,Autumn\n".encode())
    assert caught.value.line == 3
    assert str(caught.value) == (
        "Line 3: `12/19/2025` is not a date in the order day, month, year. "
        "Dates are read in the order day, month, year, so nothing was taken from the file."
    )


def test_a_line_that_cannot_be_placed_is_listed_and_the_others_are_taken() -> None:
    rows = (
        "sports day,1/7/2026,,\n"
        "INSET,TBC,,\n"
        "half day,19/12/2025,,End of term\n"
        "half day,19/12/2025,20/12/2025,ends 1.30\n"
        "term,1/9/2025,1/9/2026,Autumn\n"
        "half term,31/10/2025,27/10/2025,\n"
        "INSET,1/9/2025,,,extra\n"
        "INSET,1/9/2025,,\n"
        "INSET,1/9/2025,,\n"
        "term starts,5/1/2026,6/1/2026,Spring\n"
    )
    proposed = read_csv((HEAD.replace("name", "name,Room") + rows).replace(",,,extra", ",,,,extra,more").encode())
    assert [one.line for one in proposed.dates] == [9]
    assert [str(fault) for fault in proposed.findings] == [
        "Line 1: The column `Room` was not read.",
        "Line 2: `sports day` was not taken: it is not clear what kind of date it is.",
        "Line 3: `INSET` was not taken: `TBC` is not a date. Write it as 3/9/2025 or 2025-09-03.",
        "Line 4: `half day End of term` was not taken: a half day needs the time at which it ends, such as 13:30.",
        "Line 5: `half day ends 1.30` was not taken: a half day is one day.",
        "Line 6: `term Autumn` was not taken: 1 September 2025 to 1 September 2026 is longer than any term.",
        "Line 7: `half term` was not taken: it ends on 27 October 2025, before it starts on 31 October 2025.",
        "Line 8: `INSET, 1/9/2025, , , , extra, more` was not taken: the row has more cells than there are headings.",
        "Line 10: INSET (1 September 2025) stands on line 9 already.",
        "Line 11: `term starts Spring` was not taken: several days are given for the day on which a term starts or "
        "ends.",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfe", "The file is empty."),
        (b"a\0b", "The file is not text."),
        (b"\x81\x8d", "The file is not text."),
        (b"x" * (LARGEST + 1), "The file has more than 1,000,000 bytes: this is not the calendar of one school."),
        (b"kind,name\n", "Line 1: There is no column `starts`."),
        (b"starts,ends\n", "Line 1: There is neither a column `kind` nor a column `name`."),
        (b"kind,start,Start date\n", "Line 1: The columns `start` and `Start date` mean the same. Keep one."),
        (b'kind,starts\nINSET,"' + b"1" * 200_000, "Line 2: The row cannot be read as CSV: field larger than"),
        (HEAD.encode() + b"".join(b"snow %d,1/9/2025,,\n" % n for n in range(2001)), "There are more than 2,000 dates"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(CannotRead) as caught:
        read_csv(content)
    assert str(caught.value).startswith(why)


def test_a_last_day_with_a_time_is_the_end_of_a_term_and_a_half_day() -> None:
    proposed = propose([Entry(7, "End of term at 2:00pm", "Fri 19 December 2025")])
    assert [(one.kind, one.closes, one.line) for one in proposed.dates] == [
        ("term-ends", None, 7),
        ("half-day", time(14), 7),
    ]


def test_an_assembly_on_a_last_day_does_not_end_it() -> None:
    (one,) = propose([Entry(7, "Last day of term: assembly 9.30am", "19 December 2025")]).dates
    assert one.kind == "term-ends"


def test_a_typed_line_is_read_as_one_of_a_file() -> None:
    entries = [Entry(1, "half-day", "19/12/2025", name="Last day", closes="13:30"), Entry(2, "snow", "tomorrow")]
    typed = propose(entries)
    read = read_csv(b"kind,starts,name,closes\nhalf-day,19/12/2025,Last day,13:30\nsnow,tomorrow,,\n")
    assert [replace(one, line=one.line + 1) for one in typed.dates] == list(read.dates)
    assert [fault.message for fault in typed.findings] == [fault.message for fault in read.findings]
    assert typed.dates[0].closes == time(13, 30)


def test_a_closing_time_that_is_none_is_a_finding() -> None:
    proposed = propose([Entry(3, "half-day", "19/12/2025", closes="after lunch")])
    assert proposed.findings == (Fault("`half-day` was not taken: `after lunch` is not a time such as 13:30.", 3),)


def test_a_stray_quotation_mark_never_swallows_rows_in_silence() -> None:
    with pytest.raises(CannotRead, match=r"Line 3: The row cannot be read as CSV: unexpected end of data\."):
        read_csv(f'{HEAD}INSET,1/9/2025,,\nINSET,2/9/2025,,"Training\nINSET,3/9/2025,,\n'.encode())
    proposed = read_csv(
        f'{HEAD}INSET,2/9/2025,,"Training\nINSET,3/9/2025,,\nINSET,4/9/2025,,"\nINSET,5/9/2025,,\n'.encode()
    )
    assert [str(fault) for fault in proposed.findings] == [
        "Line 2: The row goes on over several lines: look for a stray quotation mark."
    ]
    assert [one.line for one in proposed.dates] == [2, 5]


def test_a_name_is_kept_on_one_line_and_short() -> None:
    proposed = propose([Entry(1, "closure", "1/12/2025", name="Snow\n\x1b[31m" + "x" * 500)])
    assert proposed.dates[0].name.startswith("Snow [31mx")
    assert len(proposed.dates[0].name) == 120


CELLS = st.one_of(
    st.sampled_from(["INSET", "half term", "term", "1/9/2025", "2025-09-01", "13/13/2025", "", '"', "13:30"]),
    st.text(max_size=20),
)


@given(st.lists(st.lists(CELLS, max_size=6), max_size=5), st.sampled_from([",", ";", "\t"]))
def test_every_row_is_a_proposal_or_a_finding_or_the_file_is_refused(rows: list[list[str]], mark: str) -> None:
    text = "\n".join([mark.join(["kind", "starts", "ends", "name", "closes"]), *(mark.join(row) for row in rows)])
    try:
        proposed = read_csv(text.encode("utf-8", "replace"))
    except CannotRead:
        return
    if rows and not any(letter in text for letter in '"\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029'):
        filled = [n for n, row in enumerate(rows, 2) if any(cell.strip() for part in row for cell in part.split(mark))]
        inside = any("\n" in cell for row in rows for cell in row)
        assert inside or lines_of(proposed) == set(filled)


@given(st.binary(max_size=300), st.integers(0, 900), st.integers(0, 60), st.sampled_from(CALENDARS))
def test_a_damaged_file_is_read_or_refused(junk: bytes, place: int, lost: int, name: str) -> None:
    whole = (HERE / "calendars" / f"{name}.csv").read_bytes()
    for content in (junk, whole[:place] + junk + whole[place + lost :]):
        try:
            read_csv(content)
        except CannotRead:
            continue
