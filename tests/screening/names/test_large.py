"""A roll of more than one school: whole names plainly written are found, other people and other senses are not."""

import pytest

from gatepost.screening.names import LARGE, Names
from gatepost.screening.reading import read
from gatepost.screening.roll import Person

PEOPLE = [
    Person("pupil", "Freya", "Hartley"),
    Person("pupil", "Zoë", "Smith-Jones"),
    Person("pupil", "Mary-Ann", "Pritchard"),
    Person("pupil", "Isobel", "Fazakerley", known_as="Isa"),
    Person("pupil", "Grant", "Crenham"),
    Person("pupil", "Will", "Simeon"),
    Person("pupil", "Will", "Cooper"),
    Person("pupil", "Bill", "Wall"),
    Person("pupil", "Piper", "Dhillon"),
    Person("pupil", "Grace", "Winter"),
    Person("pupil", "Nuha", "Noble"),
    Person("pupil", "Can", "Judge"),
    Person("pupil", "Grace", "Taylor"),
    Person("pupil", "Tom", "Baker"),
    Person("pupil", "Morgan", "Taylor"),
    Person("staff", "Patrick", "O'Brien"),
    Person("staff", "Renata", "MacLeod"),
    Person("parent", "Ola", "van 't Hoff"),
    Person("parent", "Nikos", "de Souza"),
]
CROWD = [Person("pupil", "Quinby", f"Surname{number}") for number in range(LARGE)]
NAMES = Names([*CROWD, Person("pupil", "Enya", "Surname"), Person("pupil", "Enya-James", "Whitehead"), *PEOPLE])


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in NAMES.find(read(text))]


@pytest.mark.parametrize(
    "name",
    [
        *("Freya J. Hartley", "Freya J Hartley", "freya j hartley", "Freya J. K. Hartley"),
        *('Isobel "Isa" Fazakerley', "Isobel (Isa) Fazakerley", "Isobel 'Isa' Fazakerley", "Isa Fazakerley"),
        *("Hartley, Freya", "HARTLEY, Freya", "Smith-Jones, Zoe", "de Souza, Nikos"),
        *("Freya HARTLEY", "Freya  Hartley", "freya\u00a0hartley", "FREYA HARTLEY"),
        *("zoe smithjones", "Zoë Smith Jones", "Zoe Smith - Jones", "zoe smith–jones"),
        *("Mary Ann Pritchard", "Maryann Pritchard", "mary-ann pritchard", "Mary Pritchard"),
        *("patrick obrien", "Patrick O’Brien", "Patrick O Brien", "Patrick O`Brien", "Patrick O' Brien"),
        *("Renata Mac Leod", "renata mac leod", "Ola van 't Hoff", "ola van t hoff", "Nikos DeSouza"),
    ],
)
def test_a_whole_name_is_found_however_its_parts_are_joined(name: str) -> None:
    assert found(f"we think {name} won") == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my daughter's friend grant crenham left her coat", "grant crenham"),
        ("i'm sure Grant crenham can help", "Grant crenham"),
        ("ask will simeon about it", "will simeon"),
        ("rumour is Will cooper is leaving", "Will cooper"),
        ("Bill Wall scored twice", "Bill Wall"),
        ("congratulations to piper dhillon", "piper dhillon"),
        ("Does grace winter live near you?", "grace winter"),
        ("well done to grace winter", "grace winter"),
        ("can anyone pick up nuha noble from swimming", "nuha noble"),
        ("hi all, grace winter here", "grace winter"),
        ("did you see that Freya\nHartley won the cup", "Freya\nHartley"),
        ("we met Nikos\nde Souza there", "Nikos\nde Souza"),
        ("Our team:\n1. Taylor, Grace\n2. Baker, Tom", "Taylor, Grace"),
    ],
)
def test_a_name_of_common_words_is_found_where_it_reads_as_one(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "you can judge for yourself, who can judge",
        "will simeon be there? she will simeon",
        "the grace winter brings",
        "Freya\nHartley",
        "Stars\nFreya\nHartley",
        "Enya Grace Taylor won",
        "Enya-Grace Taylor won",
        "Zoe Hartley-Smith and Freya Hartley-Smith",
        "Enya-James won",
        "thanks Taylor, Grace and Morgan",
        "Mrs Baker, Tom and Lucy",
        "Freya Baker, Tom Hill and others",
        "Freya a Hartley",
        "Freya. Hartley won",
        "Freya, Hartley",
        "Freya/Hartley",
    ],
)
def test_other_people_and_other_senses_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Freya " * 50_000,
        "hartley, freya, " * 20_000,
        'Freya "Isa" ' * 30_000,
        "Freya J. K. " * 30_000,
        "will " * 90_000,
    ],
    ids=range(5),
)
def test_hostile_texts_are_answered(text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in NAMES.find(read(text)))
