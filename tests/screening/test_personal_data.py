from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening.personal_data import TRIGGERS, find
from gatepost.screening.personal_data.words import entries
from gatepost.screening.reading import read
from gatepost.screening.school import School
from gatepost.screening.word_list import ListError

NOBODY = School()
SCHOOL = School(
    address=("1 School Lane", "Llanfair"),
    contacts=("01632 960111", "+44 1632 960222", "pennaeth@ysgol.example.uk", "LL57 1AA"),
)


def found(text: str, school: School = NOBODY) -> list[tuple[str, str]]:
    return [(finding.kind, text[finding.start : finding.end]) for finding in find(read(text), school)]


def labels(text: str) -> set[str]:
    return {finding.label for finding in find(read(text), NOBODY)}


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("phone", "07700 900123"),
        ("phone", "+44 (0)7700 900 123"),
        ("phone", "0044 7700 900123"),
        ("phone", "(01632) 960001"),
        ("phone", "020 7946 0123"),
        ("phone", "07700.900.123"),
        ("phone", "0 7 7 0 0 9 0 0 1 2 3"),
        ("phone", "O77OO 9OO 123"),
        ("phone", "01632 960001 ext 12"),
        ("phone", "+353 87 123 4567"),
        ("phone", "oh seven seven double zero nine hundred one two three"),
        ("e-mail", "jo.smith@example.com"),
        ("e-mail", "pennaeth@ysgol.gwynedd.sch.uk"),
        ("e-mail", "k.lowe@stmarys.sch.uk"),
        ("e-mail", "jo dot smith at example dot com"),
        ("e-mail", "jo (at) example.com"),
        ("e-mail", "jo[at]example[dot]co[dot]uk"),
        ("e-mail", "jo.smith＠example.com"),
        ("e-mail", "jo.smith @ example.co.uk"),
        ("postcode", "LL57 2DG"),
        ("postcode", "ll572dg"),
        ("postcode", "SW1A OAA"),
        ("postcode", "0X1 2AB"),
        ("postcode", "GIR 0AA"),
        ("postcode", "BFPO 58"),
        ("address", "12 Mill Lane"),
        ("address", "14 acacia avenue"),
        ("address", "12a High St"),
        ("address", "Flat 3, 22 Station Road"),
        ("address", "Flat 2b Rowan Court"),
        ("address", "61 St. John's Avenue"),
        ("address", "14 Heol y Bont"),
        ("address", "9 Rhodfa'r Môr"),
        ("address", "5 Lôn Goed"),
        ("address", "16 Maes-y-Coed"),
        ("number-plate", "AB12 CDE"),
        ("number-plate", "A123 BCD"),
        ("number-plate", "ABC 123D"),
        ("driving-licence", "MORGA657054SM9IJ"),
        ("location", "///filled.count.soap"),
        ("location", "53.2274, -4.1293"),
        ("location", "51°30'26\"N 0°7'39\"W"),
    ],
)
def test_every_usual_writing_is_found_at_its_place(kind: str, written: str) -> None:
    text = f"Well: {written}, ok?"
    assert (kind, written) in found(text)


@pytest.mark.parametrize(
    ("kind", "text", "written"),
    [
        ("date-of-birth", "DOB 03/03/2016", "03/03/2016"),
        ("date-of-birth", "D.O.B. 3-3-16", "3-3-16"),
        ("date-of-birth", "born on 3rd of March, 2016", "3rd of March, 2016"),
        ("date-of-birth", "born 2016-03-03", "2016-03-03"),
        ("date-of-birth", "she was born on March 3rd, 2016", "March 3rd, 2016"),
        ("date-of-birth", "turned 7 on 3rd March", "3rd March"),
        ("date-of-birth", "dyddiad geni 3 Mawrth 2016", "3 Mawrth 2016"),
        ("date-of-birth", "3/3/2016 is his date of birth", "3/3/2016"),
        ("number-plate", "the red corsa ab12 cde again", "ab12 cde"),
        ("number-plate", "car reg 1234 AB", "1234 AB"),
        ("number-plate", "BXI 1234 parked outside", "BXI 1234"),
        ("address", "Rose Cottage, Llanfair, LL57 2DG", "Rose Cottage"),
        ("location", "he lives on Mill Lane", "lives on Mill Lane"),
        ("location", "She lives in Tregarth", "lives in Tregarth"),
        ("location", "drop-off at 12 Mill Lane at 3.30", "drop-off at"),
        ("location", "what3words filled.count.soap", "filled.count.soap"),
        ("location", "Maya waits outside Spar at 3.30 every day", "waits outside Spar"),
        ("passport", "passport 123456789", "123456789"),
        ("ip-address", "his IP is 192.168.1.20", "192.168.1.20"),
        ("bank-details", "12-34-56 12345678", "12-34-56 12345678"),
        ("bank-details", "account number 12345678", "12345678"),
        ("phone", "ring me on 960001", "960001"),
    ],
)
def test_a_word_beside_it_says_what_it_is(kind: str, text: str, written: str) -> None:
    assert (kind, written) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "we won 3-0 against St Mary's",
        "Year 6 Road Safety week",
        "Room 12, see page 3",
        "Tickets £4.50, doors 6.30pm, ends 8:15",
        "ISBN 0-306-40615-2 and ISBN 978-0-306-40615-7",
        "Raffle: 345, 346, 1023",
        "order no 07700900123",
        "the A1 4K television",
        "#year6 #2023 @KYR_SP33DY",
        "Ring Childline on 0800 1111 or 0808 800 5000",
        "Term: 04/09/2024 - 25/10/2024, 04/11/2024 - 20/12/2024",
        "Come at 09.15 10.30 11.45 or 13.00",
        "0.123456789 and 3.14159265",
        "Sports day is on 3rd March 2026",
        "Roald Dahl was born on 13 September 1916",
        "Chicks were born on 3rd March 2025",
        "Penguins live in Antarctica, the Romans lived in villas",
        "We live in a democracy, live on Zoom",
        "Please collect your children at 3.15pm from the main entrance",
        "30 Mill Lane pupils sang the 10 Green Bottles song",
        "On 8 May Park Road will be closed",
        "Scores: 12-10 11-9 8-11",
        "1st 2nd 3rd 4th",
        "look at bbc.co.uk/schools",
        "write to info@example.org",
        "at 3 doors close",
    ],
)
def test_scores_times_prices_and_lessons_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Call me on 07700 900123",
        "my new mobile number is 07700 900123",
        "07700 900123 is my number",
        "I live at 12 Mill Lane",
        "we're at 14 Acacia Avenue now",
        "My email is jo@example.com",
        "I was born on 3 March 1989",
        "my NHS number is 943 476 5919",
        "we live opposite the Co-op",
        "our car reg is AB12 CDE",
    ],
)
def test_what_the_writer_calls_mine_is_the_writers_own(text: str) -> None:
    assert labels(text) == {"own-personal-data"}


@pytest.mark.parametrize(
    "text",
    [
        "07700 900123",
        "my daughter's number is 07700 900123",
        "I asked his mum, call her on 07700 900123",
        "My son was born on 3 March 2016",
        "She lives at 3 Church Close",
        "email Mrs Patel at a.patel@example.com",
        "I like it. Her number is 07700 900123",
        "your address is 23 Beech Road",
    ],
)
def test_what_is_anothers_or_unclear_is_personal_data(text: str) -> None:
    assert labels(text) == {"personal-data"}


@pytest.mark.parametrize(
    "text",
    [
        "Ring 01632 960111",
        "Ring +44 (0)1632 960 111",
        "Ring (01632) 960222",
        "Write to Pennaeth@Ysgol.Example.UK",
        "We are at 1 School Lane, ll571aa",
    ],
)
def test_the_schools_own_published_contacts_are_nobodys_personal_data(text: str) -> None:
    assert found(text) != []
    assert found(text, SCHOOL) == []


def test_a_contact_of_somebody_else_is_found_beside_the_schools() -> None:
    assert found("Office 01632 960111, Jo 07700 900123", SCHOOL) == [("phone", "07700 900123")]


def test_places_count_code_points_of_what_was_written() -> None:
    text = "\U0001f393 Si\u0302an\u200b: ０７７００ 900123!"
    assert found(text) == [("phone", "０７７００ 900123")]


def test_a_number_inside_an_address_is_reported_once() -> None:
    assert found("mail 07700900123@example.com") == [("e-mail", "07700900123@example.com")]


def test_every_finding_has_a_reason_and_advice_and_keeps_the_writing_to_itself() -> None:
    text = "DOB 03/03/2016, 12 Mill Lane, LL57 2DG, 07700 900123, jo@example.com, ///filled.count.soap, AB12 CDE"
    findings = find(read(text), NOBODY)
    assert len(findings) >= 7
    for finding in findings:
        assert finding.why.endswith(".")
        assert finding.advice.endswith(".")
        assert text[finding.start : finding.end] not in finding.why


def test_what_says_less_is_less_sure() -> None:
    sure = {
        text: find(read(text), NOBODY)[0].sure
        for text in ("her birthday is 3 March", "her date of birth is 3 March 2016", "12 Mill Lane", "AB12 CDE")
    }
    assert list(sure.values()) == ["possible", "certain", "likely", "likely"]


@given(st.text(st.sampled_from(" abcdefghlmnorstuvwy',.!?\n"), max_size=200))
def test_without_digits_signs_or_trigger_words_nothing_is_found(text: str) -> None:
    reading = read(text)
    if TRIGGERS.isdisjoint(reading.words):
        assert find(reading, NOBODY) == []


PIECES = st.sampled_from(
    [
        *(
            "07700 900123",
            "12 Mill Lane",
            "LL57 2DG",
            "jo@example.com",
            "born",
            "3/3/2016",
            "sort code",
            "12-34-56",
            "flat 3",
        ),
        *(
            "12345678",
            "lives in",
            "Tregarth",
            "at",
            "dot",
            "///a.b.c",
            "nhs",
            "9434765919",
            "\n",
            ". ",
            " ",
            "@",
            "+44",
            "(0)",
        ),
        *(
            "\x00",
            "\ud800",
            "\u202e",
            "\u0301" * 9,
            "oh seven",
            "double",
            "AB12 CDE",
            "GB82WEST12345698765432",
            "51°30'26\"N",
        ),
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=30).map("".join))
def test_findings_are_in_order_apart_and_inside_the_text(text: str) -> None:
    findings = find(read(text), SCHOOL)
    places = [(finding.start, finding.end) for finding in findings]
    assert all(0 <= start < end <= len(text) for start, end in places)
    if "\u202e" not in text:
        assert places == sorted(places)
        assert all(end <= start for (_, end), (start, _) in pairwise(places))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "\ud800",
        "a" * 1_000_000,
        "1" * 1_000_000,
        "@" * 300_000,
        "0 " * 300_000,
        "a@a." * 100_000,
        "a\u0301" * 200_000,
        "1\u0336" * 100_000,
        "/" * 300_000,
        "1." * 300_000,
        " at dot" * 50_000,
        "oh double " * 50_000,
        "12 the the " * 50_000,
        "\u202e07700 900123\u202c" * 1_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_hostile_text_gets_an_answer(text: str) -> None:
    assert isinstance(find(read(text), SCHOOL), list)


def test_as_many_as_there_are_are_found_in_a_long_text() -> None:
    text = "she lives at 12 Mill Lane, LL57 2DG. " * 5_000
    kinds = [finding.kind for finding in find(read(text), NOBODY)]
    assert kinds.count("address") == kinds.count("postcode") == 5_000


def test_a_word_that_stands_twice_in_a_list_is_named_with_its_place() -> None:
    with pytest.raises(ListError, match=r"places\.toml: \[a\] b: `lane` stands twice"):
        entries("road, lane,\nlane", "places.toml: [a] b")


def test_a_list_in_capitals_is_refused() -> None:
    with pytest.raises(ListError, match="`Lane` has capitals"):
        entries("Lane", "places.toml: [a] b")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("my number's 07700 900123", "own-personal-data"),
        ("My e-mail\u2019s jo@example.com", "own-personal-data"),
        ("our address's 12 Mill Lane", "own-personal-data"),
        ("mum's number's 07700 900123", "personal-data"),
        ("my son's number's 07700 900123", "personal-data"),
    ],
)
def test_a_verb_drawn_together_with_its_noun_tells_whose_it_is(text: str, label: str) -> None:
    assert labels(text) == {label}


def test_what_stands_on_lines_is_found_line_by_line() -> None:
    text = "Sort code: 12-34-56\nAccount: 12345678\nTel 07700 900123\nTel 01248 123456"
    spans = [text[one.start : one.end] for one in find(read(text), NOBODY)]
    assert spans == ["12-34-56", "12345678", "07700 900123", "01248 123456"]
