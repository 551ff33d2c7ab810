"""Addresses, plates, births, cards and spots as people write them in passing, and what only looks like one."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gatepost.screening.personal_data import find
from gatepost.screening.personal_data.words import WORDS
from gatepost.screening.reading import read
from gatepost.screening.school import School


def found(text: str) -> list[tuple[str, str, str]]:
    return [(f.kind, f.sure, text[f.start : f.end]) for f in find(read(text), School())]


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("saw kx19 tzf at pick-up", "number-plate", "kx19 tzf"),
        ("Whoever owns Bd51 smr, your lights are on", "number-plate", "Bd51 smr"),
        ("Rose Cottage, Weir Road, Askwick", "address", "Rose Cottage, Weir Road"),
        ("send it to Tŷ Gwyn, Heol y Bont, Llanfair", "address", "Tŷ Gwyn, Heol y Bont"),
        ("The Old Dairy, Mill Bank, Thornby", "address", "The Old Dairy, Mill Bank"),
        ("it went to the old barn, weir lane, askwick", "address", "the old barn, weir lane"),
        ("they're at Manor Farm, Back Lane, Hexley", "address", "Manor Farm, Back Lane"),
        ("185a weir road", "address", "185a weir road"),
        ("3 The Paddocks", "address", "3 The Paddocks"),
        ("7 abbots fold please", "address", "7 abbots fold"),
        ("19 the orchard, askwick", "address", "19 the orchard"),
        ("90 New Road", "address", "90 New Road"),
        ("she lives at 4 Brynhyfryd, Bethel", "address", "4 Brynhyfryd"),
        ("my boy, b. 18 June 2022", "date-of-birth", "18 June 2022"),
        ("Freya, b 18/6/22, no nuts", "date-of-birth", "18/6/22"),
        ("cafodd ei geni 30 Medi 2015", "date-of-birth", "30 Medi 2015"),
        ("born the 17th of August 2019", "date-of-birth", "17th of August 2019"),
        ("nephew b. 26-Oct-1998", "date-of-birth", "26-Oct-1998"),
        ("meet me at SH 613 544", "location", "SH 613 544"),
        ("grid ref nz275645", "location", "nz275645"),
        ("9C3X987C+CJX", "location", "9C3X987C+CJX"),
        ("pin is 8Q2F+XR, Thornby", "location", "8Q2F+XR, Thornby"),
        ("they are at the corner of Weir Road and Mill Lane", "location", "corner of Weir Road and Mill Lane"),
        ("her phone pings at the bench outside the Co-op on High Street", "location", "on High Street"),
        ("he walks home alone down Weir Lane every day after school", "location", "walks home alone"),
    ],
)
def test_what_is_written_in_passing_is_found(text: str, kind: str, written: str) -> None:
    assert any(one[0] == kind and written in one[2] for one in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "5 Gold Awards lane by lane",
        "101 Dalmatians street by street",
        "4 Local Street Artists came",
        "sw19 bus, yr12 gym, no10 say",
        "code 3x-ab12 cde-9",
        "ab99 cde and ab01 cde",
        "class b 18/6/22, option b 18/6/22",
        "Shakespeare b. 23 April 1564",
        "Village Hall, Church Lane, 7pm",
        "Swallow House, Owl House and Kite House won",
        "at the farm, the mill and the lodge",
        "give 5 the green light",
        "Chapter 3 The Island",
        "12 school court cases",
        "3 new road closures",
        "order no SH 123 456",
        "XX 123 456",
        "2345+67 and CO2+H2O, ab12+cd",
        "in the corner of the playground and field",
        "a new bench behind the hall",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("4929 1234 5678 9015", "likely"),
        ("4929123456789015", "likely"),
        ("send it to 4929123456789015", "certain"),
        ("order no 4929123456789015", "possible"),
    ],
)
def test_a_card_number_as_issued_is_found_without_a_word_for_it(text: str, sure: str) -> None:
    assert [(kind, how) for kind, how, _ in found(text)] == [("bank-details", sure)]


def test_a_spot_where_nobody_is_said_to_be_is_only_possible() -> None:
    assert [how for _, how, _ in found("the bench behind the library on Weir Road")] == ["possible"]
    assert [how for _, how, _ in found("meet at the bench behind the library on Weir Road")] == ["likely"]


@given(
    st.text(st.sampled_from("abcdefghjklmnoprstuvwxy"), min_size=2, max_size=2),
    st.integers(2, 79),
    st.text(st.sampled_from("bcdfghjklmnprstvwxyz"), min_size=3, max_size=3),
)
def test_every_present_plate_in_small_letters_is_found_unless_it_reads_as_words(area: str, age: int, last: str) -> None:
    written = f"x{area[1]}{age:02} {last}"
    assume(last not in WORDS["plate"]["everyday"] | WORDS["plate"]["not_letters"])
    assert [(kind, text) for kind, _, text in found(f"saw {written} again")] == [("number-plate", written)]


@given(st.sampled_from(["sh", "tq", "nz", "se", "sd"]), st.integers(3, 5), st.data())
def test_every_grid_reference_with_its_groups_apart_is_found(square: str, size: int, data: st.DataObject) -> None:
    figures = st.text(st.sampled_from(string.digits), min_size=size, max_size=size)
    written = f"{square.upper()} {data.draw(figures)} {data.draw(figures)}"
    assert ("location", "likely", written) in found(f"the camp {written}")


@pytest.mark.parametrize(
    "text",
    [
        "house, " * 100_000,
        "the old dairy, mill lane, " * 30_000,
        "corner of the " * 50_000,
        "bench behind " * 50_000,
        "bench behind x on road " * 30_000,
        "b. 1/2/22 " * 50_000,
        "SH 123 456 " * 50_000,
        "9C3X987C+CJ " * 50_000,
        "12 the green, " * 50_000,
        "ab12 cde" * 80_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_hostile_text_gets_an_answer(text: str) -> None:
    assert isinstance(find(read(text), School()), list)
