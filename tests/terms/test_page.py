"""The page for the office says what is so: columns, words, kinds of days and moments, deadlines, limits, years."""

import re
from typing import get_args

import pytest

from gatepost.law.bank_holidays import known_years
from gatepost.terms.csv_dates import COLUMNS, read_csv
from gatepost.terms.entry import Entry, propose
from gatepost.terms.moment import Time
from gatepost.terms.proposal import LARGEST, MOST_DATES, Kind
from gatepost.terms.year import LONGEST_HOLIDAY, DayKind
from gatepost.vocabulary.words import vocabulary
from tests.pages import fences, named, row, rows, section, text

PAGE = "docs/terms.md"


@pytest.mark.parametrize("column", COLUMNS)
def test_every_heading_of_a_column_is_there(column: str) -> None:
    assert tuple(named(row(PAGE, column)[1])) == COLUMNS[column]


def test_the_example_is_read_without_a_finding() -> None:
    (fence,) = [fence for fence in fences(PAGE) if fence.file == "terms.csv"]
    proposed = read_csv(fence.text.encode())
    assert not proposed.findings
    assert [one.kind for one in proposed.dates] == ["term", "half-term", "inset", "half-day"]


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_words_of_the_table_mean_what_it_says(kind: str) -> None:
    (words,) = [named(cells[0]) for cells in rows(PAGE) if cells[1:] == (f"`{kind}`",)]
    assert words
    for word in words:
        last = "19/12/2025" if kind == "term" else "1/9/2025"
        found = propose([Entry(1, word, "1/9/2025", last, closes="13:30" if kind == "half-day" else "")])
        assert [one.kind for one in found.dates] == [kind], word


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("What a day is", get_args(DayKind)),
        ("What a moment is", get_args(Time)),
        ("When a deadline falls", vocabulary().deadlines),
    ],
)
def test_every_word_has_its_row(heading: str, words: tuple[str, ...]) -> None:
    told = [named(line.split("|")[1])[0] for line in section(PAGE, heading).splitlines() if line.startswith("| `")]
    assert sorted(told) == sorted(words)


def test_a_moment_is_told_in_the_words_of_the_vocabulary() -> None:
    assert get_args(Time) == vocabulary().facts["time"].values


@pytest.mark.parametrize("limit", [f"{LARGEST:,} bytes", f"{MOST_DATES:,} dates"])
def test_every_limit_is_told_as_it_is(limit: str) -> None:
    assert limit in section(PAGE, "What is refused")


def test_the_longest_holiday_is_told_as_it_is() -> None:
    assert LONGEST_HOLIDAY.days == 8 * 7
    assert "more than eight weeks" in section(PAGE, "What is refused")


def test_the_years_whose_bank_holidays_are_known_are_told() -> None:
    (first, last) = re.findall(r"for the years (\d{4}) to (\d{4})", " ".join(text(PAGE).split()))[0]
    for jurisdiction in ("england", "wales"):
        assert known_years(jurisdiction) == tuple(range(int(first), int(last) + 1))
