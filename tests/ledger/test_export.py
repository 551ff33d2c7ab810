"""An export shows a log as it is stored, sound or not, and is read a line at a time."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.ledger.entry import LONGEST
from gatepost.ledger.export import End, EntryLine, ExportError, Fault, HeadLine, read_export, write_export
from tests.ledger.making import KEY, ORIGIN, exported, head, stored

RAWS = stored(4)
EXPORT = exported(RAWS, [head(RAWS, 2), head(RAWS)])


def test_an_export_reads_back_as_it_was_written() -> None:
    header, lines = read_export(BytesIO(EXPORT))
    assert (header.origin, header.keys) == (ORIGIN, (KEY,))
    assert list(lines) == [
        HeadLine(2, head(RAWS, 2)),
        HeadLine(3, head(RAWS)),
        *(EntryLine(number, raw) for number, raw in enumerate(RAWS, 4)),
        End(8, 4),
    ]


def test_what_is_stored_is_shown_even_where_it_is_no_entry() -> None:
    file = BytesIO()
    assert write_export(file, ORIGIN, [], [], [b"\xff\x00", b"two\nlines", b'{"head":"x"}', b""]) == 4
    file.seek(0)
    _, lines = read_export(file)
    assert [line.raw for line in lines if isinstance(line, EntryLine)] == [
        b"\xff\x00", b"two lines", b'{"head":"x"}', b"",
    ]  # fmt: skip


def test_line_ends_that_a_transfer_changed_do_no_harm() -> None:
    _, lines = read_export(BytesIO(EXPORT.replace(b"\n", b"\r\n")))
    assert [line.raw for line in lines if isinstance(line, EntryLine)] == RAWS


def test_a_line_without_end_is_not_held_in_memory() -> None:
    _, lines = read_export(BytesIO(EXPORT.splitlines(keepends=True)[0] + b"x" * 5_000_000 + b"\n" + RAWS[0] + b"\n"))
    assert list(lines) == [Fault(2, "it is far too long"), EntryLine(3, RAWS[0])]
    _, lines = read_export(BytesIO(exported([RAWS[0], b"x" * 5_000_000, RAWS[1]])))
    entries = [line for line in lines if isinstance(line, EntryLine)]
    assert [len(line.raw) <= LONGEST + 1 for line in entries] == [True] * 3
    assert entries[2].raw == RAWS[1]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"head":1}', "no head"),
        (b'{"head":', "no head"),
        (b'{"end":"4"}', "no end"),
        (b'{"end":true}', "no end"),
        (b'{"end":4}\nmore', "after the end"),
    ],
)
def test_a_line_out_of_place_is_told_with_its_number(line: bytes, says: str) -> None:
    first = EXPORT.splitlines(keepends=True)[0]
    _, lines = read_export(BytesIO(first + line + b"\n"))
    faults = [fault for fault in lines if isinstance(fault, Fault)]
    assert [fault.line for fault in faults] == [line.count(b"\n") + 2]
    assert says in faults[0].says


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no export"),
        (b"\n", "no export"),
        (b"[]\n", "no export"),
        (b"[" * 9000 + b"\n", "no export"),
        (RAWS[0] + b"\n", "no export"),
        (EXPORT.splitlines()[0], "no export"),
        (EXPORT.replace(b'"gatepost-ledger":1', b'"gatepost-ledger":2'), "newer"),
        (EXPORT.replace(b'"origin":', b'"source":'), "does not name"),
        (EXPORT.replace(b'"keys":[', b'"keys":["x",'), "a key"),
        (EXPORT.replace(b'"keys":[', b'"keys":[3,'), "a key"),
        (EXPORT.replace(b'"keys":', b'"key":'), "does not name"),
        (EXPORT.replace(ORIGIN.encode(), b"a b"), "does not name"),
        (EXPORT.replace(ORIGIN.encode(), b"\\ud800", 1), "a key|does not name"),
    ],
)
def test_a_file_that_is_no_export_is_refused_with_its_reason(raw: bytes, says: str) -> None:
    with pytest.raises(ExportError, match=says):
        read_export(BytesIO(raw))


LINES = st.lists(
    st.binary(max_size=40)
    | st.sampled_from(EXPORT.splitlines())
    | st.sampled_from([b'{"head":', b'{"end":']).flatmap(lambda start: st.binary(max_size=20).map(start.__add__)),
    max_size=8,
).map(b"\n".join)


@given(LINES, st.booleans())
def test_any_bytes_are_read_to_their_end_or_meet_export_error(raw: bytes, headed: bool) -> None:
    try:
        _, lines = read_export(BytesIO((EXPORT.splitlines(keepends=True)[0] if headed else b"") + raw))
    except ExportError:
        assert not headed
        return
    assert all(line.line > 1 for line in lines)
