"""Names told to those who may not ask the roll: by what a name looks like, and by nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.screening.names_at_large import find
from gatepost.screening.reading import read
from gatepost.screening.school import School

SCHOOL = School(name="St Mary's Primary School", short_names=("Harry Tate School",), address=("Priya Lane",))


def names_in(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find(read(text), SCHOOL)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Well done Amelia Whitaker in Year 3!", ["Amelia Whitaker"]),
        ("Mr Smith and Mrs O'Brien were kind", ["Mr Smith", "Mrs O'Brien"]),
        ("I saw F. Hartley's mum", ["F. Hartley"]),
        ("Thanks to Oluwaseun Adeyemi-Jones for the goal", ["Oluwaseun Adeyemi-Jones"]),
        ("Zbyszek Wrona scored twice", ["Zbyszek Wrona"]),
        ("lovely freya's cake", ["freya"]),
        ("ask łukasz or ZOË", ["łukasz", "ZOË"]),
        ("look #freyahartley and @harry_smith", ["freyahartley", "harry_smith"]),
        ("We saw Grace at the gate", ["Grace"]),
        ("Collecting Freya today", ["Freya"]),
    ],
)
def test_what_looks_like_a_name_is_told(text: str, names: list[str]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Happy Birthday! Summer Fair on Friday at Hillside Primary School",
        "We love St Mary's Primary School, Harry Tate School and Priya Lane",
        "Will you come? Mark your diaries. Grant us patience. May we go?",
        "PLEASE READ THIS NOW EVERYBODY",
        "The New York trip leaves from King's Cross on Monday",
        "grace and hope, rose by rose, will mark the summer",
        "so proud of #kindness and #teamwork",
    ],
)
def test_ordinary_words_and_the_school_itself_are_no_names(text: str) -> None:
    assert names_in(text) == []


def test_a_name_at_large_is_possible_and_says_nothing_of_any_roll() -> None:
    (one,) = find(read("Well done Amelia Whitaker"), School())
    assert (one.label, one.kind, one.sure) == ("pupil", "personal-name", "possible")
    assert one.why == "This may be somebody's name."


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="AbC' -.#@_éŁ\u0301\u202e\n", max_size=60))
def test_whatever_the_text_the_places_are_within_it_and_apart(text: str) -> None:
    reached = 0
    for one in find(read(text), SCHOOL):
        assert reached <= one.start < one.end <= len(text) or "\u202e" in text
        reached = one.end


@pytest.mark.parametrize("text", ["A" * 1_000_000, "Ab " * 300_000, "A. " * 300_000, "#" * 1_000_000, "@a" * 400_000])
def test_a_megabyte_of_anything_is_answered(text: str) -> None:
    find(read(text), SCHOOL)
