"""Whatever the bytes, a roster file is read or refused with faults: never anything else."""

import io
import zipfile
from datetime import date
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gatepost.rosters.faults import MOST_FAULTS, RosterFaults
from gatepost.rosters.read import read_roster, schools_in
from gatepost.rosters.reading import Options
from gatepost.rosters.snapshot import from_json, to_json
from tests.rosters.build_files import good, good_names

ON = date(2026, 11, 20)


def assert_read_or_refused(source: bytes, name: str = "roll.csv") -> bool:
    """Was it read? What was read comes back from staging; faults are sound."""
    try:
        found = read_roster(source, name, Options(on=ON, order="dmy"))
        schools_in(source, name)
    except RosterFaults as refused:
        assert_sound(refused)
        return False
    assert from_json(to_json(found.snapshot)) == found.snapshot
    return True


def assert_sound(refused: RosterFaults) -> None:
    assert 1 <= len(refused.faults) <= MOST_FAULTS
    assert refused.count >= len(refused.faults)
    for fault in refused.faults:
        assert fault.row >= 0
        assert fault.at().isprintable(), fault
        assert len(fault.message) < 400, fault


MEMBERS = st.sampled_from(["manifest.csv", "users.csv", "orgs.csv", "roles.csv", "x.csv"])


@given(st.binary(max_size=300))
@example(b"")
@example(b"PK\x03\x04")
@example(b"PK\x05\x06" + bytes(18))
@example(b"<CTfile/>")
@example(b"\xff\xfe")
@example(b'<?xml version="1.0" encoding="nonsense"?><CTfile/>')
@example(b"forename,surname,upn\n")
def test_any_bytes(source: bytes) -> None:
    assert_read_or_refused(source)


PIECES = [
    *("kind", "forename", "surname", "UPN", "DOB", "Year", "Reg Form", "Leaving Date", "Password", "pupil", "staff"),
    *("Zoë", "Grey", "=1+1", "31/03/2016", "03/31/2016", "2016-03-31", "42460", "", '"', "\t", "-", "Year 4", "#REF!"),
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=6), max_size=8), st.sampled_from([",", ";", "\t"]))
def test_any_cells(rows: list[list[str]], separator: str) -> None:
    assert_read_or_refused("\n".join(separator.join(cells) for cells in rows).encode())


@given(st.dictionaries(MEMBERS, st.binary(max_size=80)))
def test_any_members(members: dict[str, bytes]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, body in members.items():
            packed.writestr(name, body)
    assert_read_or_refused(out.getvalue(), "roll.zip")


def mutated(source: bytes, random: Random) -> bytes:
    """The file after up to four slips: bytes exchanged, taken out, put in, or the end cut off."""
    body = bytearray(source)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(body) or 1)
        match random.randrange(4):
            case 0:
                body[at : at + 1] = random.randbytes(1)
            case 1:
                del body[at : at + random.randint(1, 30)]
            case 2:
                body[at:at] = random.choice([b'"', b",", b"\n", b"=", b"\0", b"\xe9", b"<", b"&x;", b"2016-02-30"])
            case _:
                del body[max(at, len(body) // 2) :]
    return bytes(body)


@pytest.mark.parametrize("size", [40, pytest.param(800, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", good_names())
def test_good_files_with_slips_in_them(name: str, size: int) -> None:
    called, body = good(name)
    assert assert_read_or_refused(body, called)
    refused = 0
    for seed in range(size):
        try:
            refused += not assert_read_or_refused(mutated(body, Random(seed)), called)
        except Exception as error:
            error.add_note(f"{name}, seed {seed}")
            raise
    assert refused > size / 8
