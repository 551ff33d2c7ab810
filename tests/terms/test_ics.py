"""Calendar files: what councils publish is read line by line, and whatever cannot be placed is listed."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.terms.assemble import assemble
from gatepost.terms.faults import CannotRead, Fault
from gatepost.terms.ics import read_ics
from gatepost.terms.proposal import LARGEST, MOST_DATES, Proposal
from tests.terms.schools import HERE, holidays, lines_of

FEED = (HERE / "calendars" / "council-feed.ics").read_bytes().replace(b"\n", b"\r\n")


def event(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def only(*lines: str) -> Proposal:
    proposed = read_ics(event(*lines))
    assert not proposed.findings
    (one,) = proposed.dates
    return one


def refused(*lines: str) -> str:
    proposed = read_ics(event(*lines))
    assert not proposed.dates
    (one,) = proposed.findings
    assert one.line == 2
    return one.message


def test_the_feed_of_a_council_becomes_a_school_year() -> None:
    proposed = read_ics(FEED)
    year = assemble("2025-26", proposed.dates, holidays()).year
    assert [(term.name, term.starts, term.ends) for term in year.terms] == [
        ("Autumn term", date(2025, 9, 2), date(2025, 12, 19)),
        ("Spring term", date(2026, 1, 6), date(2026, 3, 27)),
        ("Summer term", date(2026, 4, 13), date(2026, 7, 20)),
    ]
    assert [(one.starts, one.ends) for one in year.half_terms] == [
        (date(2025, 10, 27), date(2025, 10, 31)),
        (date(2026, 2, 14), date(2026, 2, 22)),
        (date(2026, 5, 25), date(2026, 5, 29)),
    ]
    assert sorted(year.inset_days) == [date(2025, 9, 1), date(2025, 11, 3), date(2026, 1, 5)]
    assert [(half.day, half.closes) for half in year.half_days] == [(date(2025, 12, 19), time(13, 30))]
    assert [one.starts for one in year.closures] == [date(2026, 6, 26)]


def test_every_event_of_the_feed_is_a_date_or_a_finding_with_its_line() -> None:
    proposed = read_ics(FEED)
    lines = {number for number, line in enumerate(FEED.split(b"\r\n"), start=1) if line == b"BEGIN:VEVENT"}
    assert lines_of(proposed) == lines
    assert [fault.message for fault in proposed.findings] == [
        "`INSET day` repeats: only the first date was taken. Enter the others.",
        "`School closed` was not taken: it is marked as cancelled.",
        "`National offer day` was not taken: it is not clear what kind of date it is.",
        "`School closed for polling` is given in the time zone `Narnia/Cair Paravel`: its dates were taken as they "
        "stand.",
        "`INSET day` was not taken: its date `2026-07-01` cannot be read.",
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\r\n", b"\n"),
        lambda content: content.replace(b"\r\n", b"\r"),
        lambda content: content.decode().encode("utf-16"),
        lambda content: content.replace(b"BEGIN:VEVENT", b"begin:vevent"),
        lambda content: content.replace(b"Autumn half\r\n  term", b"Autumn half term\r\nX-Z:"),
    ],
    ids=["byte order mark", "unix lines", "old mac lines", "utf-16", "lower case", "unfolded"],
)
def test_the_way_a_file_was_saved_makes_no_difference(damage) -> None:  # type: ignore[no-untyped-def]
    assert read_ics(damage(FEED)) == read_ics(FEED)


def test_the_end_of_an_event_is_the_day_before_the_one_it_names() -> None:
    found = only("DTSTART;VALUE=DATE:20251027", "DTEND;VALUE=DATE:20251101", "SUMMARY:Half term")
    assert (found.starts, found.ends) == (date(2025, 10, 27), date(2025, 10, 31))


@pytest.mark.parametrize(
    "zone",
    ["Europe/London", '"Europe/London"', "GMT Standard Time", '"(UTC+00:00) Dublin, Edinburgh, Lisbon, London"', "UTC"],
)
def test_the_names_that_programs_have_for_the_clock_of_london_are_no_finding(zone: str) -> None:
    found = only(f"DTSTART;TZID={zone}:20260518T090000", f"DTEND;TZID={zone}:20260518T150000", "SUMMARY:INSET")
    assert (found.starts, found.ends) == (date(2026, 5, 18), date(2026, 5, 18))


def test_what_an_alarm_says_is_not_what_its_event_says() -> None:
    alarm = ("BEGIN:VALARM", "SUMMARY:School closed", "DURATION:P9D", "END:VALARM")
    found = only(*alarm, "DTSTART;VALUE=DATE:20260518", "SUMMARY:INSET")
    assert (found.kind, found.ends) == ("inset", date(2026, 5, 18))


def test_midnight_in_summer_time_is_the_day_in_london() -> None:
    found = only("DTSTART:20260517T230000Z", "DTEND:20260518T230000Z", "SUMMARY:INSET")
    assert (found.starts, found.ends) == (date(2026, 5, 18), date(2026, 5, 18))


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("SUMMARY:INSET day",), "`INSET day` was not taken: it has no date."),
        (
            ("DTSTART;VALUE=DATE:20251031", "DTEND;VALUE=DATE:20251027", "SUMMARY:Half term"),
            "`Half term` was not taken: it ends on 27 October 2025, before it starts on 31 October 2025.",
        ),
        (
            ("DTSTART;VALUE=DATE:99991231", "DTEND;VALUE=DATE:99991231", "SUMMARY:INSET"),
            "`INSET` was not taken: its date is not in the years 2000 to 2100.",
        ),
        (
            ("DTSTART;VALUE=DATE:20251027", "DURATION:P9999999D", "SUMMARY:INSET"),
            "`INSET` was not taken: it reaches further than there are dates.",
        ),
        (
            ("DTSTART:00010101T000000Z", "SUMMARY:INSET"),
            "`INSET` was not taken: it reaches further than there are dates.",
        ),
        (("DTSTART;VALUE=DATE:20251027",), "`` was not taken: it is not clear what kind of date it is."),
        (
            ("DTSTART;VALUE=DATE:20250901", "SUMMARY:Autumn term"),
            "`Autumn term` was not taken: it does not say whether the term starts or ends.",
        ),
        (
            ("DTSTART;VALUE=DATE:20250901", "SUMMARY:Half day INSET"),
            "`Half day INSET` was not taken: it is not clear what kind of date it is.",
        ),
        (
            ("DTSTART;VALUE=DATE:20250901", "SUMMARY:Early closing"),
            "`Early closing` was not taken: a half day needs the time at which it ends, such as 13:30.",
        ),
    ],
)
def test_an_event_that_cannot_be_placed_says_why(lines: tuple[str, ...], why: str) -> None:
    assert refused(*lines) == why


def test_an_event_that_stands_there_twice_is_taken_once_and_found() -> None:
    lines = ["BEGIN:VEVENT", "DTSTART;VALUE=DATE:20250901", "SUMMARY:INSET", "END:VEVENT"]
    proposed = read_ics("\n".join(["BEGIN:VCALENDAR", *lines, *lines, "END:VCALENDAR"]).encode())
    assert len(proposed.dates) == 1
    assert proposed.findings == (Fault("INSET (1 September 2025) stands on line 2 already.", 6),)


def test_a_file_that_was_cut_off_says_where() -> None:
    whole = FEED[: FEED.index(b"SUMMARY:Last day of term")]
    (finding,) = [one for one in read_ics(whole).findings if "stops before the event ends" in one.message]
    assert finding.line == whole[: whole.rindex(b"BEGIN:VEVENT")].count(b"\r\n") + 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (b" \r\n ", "The file is empty."),
        (b"kind,starts,ends\n", "The file is not a calendar: an ICS file begins with BEGIN:VCALENDAR."),
        (b"<!DOCTYPE html><html>sign in</html>", "The file is not a calendar"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "The calendar has no events."),
        (b"PK\x03\x04\x00\x00", "The file is not text."),
        (FEED + b" " * LARGEST, "The file has more than 1,000,000 bytes: this is not the calendar of one school."),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_in_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(CannotRead) as caught:
        read_ics(content)
    assert str(caught.value).startswith(why)


def test_the_calendar_of_a_whole_town_is_refused() -> None:
    one = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20250901\nSUMMARY:INSET %d\nEND:VEVENT\n"
    with pytest.raises(CannotRead, match="more than 2,000 dates"):
        read_ics(("BEGIN:VCALENDAR\n" + "".join(one % number for number in range(MOST_DATES + 1))).encode())


VALUES = st.one_of(
    st.sampled_from(
        ["20250901", "20250901T120000Z", "20260229", "P5D", "-P1D", "00000101", "99991231T235959Z", "20250901,20250902"]
    ),
    st.text(max_size=30),
)
LINES = st.builds(
    lambda name, parameter, value: f"{name}{parameter}:{value}",
    st.sampled_from(
        ["DTSTART", "DTEND", "DURATION", "SUMMARY", "CATEGORIES", "STATUS", "RRULE", "RDATE", "BEGIN", "END", "X-A"]
    ),
    st.sampled_from(
        ["", ";VALUE=DATE", ";VALUE=DATE-TIME", ";TZID=Europe/London", ";TZID=../../etc", ";VALUE=", ";=", ";TZID=\0"]
    ),
    VALUES,
)


@given(st.lists(st.lists(LINES, max_size=6), max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_whatever_stands_in_a_calendar_it_is_read_or_refused(events: list[list[str]], end: str) -> None:
    lines = ["BEGIN:VCALENDAR"]
    for one in events:
        lines += ["BEGIN:VEVENT", "SUMMARY:INSET day", *one, "END:VEVENT"]
    try:
        proposed = read_ics(end.join([*lines, "END:VCALENDAR"]).encode("utf-8", "replace"))
    except CannotRead:
        return
    assert len(lines_of(proposed)) >= len(events)


@given(st.binary(max_size=300), st.integers(0, len(FEED)), st.integers(0, 60))
def test_a_damaged_calendar_is_read_or_refused(junk: bytes, place: int, lost: int) -> None:
    for content in (junk, FEED[:place] + junk + FEED[place + lost :], b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + junk):
        with suppress(CannotRead):
            read_ics(content)
