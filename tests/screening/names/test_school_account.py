"""On a school's own account a first name of the roll beside a congratulation, an age or a deed is asked about."""

import pytest

from gatepost.screening.names import Names
from gatepost.screening.reading import read
from gatepost.screening.roll import Person
from gatepost.screening.screen import Screener

FORENAMES = "Maryam Filip Daisy Orla Jack Ellie Kofi Efa Dylan Seren Nia Oliver Skye"
COMMON = "Rose Will Grace Summer Mark May Hope Joy"
ROLL = [Person("pupil", name, "Ramsbottom", class_name="Year 4") for name in f"{FORENAMES} {COMMON}".split()]
NAMES = Names(ROLL)


def named(text: str, as_school: bool = True) -> list[str]:
    findings = NAMES.find(read(text), as_school)
    assert all((one.kind, one.sure) == ("roll-first-name", "possible") for one in findings)
    return [text[one.start : one.end] for one in findings]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Congratulations to Maryam and Filip", "Maryam Filip"),
        ("Congratulations to Maryam, Jack & Filip on their swimming", "Maryam Jack Filip"),
        ("Happy birthday Daisy!", "Daisy"),
        ("Happy 7th birthday to Daisy", "Daisy"),
        ("Daisy is 7 today", "Daisy"),
        ("Filip turned 8 on Saturday", "Filip"),
        ("Filip (6) painted this", "Filip"),
        ("Orla won gold at gymnastics!", "Orla"),
        ("orla won gold at gymnastics!", "orla"),
        ("Jack and Ellie did a sponsored walk", "Jack Ellie"),
        ("Jack, Ellie and Kofi ran the mini marathon", "Jack Ellie Kofi"),
        ("Little Kofi wet himself", "Kofi"),
        ("Look what Orla made", "Orla"),
        ("Orla's trophy is in the hall", "Orla"),
        ("Head boy: Kofi. Head girl: Orla", "Kofi Orla"),
        ("Penblwydd hapus i Daisy yn 9 oed heddiw", "Daisy"),
        ("Pen-blwydd hapus Efa", "Efa"),
        ("Llongyfarchiadau i Seren ar ennill y gadair", "Seren"),
        ("Enillodd Dylan y wobr", "Dylan"),
        ("Mae Efa wedi ennill", "Efa"),
        ("Croeso i Nia a Dylan", "Nia Dylan"),
        ("Seren yr wythnos: Nia", "Nia"),
        ("Well done Grace", "Grace"),
        ("Happy birthday Summer", "Summer"),
        ("Will won the spelling bee", "Will"),
        ("Rose was our narrator", "Rose"),
        ("Good luck to Hope in the county finals", "Hope"),
    ],
)
def test_a_first_name_beside_a_deed_is_found(text: str, names: str) -> None:
    assert named(text) == names.split()


@pytest.mark.parametrize(
    "text",
    [
        "Summer is here at last",
        "Summer has come early",
        "Summer made us smile",
        "Welcome to Summer Camp",
        "Thank you Summer Fair helpers",
        "Hope you enjoyed it",
        "Hope is the thing with feathers",
        "Will you join us on Friday?",
        "Will made a difference",
        "May is a busy month",
        "May was fun",
        "Mark your calendars",
        "Grace was said before lunch",
        "Thanks to Grace Foods for the cakes",
        "Little Grace Street is closed",
        "Rose petals were planted",
        "Joy to the world",
        "Daisy chains on the field",
        "Jack Frost was here this morning",
        "Jack and the Beanstalk was brilliant",
        "Oliver Twist is our next play",
        "We loved Oliver Postgate as children",
        "Skye is an island",
        "Seren yr wythnos",
        "uncle Jack won a goldfish",
        "Orla and Filip got married in Tenby",
        "Miss Daisy Holt made the cake",
    ],
)
def test_a_common_word_or_another_person_is_left_alone(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize("text", ["Happy birthday Daisy!", "Orla won gold at gymnastics!", "Little Kofi wet himself"])
def test_elsewhere_it_needs_a_word_of_school_life(text: str) -> None:
    assert named(text, as_school=False) == []


@pytest.mark.parametrize("account", ["school-account", "school-service", "personal", None])
def test_the_screening_knows_whose_account_it_is(account: str | None) -> None:
    findings = Screener(ROLL, model=False).screen("Orla won gold at gymnastics!", account, "teacher").findings
    assert any(one.kind == "roll-first-name" for one in findings) == (account in ("school-account", "school-service"))


def test_the_roll_is_not_asked_for_others_on_a_schools_account() -> None:
    findings = Screener(ROLL, model=False).screen("Orla won gold at gymnastics!", "school-account", "parent").findings
    assert [one.kind for one in findings] == ["personal-name"]
