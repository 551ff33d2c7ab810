"""The roll's CSV file: what is read, and every fault with its line."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.screening.faults import MOST_FAULTS
from gatepost.screening.roll import KINDS, LONGEST_CELL, Person, RollFaults, read_roll

HEAD = "kind,forename,surname,known_as,class,date_of_birth\n"


def faults_of(source: bytes | str) -> list[tuple[int, str]]:
    with pytest.raises(RollFaults) as caught:
        read_roll(source.encode() if isinstance(source, str) else source, "roll.csv")
    return list(caught.value.faults)


def test_each_column_is_read() -> None:
    assert read_roll((HEAD + "pupil,Amelia,O'Brien,Millie,3H,2018-11-02\nstaff,Huw,ap Rhys\n").encode()) == [
        Person("pupil", "Amelia", "O'Brien", "Millie", "3H", date(2018, 11, 2)),
        Person("staff", "Huw", "ap Rhys"),
    ]


def test_a_path_is_read_and_named_in_messages(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    path.write_text("kind,forename,surname\npupl,A,B\n", encoding="utf-8")
    with pytest.raises(RollFaults, match=r"ours\.csv:2: `pupl` is no kind of person \(did you mean `pupil`\?\)"):
        read_roll(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_gives_the_same_names(encoding: str) -> None:
    text = "kind,forename,surname\r\npupil,Siân,O’Brien-Müller\r\n"
    assert read_roll(text.encode(encoding)) == [Person("pupil", "Siân", "O’Brien-Müller")]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_usual_separator_is_known_by_the_first_line(separator: str) -> None:
    rows = [["Kind", " FORENAME", "Surname", "Known as"], ["Former pupil", "Ann", "Lee", "Annie"]]
    source = "\n".join(separator.join(row) for row in rows).encode()
    assert read_roll(source) == [Person("former-pupil", "Ann", "Lee", "Annie")]


def test_columns_may_stand_in_any_order_and_others_are_left_unread() -> None:
    assert read_roll(b"upn,surname,kind,forename\nX1,Lee,pupil,Ann\n") == [Person("pupil", "Ann", "Lee")]


def test_line_ends_of_all_machines_and_empty_lines_are_read() -> None:
    source = "kind,forename,surname\r\rpupil,A,B\n\n,,\nstaff,C,D"
    assert [person.forename for person in read_roll(source.encode())] == ["A", "C"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("pupil,,B,,,", "the forename is empty"),
        ("pupil,A, ,,,", "the surname is empty"),
        ("pupil,A", "the surname is empty"),
        (",A,B,,,", f"the kind is empty; it is one of {', '.join(KINDS)}"),
        ("Governer,A,B,,,", "`Governer` is no kind of person (did you mean `governor`?)"),
        ("xyz,A,B,,,", f"`xyz` is no kind of person; the kinds are {', '.join(KINDS)}"),
        ("pupil,A,12,,,", "`12` is no surname: it has no letter"),
        ("pupil,A,B,,,2018-02-30", "`2018-02-30` is no day of the calendar"),
        (
            "pupil,A,B,,,3/4/2018",
            "`3/4/2018` is not written as a date of birth, such as 2016-03-09 (did you mean `2018-04-03`?)",
        ),
        ("pupil,A,B,,,20180403", "`20180403` is not written as a date of birth, such as 2016-03-09"),
        ("pupil,A,B,C,D,,E", "the row has 7 cells and the first line names 6 columns"),
        (f"pupil,{'A' * (LONGEST_CELL + 1)},B,,,", "the cell under `forename` is longer than 100 characters"),
        ("pupil,A\u202e,B,,,", "the cell under `forename` holds a character that cannot be shown: `A?`"),
        ('pupil,"A,B', "the row cannot be taken apart: a quotation mark is missing, or a cell is far too long"),
        (
            f"pupil,{'A' * 200_000},B",
            "the row cannot be taken apart: a quotation mark is missing, or a cell is far too long",
        ),
    ],
)
def test_a_bad_row_is_told_with_its_line(row: str, message: str) -> None:
    assert faults_of(f"{HEAD}pupil,Good,Person\n{row}\n") == [(3, message)]


def test_all_faults_are_told_at_once_with_the_line_each_begins_on() -> None:
    source = HEAD + 'pupil,"A\nB",C\npupil,,B\nstaff,A,\n'
    assert [line for line, _ in faults_of(source)] == [4, 5]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", "there is no column `forename`"),
        (b"forename,surname\nA,B\n", "there is no column `kind`"),
        (b"kind,forname,surname\n", "`forname` is no column of a roll (did you mean `forename`?)"),
        (b"kind,forename,surname,surname\n", "`surname` is there twice"),
        (b"kind,forename,surname\npupil,A\0,B\n", "this is no text file; a spreadsheet has to be saved as CSV first"),
        (b"\xff\xfek\x00i\x00\x00", "the file says that it is UTF-16 and is not"),
        (b"kind,forename,surname\npupil,\x81,B\n", "save it again as UTF-8"),
        (b"PK\x03\x04\x00\x00", "this is no text file; a spreadsheet has to be saved as CSV first"),
    ],
)
def test_a_file_that_is_no_roll_is_refused(source: bytes, message: str) -> None:
    assert any(message in told for _, told in faults_of(source))


def test_a_file_of_faults_is_told_of_up_to_a_bound() -> None:
    source = "kind,forename,surname\n" + "pupl,A,B\n" * 5_000
    with pytest.raises(RollFaults) as caught:
        read_roll(source.encode())
    assert len(str(caught.value).splitlines()) == MOST_FAULTS + 1
    assert str(caught.value).endswith("4900 more faults")


def test_a_roll_of_thousands_is_read_whole() -> None:
    source = HEAD + "".join(f"pupil,Ann{number},Lee,,,2018-01-01\n" for number in range(12_000))
    assert len(read_roll(source.encode())) == 12_000


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=100).map(lambda tail: HEAD.encode() + tail)))
def test_whatever_the_bytes_there_are_people_or_faults(source: bytes) -> None:
    with suppress(RollFaults):
        assert all(person.kind in KINDS and person.forename and person.surname for person in read_roll(source))


@pytest.mark.parametrize("rows", ["", "\n\n", ",,\n"])
def test_a_roll_of_nobody_is_refused(rows: str) -> None:
    ((line, told),) = faults_of(f"kind,forename,surname\n{rows}")
    assert (line, told) == (
        1,
        "there is nobody on the roll: below the line with the columns stands one row for each person",
    )
