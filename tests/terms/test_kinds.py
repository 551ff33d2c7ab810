"""What the words of a term calendar are taken to mean."""

import pytest

from gatepost.terms.kinds import meaning, term_name


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Autumn Term starts", ("term", "starts")),
        ("Autumn term begins", ("term", "starts")),
        ("First day of Spring Term", ("term", "starts")),
        ("Term opens", ("term", "starts")),
        ("Spring Term ends", ("term", "ends")),
        ("Last day of term", ("term", "ends")),
        ("End of Summer Term", ("term", "ends")),
        ("School breaks up: end of term", ("term", "ends")),
        ("Tymor yr Hydref yn dechrau", ("term", "starts")),
        ("Diwedd tymor", ("term", "ends")),
        ("Summer Term 2026", ("term", None)),
        ("Half term", ("half-term", None)),
        ("HALF-TERM HOLIDAY", ("half-term", None)),
        ("Autumn half term begins", ("half-term", "starts")),
        ("Half term ends", ("half-term", "ends")),
        ("Schools close for half term", ("half-term", "breaks-up")),
        ("Break up for half-term", ("half-term", "breaks-up")),
        ("Back to school after half term", ("half-term", "returns")),
        ("Hanner tymor", ("half-term", None)),
        ("INSET day", ("inset", None)),
        ("In-service day (school closed to pupils)", ("inset", None)),
        ("Staff training day", ("inset", None)),
        ("Non-pupil day", ("inset", None)),
        ("PD days", ("inset", None)),
        ("HMS", ("inset", None)),
        ("May Day Bank Holiday (School Closed)", ("bank-holiday", None)),
        ("Good Friday", ("bank-holiday", None)),
        ("Gŵyl y Banc", ("bank-holiday", None)),
        ("Half day, school ends 1.30", ("half-day", None)),
        ("Early closing", ("half-day", None)),
        ("School closed", ("closure", None)),
        ("Occasional day", ("closure", None)),
        ("Christmas holidays", ("holiday", None)),
        ("Easter break", ("holiday", None)),
        ("Half day INSET", None),
        ("Sports day", None),
        ("Determination", None),
        ("", None),
    ],
)
def test_words_mean_what_an_office_means_by_them(words: str, expected: tuple[str, str | None] | None) -> None:
    assert meaning("", words) == expected
    assert meaning(words, "") == expected


def test_a_kind_that_is_said_counts_before_the_name() -> None:
    assert meaning("INSET", "Before the Autumn term") == ("inset", None)
    assert meaning("term", "Autumn starts") == ("term", "starts")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("AUTUMN TERM STARTS", "Autumn term"),
        ("Term no 2 ends", "Term 2"),
        ("Tymor yr haf", "Haf term"),
        ("Terms", "Terms"),
    ],
)
def test_a_term_is_called_by_its_season_or_its_number(words: str, name: str) -> None:
    assert term_name(words) == name
