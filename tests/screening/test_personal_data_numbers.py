"""Numbers with check digits: found however they are written when right, never certain when wrong."""

from hypothesis import assume, given
from hypothesis import strategies as st

from gatepost.screening.finding import Finding
from gatepost.screening.personal_data import find
from gatepost.screening.personal_data.words import WORDS
from gatepost.screening.reading import read
from gatepost.screening.school import School

GAPS = st.sampled_from(["", " ", "-", ".", "  "])
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def finds(text: str, kind: str) -> list[Finding]:
    return [finding for finding in find(read(text), School()) if finding.kind == kind]


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from("0123456789"), min_size=length, max_size=length)


def grouped(number: str, sizes: tuple[int, ...], gap: str) -> str:
    parts = []
    for size in sizes:
        parts.append(number[:size])
        number = number[size:]
    return gap.join(parts)


def nhs_check(nine: str) -> int:
    total = 10 * int(nine[0]) + 9 * int(nine[1]) + 8 * int(nine[2]) + 7 * int(nine[3]) + 6 * int(nine[4])
    total += 5 * int(nine[5]) + 4 * int(nine[6]) + 3 * int(nine[7]) + 2 * int(nine[8])
    check = 11 - total % 11
    return 0 if check == 11 else check


@given(digits(9), GAPS, st.sampled_from(["", "his ", "(", "no: "]))
def test_every_nhs_number_with_a_right_check_digit_is_found(nine: str, gap: str, before: str) -> None:
    check = nhs_check(nine)
    assume(check != 10)
    written = grouped(f"{nine}{check}", (3, 3, 4), gap)
    text = f"NHS {before}{written}"
    [finding] = finds(text, "nhs-number")
    assert text[finding.start : finding.end] == written
    assert finding.sure == "certain"


@given(digits(9), st.integers(0, 9), st.sampled_from([" ", "-", ""]))
def test_an_nhs_number_with_a_wrong_check_digit_is_never_certain(nine: str, last: int, gap: str) -> None:
    assume(last != nhs_check(nine))
    written = grouped(f"{nine}{last}", (3, 3, 4), gap)
    assert [finding.sure for finding in finds(f"NHS number {written}", "nhs-number")] == ["possible"]
    assert finds(f"the code {written}", "nhs-number") == []


def upn_letter(twelve: str) -> str:
    return UPN_LETTERS[sum(int(digit) * (place + 2) for place, digit in enumerate(twelve)) % 23]


@given(digits(12), GAPS, st.booleans())
def test_every_upn_with_a_right_letter_is_certain(twelve: str, gap: str, small: bool) -> None:
    written = grouped(upn_letter(twelve) + twelve, (1, 3, 4, 2, 3), gap[:1])
    text = f"pupil {written.lower() if small else written} moved"
    assert [(text[f.start : f.end], f.sure) for f in finds(text, "upn")] == [
        (written.lower() if small else written, "certain")
    ]


@given(digits(12), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_a_upn_with_a_wrong_letter_is_possible(twelve: str, letter: str) -> None:
    assume(letter != upn_letter(twelve))
    assert [finding.sure for finding in finds(f"{letter}{twelve}", "upn")] == ["possible"]


def luhn(number: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


@given(st.sampled_from("2345"), digits(14), st.sampled_from([" ", "-", ""]))
def test_every_card_number_with_a_right_check_digit_is_certain_and_no_other(first: str, rest: str, gap: str) -> None:
    number = first + rest
    assume(rest.strip("0"))
    right = luhn(number)
    good = grouped(f"{number}{right}", (4, 4, 4, 4), gap)
    bad = grouped(f"{number}{(right + 1) % 10}", (4, 4, 4, 4), gap)
    assert [finding.sure for finding in finds(f"card {good}", "bank-details")] == ["certain"]
    assert [finding.sure for finding in finds(f"card {bad}", "bank-details")] == ["possible"]


@given(st.sampled_from(["BUKB", "NWBK", "MIDL"]), digits(14), st.booleans(), st.integers(1, 96))
def test_every_iban_with_right_check_digits_is_certain_and_no_other(
    bank: str, rest: str, spaced: bool, off: int
) -> None:
    turned = "".join(str(int(character, 36)) for character in f"{bank}{rest}GB00")
    check = 98 - int(turned) % 97
    wrong = 2 + (check - 2 + off) % 97
    assume(wrong != check)
    for digits_of, sure in ((check, "certain"), (wrong, "possible")):
        number = f"GB{digits_of:02}{bank}{rest}"
        written = grouped(number, (4, 4, 4, 4, 4, 2), " " if spaced else "")
        assert [finding.sure for finding in finds(f"IBAN {written}", "bank-details")] == [sure]


@given(
    st.sampled_from("ABCEGHJKLMNOPRSTWXYZ"),
    st.sampled_from("ABCEGHJKLMNPRSTWXYZ"),
    digits(6),
    st.sampled_from("ABCD"),
    st.sampled_from(["", " ", "-"]),
    st.booleans(),
)
def test_every_national_insurance_number_that_can_be_issued_is_found(
    first: str, second: str, six: str, last: str, gap: str, small: bool
) -> None:
    assume(first + second not in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ"))
    written = grouped(f"{first}{second}{six}{last}", (2, 2, 2, 2, 1), gap)
    text = f"NI number {written.lower() if small else written}."
    assert [finding.sure for finding in finds(text, "national-insurance")] == ["certain"]


@given(digits(6), st.sampled_from(["BG", "GB", "NK", "DA", "FA", "QQ", "AO"]))
def test_a_national_insurance_number_that_is_never_issued_is_only_possible(six: str, prefix: str) -> None:
    assert [f.sure for f in finds(f"NI number {prefix}{six}A", "national-insurance")] == ["possible"]


@given(
    digits(9),
    st.sampled_from(["0", "+44 ", "+44 (0)", "0044 ", "(0", "+44"]),
    st.sampled_from(["", " ", "-", ".", " / "]),
)
def test_every_mobile_number_is_found_whatever_the_writing(nine: str, prefix: str, gap: str) -> None:
    written = prefix + grouped(f"7{nine}", (4, 3, 3), gap)
    text = f"ring {written} today"
    [finding] = finds(text, "phone")
    assert text[finding.start : finding.end].endswith(written[-3:])


@given(
    st.sampled_from(("ab", "ba", "bb", "b", "ll", "cf", "sw", "se", "n", "np", "yo", "ze")),
    st.integers(1, 28),
    st.integers(0, 9),
    st.text(st.sampled_from("abdefghjlnpqrstuwxyz"), min_size=2, max_size=2),
    st.sampled_from(["", " ", "  ", "-"]),
)
def test_every_postcode_of_a_postal_town_is_found(area: str, district: int, sector: int, unit: str, gap: str) -> None:
    written = f"{area}{district}{gap}{sector}{unit}".upper()
    text = f"to {written}, please"
    assert [text[finding.start : finding.end] for finding in finds(text, "postcode")] == [written]


@given(
    st.text(st.sampled_from("ABCDEFGHJKLMNOPRSTUVWXY"), min_size=2, max_size=2),
    digits(2),
    st.text(st.sampled_from("ABCDEFGHJKLMNOPRSTUVWXYZ"), min_size=3, max_size=3),
    st.sampled_from(["", " "]),
)
def test_every_number_plate_of_the_present_form_is_found_beside_a_car(area: str, age: str, last: str, gap: str) -> None:
    assume(not gap or last.lower() not in WORDS["plate"]["not_letters"])  # `car AB85 JUN` may be a word after a code
    written = f"{area}{age}{gap}{last}"
    text = f"the car {written} again"
    assert [text[finding.start : finding.end] for finding in finds(text, "number-plate")] == [written]
