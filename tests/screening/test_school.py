"""The TOML file of a school: what is read, and every fault with its line."""

from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatepost.screening.school import KEYS, School, SchoolFaults, read_school

WHOLE = """
name = "Ysgol Glan-yr-Afon"
short_names = ["Glan-yr-Afon", "GYA"]
logo_words = ["Gorau arf, arf dysg"]
address = ["River Street", "Tremawr"]
contacts = ["01632 960123", "swyddfa@glan.example"]
events = ["Eisteddfod yr Afon"]
council = "Cyngor Tremawr"
words = ["ours.toml"]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "school.toml"


def faults_of(path: Path, source: str | bytes) -> list[tuple[int, str]]:
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    with pytest.raises(SchoolFaults) as caught:
        read_school(path)
    return list(caught.value.faults)


def test_each_key_is_read_and_word_lists_are_found_beside_the_file(path: Path) -> None:
    path.write_text(WHOLE, encoding="utf-8")
    assert read_school(path) == School(
        name="Ysgol Glan-yr-Afon",
        short_names=("Glan-yr-Afon", "GYA"),
        logo_words=("Gorau arf, arf dysg",),
        address=("River Street", "Tremawr"),
        contacts=("01632 960123", "swyddfa@glan.example"),
        events=("Eisteddfod yr Afon",),
        council="Cyngor Tremawr",
        words=(str(path.parent / "ours.toml"),),
    )


def test_everything_may_be_left_out(path: Path) -> None:
    path.write_text("# nothing yet\n", encoding="utf-8")
    assert read_school(path) == School()


def test_the_whole_example_names_every_key() -> None:
    assert tuple(one.name for one in fields(School)) == KEYS
    assert all(f"\n{key} = " in WHOLE for key in KEYS)


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ('name = "A"\nshort_name = ["B"]', 2, "`short_name` is nothing that is asked about a school (did you mean"),
        ("name = 3", 1, "`name` is a text in quotation marks"),
        ('\nevents = "Fair"', 2, '`events` is a list of texts, such as ["one", "another"]'),
        ('contacts = ["a", 3]', 1, "`contacts` is a list of texts"),
        ('contacts = ["a", " "]', 1, "`contacts` has an empty entry"),
        (f'council = "{"x" * 201}"', 1, "`council` has a text longer than 200 characters"),
        ('name = "A\\u202eB"', 1, "`name` has a character that cannot be shown"),
        ("events = [" + '"x",' * 501 + "]", 1, "`events` has more than 500 entries"),
        ("[name]\nof = 1", 1, "`name` is a text in quotation marks"),
        ('name = "A"\nname = "B"', 2, "the file is not TOML: cannot overwrite a value"),
        ('name = "A"\ncouncil = "B', 2, "the file is not TOML"),
        ("name = " + "[" * 100_000, 1, "the file is nested too deep"),
        ("name = " + "9" * 10_000, 1, "the file holds a number that is far too long"),
        ("#" * 1_000_001, 1, "the file is larger than 1 MB"),
    ],
)
def test_a_fault_is_told_with_its_line(path: Path, source: str, line: int, message: str) -> None:
    ((found, told),) = faults_of(path, source)
    assert (found, message in told) == (line, True), told


def test_a_file_that_is_not_utf_8_is_told_with_its_line(path: Path) -> None:
    ((line, told),) = faults_of(path, 'name = "A"\ncouncil = "Ynys Môn"\n'.encode("cp1252"))
    assert (line, told) == (
        2,
        "this is not UTF-8 text, perhaps a file that Windows wrote: open it in an editor and save it again as UTF-8",
    )


def test_all_faults_are_told_at_once(path: Path) -> None:
    assert [line for line, _ in faults_of(path, "name = 1\ncouncil = 2\nhead = 3\n")] == [1, 2, 3]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.binary(max_size=80), st.text(max_size=80).map(lambda text: f"name = {text}".encode("utf-8", "ignore")))
)
def test_whatever_the_bytes_there_is_a_school_or_faults(path: Path, source: bytes) -> None:
    path.write_bytes(source)
    with suppress(SchoolFaults):
        assert isinstance(read_school(path), School)
