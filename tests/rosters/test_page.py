"""The page on the roll says what is so: headers, limits, presets, the list filled in by hand."""

import re
from datetime import date

import pytest

from gatepost.rosters import archive, ctf, faults, mapping, report, tables, xlsx_roll
from gatepost.rosters.ages import OLDEST, YOUNGEST, birth, eighteenth_birthday
from gatepost.rosters.guards import MOST_LEAVERS
from gatepost.rosters.read import read_roster
from gatepost.rosters.reading import Options
from gatepost.rosters.template import COLUMNS
from tests.pages import named, section, text

PAGE = "docs/rosters.md"


def test_every_header_that_is_told_is_known() -> None:
    lines = [line for line in section(PAGE, "Which columns of a report").splitlines() if line.startswith("| ")]
    told = {name for line in lines for name in named(line.split("|")[2])}
    assert len(told) > 30
    known = {header for headers in mapping.SYNONYMS.values() for header in headers}
    assert {name for name in told if mapping.normal(name) not in known} == set()


@pytest.mark.parametrize(
    ("what", "limit"),
    [
        ("a file, and an archive unpacked", archive.LARGEST // 1024 // 1024),
        ("files in an archive", archive.MOST_MEMBERS),
        ("a common transfer file", ctf.LARGEST // 1024 // 1024),
        ("a common transfer file", ctf.MOST_PUPILS),
        ("rows of a report", report.MOST_ROWS),
        ("rows of a file in an archive", tables.MOST_ROWS),
        ("columns", mapping.MOST_COLUMNS),
        ("cells of one Excel sheet", xlsx_roll.MOST_CELLS),
    ],
)
def test_every_limit_is_told_as_it_is(what: str, limit: int) -> None:
    (line,) = [line for line in section(PAGE, "Limits").splitlines() if re.match(rf"\| {what}[ ,|]", line)]
    assert re.search(rf"\b{limit:,}\b", line)


def test_every_number_of_the_text_is_so() -> None:
    page = text(PAGE)
    assert f"A pupil is {YOUNGEST} to {OLDEST} years old" in page
    assert f"The first\n{faults.MOST_FAULTS} are shown" in page
    assert f"more than {MOST_LEAVERS} in 100" in page
    youngest = birth(None, 6, date(2024, 7, 23))
    assert youngest is not None
    assert youngest.on == date(2013, 8, 31)
    assert eighteenth_birthday(youngest.on) == date(2031, 8, 31)


def test_the_example_of_the_list_is_read() -> None:
    lines = [line.strip() for line in text(PAGE).splitlines() if re.match(r" {4}\S", line)]
    assert tuple(lines[0].split(",")) == COLUMNS
    found = read_roster("\n".join(lines).encode(), "list.csv", Options(on=date(2026, 11, 20)))
    assert [person.forename for person in found.snapshot.people] == ["Amelia", "Grace"]
    assert found.ignored == ()


def test_every_preset_is_named() -> None:
    assert all(preset.title in text(PAGE) for preset in mapping.PRESETS.values())
