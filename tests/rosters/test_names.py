"""Names come in tidy, and nothing that a spreadsheet would run comes in at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.rosters.names import NotAName, is_email, name, skeleton


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("  Siân  ", "Siân"),
        ("Sia\u0302n", "Siân"),
        ("O\u2019Brien", "O’Brien"),
        ("de\u00a0la  Cruz", "de la Cruz"),
        ("Zoe\u200b\u202e", "Zoe"),
        ("Łucja-Ölmez", "Łucja-Ölmez"),
        ("慶", "慶"),
        ("", ""),
    ],
)
def test_a_name_is_tidied_and_else_left_as_it_is(text: str, tidied: str) -> None:
    assert name(text) == tidied


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44",
        "-",
        "@SUM(A1)",
        " =cmd|' /C calc'!A0",
        "ZoÃ«",
        "Jos\ufffd",
        "2015-01-02",
        "Ann\x07e",
        "...",
        "#REF!",
        *("a@b.example", "<b>", "x" * 101),
    ],
)
def test_what_is_no_name_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(NotAName) as refused:
        name(text)
    assert len(text) < 4 or text.strip() not in str(refused.value)


@given(st.text(max_size=40))
def test_a_name_that_is_taken_is_printable_never_a_formula_and_taken_again_unchanged(text: str) -> None:
    try:
        found = name(text)
    except NotAName:
        return
    assert found.isprintable()
    assert not found.startswith(("=", "+", "-", "@"))
    assert name(found) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O’Brien", "O'BRIEN"),
        ("Siân", "Sian"),
        ("Łukasz", "lukasz"),
        ("Smith-Jones", "Smith Jones"),
        ("Strauß", "Strauss"),
    ],
)
def test_two_spellings_of_one_name_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other) != ""


def test_two_names_have_two_skeletons() -> None:
    assert len({skeleton(text) for text in ("Emily", "Emilia", "Émile", "Emil")}) == 4


@pytest.mark.parametrize("text", ["a@b.example", "ann.o'neill+x@mail.school.example"])
def test_an_address_is_one(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize("text", ["", "a", "a@b", "a@@b.example", "a b@c.example", "=a@b.example", "a@b.example\n"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert not is_email(text)
