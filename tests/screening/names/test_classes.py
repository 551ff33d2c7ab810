"""A first name is a pupil's where its sentence, or the one before it, speaks of a class of the roll."""

import pytest

from gatepost.screening.names import Names
from gatepost.screening.reading import read
from gatepost.screening.roll import Person

NAMES = Names(
    [
        Person("pupil", "Dinesh", "Kumar", class_name="4A"),
        Person("pupil", "Siu Ling", "Wong", class_name="Kestrels"),
        Person("pupil", "Grace", "Obi", class_name="RB"),
        Person("pupil", "Zofia", "Nowak", class_name="Year 5"),
        Person("pupil", "Ffion", "Rees", class_name="6 Oak"),
        Person("pupil", "May", "Tan", class_name="1B"),
        Person("staff", "Helen", "Price", class_name="4A"),
    ]
)


def first_names(text: str, names: Names = NAMES) -> list[str]:
    findings = names.find(read(text))
    assert all((finding.kind, finding.sure) == ("roll-first-name", "possible") for finding in findings)
    return [text[finding.start : finding.end] for finding in findings]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dinesh (4A) got ten out of ten", "Dinesh"),
        ("4A trip: dinesh was sick on the coach", "dinesh"),
        ("Took 2C to the farm and Dinesh fell in", "Dinesh"),
        ("Kestrels assembly was chaos, Siu Ling forgot it all", "Siu Ling"),
        ("Grace from RB", "Grace"),
        ("lost jumper with Dinesh 4A on the label", "Dinesh"),
        ("with May and 1B at the park", "May"),
        ("my y5s are so quick, zofia above all", "zofia"),
        ("Oak were loud; Ffion worst", "Ffion"),
        ("My Y6s are so quick. Dinesh did the whole lot", "Dinesh"),
        ("Reading group was fun, Zofia finished the book", "Zofia"),
        ("Reception went out and Dinesh led them", "Dinesh"),
    ],
)
def test_a_first_name_near_a_class_may_be_a_pupil(text: str, name: str) -> None:
    assert first_names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Dinesh did the whole lot",
        "took 2C to the farm and dinesh fell in",
        "4A went home. It rained all day. Dinesh fell in",
        "a 3D film with Dinesh",
        "the 2nd time for Dinesh",
        "a nest of kestrels for Dinesh",
        "4A say grace before lunch",
        "May 1B come along?",
        "4A thank Helen",
        "4A met Dinesh Malik",
    ],
)
def test_a_first_name_elsewhere_or_of_somebody_else_is_left_alone(text: str) -> None:
    assert first_names(text) == []


def test_a_roll_without_classes_knows_no_code() -> None:
    names = Names([Person("pupil", "Dinesh", "Kumar")])
    assert first_names("Took 2C to the farm and Dinesh fell in", names) == []
    assert first_names("Year 5 saw Dinesh", names) == ["Dinesh"]


def test_a_class_of_one_digit_is_no_number() -> None:
    names = Names([Person("pupil", "Dinesh", "Kumar", class_name="5")])
    assert first_names("Dinesh ate 5 buns", names) == []
    assert first_names("Class 5 ate and dinesh slept", names) == ["dinesh"]


def test_a_text_of_many_classes_and_names_is_answered() -> None:
    assert len(first_names("4A saw Dinesh " * 20_000)) > 0
