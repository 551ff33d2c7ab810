"""The school's own words are found: its name, logo, place, events and council."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening.reading import read
from gatepost.screening.school import School
from gatepost.screening.school_words import SchoolWords

SCHOOL = School(
    name="St Mary's Church of England Primary School",
    short_names=("St Mary's", "SMPS"),
    logo_words=("Love, learn, grow",),
    address=("14 Mill Lane", "Caldecote"),
    contacts=("CB23 7NN", "office@example.sch.uk"),
    events=("Bluebell Walk",),
    council="Cambridgeshire County Council",
)
WORDS = SchoolWords(SCHOOL)


def found(text: str, words: SchoolWords = WORDS) -> set[tuple[str, str, str]]:
    """The words of each finding, its label and how sure it is."""
    return {(text[f.start : f.end], f.label, f.sure) for f in words.find(read(text))}


@pytest.mark.parametrize(
    ("written", "sure"),
    [
        ("St Mary's Church of England Primary School", "certain"),
        ("ST. MARYS CHURCH OF ENGLAND PRIMARY SCHOOL", "certain"),
        ("St Mary’s", "certain"),
        ("smps", "certain"),
        ("St Mary's C of E Primary School", "likely"),
        ("St Marys CofE Primary", "likely"),
        ("Saint Mary's School", "likely"),
        ("Ｓｔ Ｍａｒｙ’ｓ", "certain"),
    ],
)
def test_the_schools_name_is_found_as_used_and_as_mentioned(written: str, sure: str) -> None:
    assert found(f"lovely day at {written} today") == {(written, "school-name", sure), (written, "school", sure)}


QUILLBROOK = SchoolWords(School(name="Quillbrook Primary School"))


@pytest.mark.parametrize(
    ("text", "name", "sure"),
    [
        ("Quillbrook Primary School's sports day", "Quillbrook Primary School", "certain"),
        ("Quillbrook Primary School’s sports day", "Quillbrook Primary School", "certain"),
        ("QUILLBROOK PRIMARY'S choir", "QUILLBROOK PRIMARY", "likely"),
        ("Quillbrook's sports day", "Quillbrook", "likely"),
        ("Quillbrook’s Year 4", "Quillbrook", "likely"),
        ("the Quillbrook children sang", "Quillbrook", "likely"),
    ],
)
def test_a_possessive_is_still_the_schools_name(text: str, name: str, sure: str) -> None:
    assert {(name, "school-name", sure), (name, "school", sure)} <= found(text, QUILLBROOK)


def test_a_name_that_ends_in_s_is_found_with_its_apostrophe_after_it() -> None:
    james = SchoolWords(School(name="St James Primary School", short_names=("St James",)))
    for written in ("St James'", "St James’", "St James's", "Saint James'"):
        assert any(label == "school-name" for _, label, _ in found(f"{written} sports day", james))


@pytest.mark.parametrize(
    "text", ["I live in Quillbrook", "Quillbrook's a lovely village", "the quillbrook year", "Quillbrook. Year 4"]
)
def test_the_place_that_a_school_is_named_after_is_not_the_school(text: str) -> None:
    assert not any(label in ("school", "school-name") for _, label, _ in found(text, QUILLBROOK))


def test_the_schools_name_is_found_in_hashtags_and_handles() -> None:
    assert ("StMarysPrimaryRocks", "school-name", "likely") in found("what a day #StMarysPrimaryRocks")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("our motto: Love Learn Grow", ("Love Learn Grow", "school-logo", "likely")),
        ("a mug with the school logo on it", ("school logo", "school-logo", "possible")),
        ("meet at 14 Mill Lane", ("14 Mill Lane", "school-location", "certain")),
        ("Mill Lane is flooded", ("Mill Lane", "school-location", "likely")),
        ("it is CB237NN for the satnav", ("CB237NN", "school-location", "certain")),
        ("see you at the bluebell walk", ("bluebell walk", "school-event", "certain")),
        ("see you at the Summer Fair", ("Summer Fair", "school-event", "likely")),
        ("parents' evening is on Tuesday", ("parents' evening", "school-event", "likely")),
        ("dwi'n mynd i'r ffair haf", ("ffair haf", "school-event", "likely")),
        ("Cambridgeshire County Council says no", ("Cambridgeshire County Council", "council", "certain")),
        ("the local authority says no", ("local authority", "council", "possible")),
        ("I love our school", ("our school", "school", "likely")),
    ],
)
def test_each_kind_of_word_is_found(text: str, finding: tuple[str, str, str]) -> None:
    assert finding in found(text)


@pytest.mark.parametrize(
    "text",
    ["Caldecote is a village", "office at example", "Mary's birthday", "a summer day at the fair", "mill laneway"],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert found(text) == set()


def test_a_school_that_says_nothing_still_has_the_usual_events() -> None:
    assert found("the nativity play", SchoolWords(School())) == {("nativity play", "school-event", "likely")}


def test_the_longest_words_of_a_label_win() -> None:
    (finding,) = (f for f in WORDS.find(read("the school summer fair")) if f.label == "school-event")
    assert (finding.start, finding.end) == (11, 22)


@given(
    st.lists(
        st.sampled_from(["St", "Mary's", "the", "Mill", "Lane", "summer", "fair", "14", "school", ","]), max_size=15
    )
)
def test_every_place_where_a_plain_search_finds_the_words_is_found(words: list[str]) -> None:
    text = " ".join(words)
    starts = {(f.label, f.start) for f in WORDS.find(read(text))}
    for phrase, label in (("summer fair", "school-event"), ("14 Mill Lane", "school-location")):
        at = text.find(phrase)
        while at >= 0:
            assert (label, at) in starts
            at = text.find(phrase, at + 1)


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "school " * 50_000, "#" + "a" * 500_000, "st mary " * 30_000])
def test_hostile_texts_are_answered(text: str) -> None:
    assert all(0 <= f.start < f.end <= len(text) for f in WORDS.find(read(text)))
