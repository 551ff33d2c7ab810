"""Words of office: every jurisdiction has all of them, and each says its own."""

import tomllib
from importlib.resources import files

import pytest

from gatepost.law.offices import offices

JURISDICTIONS = tuple(tomllib.loads(files("gatepost.law").joinpath("offices.toml").read_text("utf-8")))


def test_england_and_wales_have_the_same_words_of_office() -> None:
    assert set(JURISDICTIONS) == {"england", "wales"}
    assert offices("england").keys() == offices("wales").keys()


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_every_office_has_a_name_in_its_short_and_its_long_form(jurisdiction: str) -> None:
    names = offices(jurisdiction)
    assert all(names.values())
    assert {word for word in names if not word.endswith("-long")} == {
        word.removesuffix("-long") for word in names if word.endswith("-long")
    }


def test_the_safeguarding_lead_of_a_welsh_school_is_a_designated_safeguarding_person() -> None:
    assert offices("wales")["dsl"] == "designated safeguarding person"
    assert not any("DSL" in name or "LADO" in name for name in offices("wales").values())


def test_another_jurisdiction_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="`scotland` is not a jurisdiction: england or wales"):
        offices("scotland")
