"""What time it is at school, for whom, and by when something is due: from the rows of one school and no other."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.web.cast import account, person, school

from gatepost.terms.deadlines import NotKnown
from gatepost.terms.timetable import DayShape, Slot, Timetable
from gatepost.web.schools.scope import NoSchool, school_scope
from gatepost.web.terms import actions, facts, queries
from gatepost.web.terms.models import SchoolYear
from gatepost.web.terms.spans import Span, Year

pytestmark = pytest.mark.usefixtures("database")

TUESDAY_LESSON = datetime(2025, 11, 4, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "at", "told"),
    [
        ("teacher", TUESDAY_LESSON, "lesson"),
        ("head", datetime(2025, 11, 4, 10, 50, tzinfo=UTC), "school-day-break"),
        ("office", datetime(2025, 11, 4, 15, 30, tzinfo=UTC), "working-time"),
        ("teacher", datetime(2025, 11, 4, 17, 0, tzinfo=UTC), "own-time"),
        ("teacher", datetime(2026, 1, 5, 10, 15, tzinfo=UTC), "working-time"),  # an INSET day
        ("teacher", datetime(2026, 1, 29, 10, 15, tzinfo=UTC), "own-time"),  # closed for snow
        ("teacher", datetime(2025, 12, 19, 14, 40, tzinfo=UTC), "own-time"),  # a half day; staff left at 14:40
        ("teacher", datetime(2026, 6, 2, 9, 5, tzinfo=UTC), "lesson"),  # 10:05 on the clock of summer
        ("teacher", datetime(2026, 11, 3, 10, 15, tzinfo=UTC), "lesson"),  # bells kept from the year before
        ("teacher", datetime(2027, 9, 7, 10, 15, tzinfo=UTC), None),  # nobody entered that year
        ("support", TUESDAY_LESSON, "lesson"),  # a Tuesday morning of a part-timer
        ("support", datetime(2025, 11, 4, 13, 30, tzinfo=UTC), "own-time"),
        ("support", datetime(2025, 11, 6, 10, 15, tzinfo=UTC), "own-time"),  # a Thursday
        ("supply", TUESDAY_LESSON, None),  # booked today or not: only they know
        ("parent", TUESDAY_LESSON, None),
        ("governor", TUESDAY_LESSON, None),
    ],
)
def test_the_clock_tells_a_member_what_a_moment_is(key: str, at: datetime, told: str | None) -> None:
    with school_scope(school().pk):
        assert facts.time(person(key), at) == told


def test_where_a_class_keeps_other_bells_a_moment_is_told_only_if_all_bells_agree() -> None:
    everybody = DayShape(time(8, 50), time(15, 20), time(8, 20), time(16, 20), (Slot("lesson", "", time(9), time(12)),))
    infants = replace(everybody, slots=(Slot("lesson", "", time(9), time(11, 30)),), group="Infants")
    with school_scope(school().pk):
        actions.set_timetable(person=person("head"), name="2025-26", timetable=Timetable((everybody, infants)))
        assert facts.time(person("teacher"), TUESDAY_LESSON) == "lesson"
        assert facts.time(person("teacher"), TUESDAY_LESSON.replace(hour=11, minute=45)) is None


def test_a_change_is_seen_by_the_next_question_and_by_no_other_school() -> None:
    for slug in ("quillbrook", "larksend"):
        with school_scope(school(slug).pk):
            assert facts.time(person("head", slug), TUESDAY_LESSON) == "lesson"
    with school_scope(school().pk):
        actions.remove_year(person=person("head"), name="2026-27")
        actions.remove_year(person=person("head"), name="2025-26")
        assert facts.time(person("head"), TUESDAY_LESSON) is None
    with school_scope(school("larksend").pk):
        assert facts.time(person("head", "larksend"), TUESDAY_LESSON) == "lesson"
        assert SchoolYear.objects.count() == 2


def test_what_was_built_in_a_transaction_that_failed_is_forgotten() -> None:
    with school_scope(school().pk):
        with transaction.atomic():
            actions.remove_year(person=person("head"), name="2026-27")
            assert [year.name for year in queries.kept().years] == ["2025-26"]
            transaction.set_rollback(True)
        assert [year.name for year in queries.kept().years] == ["2025-26", "2026-27"]


def test_the_time_costs_two_queries_once_the_years_are_built() -> None:
    with school_scope(school().pk):
        who = person("teacher")
        facts.time(who, TUESDAY_LESSON)
        with CaptureQueriesContext(connection) as counted:
            facts.time(who, TUESDAY_LESSON)
        assert len(counted) == 2


def test_a_school_without_years_knows_its_working_days_and_not_its_school_days() -> None:
    with school_scope(school().pk):
        for name in ("2026-27", "2025-26"):
            actions.remove_year(person=person("head"), name=name)
        given = datetime(2025, 12, 24, 12, 0, tzinfo=UTC)
        assert queries.deadline(school().pk, given, 2, "working days") == datetime(2025, 12, 31, tzinfo=UTC)
        unknown = queries.deadline(school().pk, given, 2, "school days")
        assert isinstance(unknown, NotKnown)
        assert "2025-26" in unknown.why


def test_deadlines_step_over_holidays_and_inset_days() -> None:
    with school_scope(school().pk):
        given = datetime(2025, 12, 18, 12, 0, tzinfo=UTC)
        # 19 December, then 6 January: the fifth is INSET. The midnight that ends it.
        assert queries.deadline(school().pk, given, 2, "school days") == datetime(2026, 1, 7, tzinfo=UTC)
        assert queries.due(school().pk, given, "within 24 hours") == datetime(2025, 12, 19, 12, 0, tzinfo=UTC)
        with pytest.raises(LookupError):
            queries.deadline(school("larksend").pk, given, 2, "school days")
    with pytest.raises(NoSchool):
        queries.deadline(school().pk, given, 2, "school days")


@pytest.mark.parametrize(
    ("day", "missing"),
    [
        (date(2027, 4, 30), ()),
        (date(2027, 5, 1), ("2027-28",)),
        (date(2027, 9, 1), ("2027-28",)),
        (date(2026, 6, 1), ()),
    ],
)
def test_the_next_school_year_is_asked_for_from_may_on(day: date, missing: tuple[str, ...]) -> None:
    with school_scope(school().pk):
        assert queries.years_to_enter(person("office"), day) == missing
        assert queries.years_to_enter(person("teacher"), day) == ()


@pytest.mark.parametrize(("day", "missing"), [(date(2027, 11, 19), ()), (date(2027, 11, 20), ("2027-28",))])
def test_a_year_of_which_only_the_autumn_is_known_is_asked_for_before_it_ends(
    day: date, missing: tuple[str, ...]
) -> None:
    autumn = Span(date(2027, 9, 2), date(2027, 12, 17), "term", "Autumn term")
    with school_scope(school().pk):
        year = Year("2027-28", date(2027, 8, 1), date(2027, 12, 17), (autumn,))
        actions.save_years(person=person("head"), years=[year])
        assert queries.years_to_enter(person("office"), day) == missing


def test_every_demo_school_has_its_years_and_bells() -> None:
    for slug in ("quillbrook", "larksend", "wrenmoor", "abercelydd", "tamberley"):
        with school_scope(school(slug).pk):
            kept = queries.kept()
            assert [year.name for year in kept.years] == ["2025-26", "2026-27"]
            assert kept.timetable("2026-27") is not None
            assert account("head", slug).is_active
