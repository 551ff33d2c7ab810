"""Signs that stand for letters, and short forms that no list holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening.names.pet_forms import PetForms
from gatepost.screening.names.signs import skeleton, stands_for

SIGNS = {"o": "0", "i": "1!|", "l": "1!|£", "z": "25", "s": "5$", "e": "3€", "a": "4@", "g": "69", "b": "68", "t": "7+"}


@given(st.data(), st.text(alphabet="abegilostzhn", min_size=1, max_size=10))
def test_any_letters_may_be_signs_and_the_name_keeps_its_key(data: st.DataObject, name: str) -> None:
    word = "".join(data.draw(st.sampled_from(letter + SIGNS.get(letter, ""))) for letter in name)
    assert stands_for(word, name)
    assert skeleton(word) == skeleton(name)


@pytest.mark.parametrize(
    ("word", "name"), [("1an", "tan"), ("sam", "zam"), ("b0b", "gob"), ("fr3y", "freya"), ("", "a")]
)
def test_a_letter_stands_for_itself_alone(word: str, name: str) -> None:
    assert not stands_for(word, name)


@pytest.mark.parametrize(
    ("word", "full"),
    [
        ("kez", "kezia"),
        ("malky", "malcolm"),
        ("gemz", "gemma"),
        ("yaz", "yasmin"),
        ("daffy", "dafydd"),
        ("sade", "folasade"),
    ],
)
def test_a_short_form_leads_to_the_forename(word: str, full: str) -> None:
    assert full in PetForms(["tom", full]).full(word)


@pytest.mark.parametrize("word", ["", "k", "ke", "kezia", "zia", "to", "toms" * 5])
def test_what_is_too_short_or_whole_is_no_short_form(word: str) -> None:
    assert PetForms(["kezia", "tom"]).full(word) == set()
