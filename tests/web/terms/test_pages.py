"""The office types or takes the dates of a year, sees them as everybody does, and loses nothing it typed."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.cast import person, school, sign_in
from tests.web.conversations import Page

from gatepost.terms.faults import TermFaults
from gatepost.terms.moment import WorkingPattern
from gatepost.terms.timetable import DayShape, Timetable
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.scope import school_scope
from gatepost.web.terms import actions, queries
from gatepost.web.terms.models import SchoolYear, YearDate
from gatepost.web.terms.spans import Span, Year

pytestmark = pytest.mark.usefixtures("database")

YEAR = "2027-28"
ROWS = [
    ("term", "2027-09-02", "2027-12-17", "", "Autumn term"),
    ("half-term", "2027-10-25", "2027-10-29", "", "Half term"),
    ("inset", "1/9/2027", "", "", "Safeguarding training"),
    ("half-day", "2027-12-17", "", "13:30", "Last day"),
    ("term", "2028-01-04", "2028-03-31", "", "Spring term"),
    ("term", "2028-04-17", "2028-07-21", "", "Summer term"),
]
FIELDS = ("kind", "starts", "ends", "closes", "name")


def typed(rows: list[tuple[str, str, str, str, str]], **more: str) -> dict[str, str]:
    told = {f"row-{at}-{field}": cell for at, row in enumerate(rows) for field, cell in zip(FIELDS, row, strict=True)}
    with school_scope(school().pk):
        return {"ends": "2028-07-31", "edition": queries.edition(), **told, **more}


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return Page(answer.content.decode()).text


def names() -> list[str]:
    with school_scope(school().pk):
        return list(SchoolYear.objects.order_by("name").values_list("name", flat=True))


def last_action() -> str:
    with school_scope(school().pk):
        return Entry.objects.order_by("-seq")[0].action


def test_dates_that_were_typed_are_kept_shown_and_entered_once_in_the_record() -> None:
    office = sign_in("office")
    with school_scope(school().pk):
        before = Entry.objects.count()
    answer = office.post(f"/quillbrook/terms/{YEAR}/dates/", typed([*ROWS, ("", "", "", "", "")]))
    assert answer.status_code == 302
    with school_scope(school().pk):
        assert Entry.objects.count() == before + 1
        assert not Entry.objects.filter(body__contains="Safeguarding").exists()
    assert last_action() == "terms.changed"
    shown = text(sign_in("parent"), f"/quillbrook/terms/{YEAR}/")
    for words in ("Safeguarding training", "Thursday 2 September 2027 to Friday 17 December 2027", "until 13:30"):
        assert words in shown
    assert "Christmas Day" in shown
    assert "Safeguarding training" not in text(sign_in("head", "larksend"), f"/larksend/terms/{YEAR}/")


def test_a_form_with_errors_keeps_every_row_and_writes_nothing() -> None:
    wrong = [*ROWS, ("half-day", "2027-11-12", "", "", "Bonfire"), ("", "2028-02-30", "", "", "No such day")]
    answer = sign_in("office").post(f"/quillbrook/terms/{YEAR}/dates/", typed(wrong))
    assert answer.status_code == 200
    page = answer.content.decode()
    for *_, name in wrong:
        assert f'value="{name}"' in page
    assert 'value="1/9/2027"' in page
    assert 'href="#id_row-6-closes"' in page
    assert 'href="#id_row-7-starts"' in page
    assert "Date 8: Choose what kind of date this is" in page
    assert names() == ["2025-26", "2026-27"]


def test_faults_between_rows_are_all_told_and_nothing_is_written() -> None:
    rows = [*ROWS, ("term", "2027-12-01", "2027-12-20", "", "Autumn term"), ("inset", "2027-09-04", "", "", "")]
    page = Page(sign_in("office").post(f"/quillbrook/terms/{YEAR}/dates/", typed(rows)).content.decode()).text
    assert "overlap" in page
    assert "is a Saturday" in page
    assert names() == ["2025-26", "2026-27"]


def test_more_rows_judge_nothing_yet_and_keep_what_was_typed() -> None:
    sent = typed([("term", "soon", "", "", "Autumn term")], more="1")
    page = sign_in("office").post(f"/quillbrook/terms/{YEAR}/dates/", sent).content.decode()
    assert 'value="soon"' in page
    assert "There is a problem" not in page
    assert 'name="row-6-kind"' in page
    assert names() == ["2025-26", "2026-27"]


def test_a_row_taken_away_is_gone_and_the_others_stay() -> None:
    office = sign_in("office")
    office.post(f"/quillbrook/terms/{YEAR}/dates/", typed(ROWS))
    office.post(f"/quillbrook/terms/{YEAR}/dates/", typed(ROWS) | {"row-2-remove": "on"})
    with school_scope(school().pk):
        kinds = YearDate.objects.filter(year__name=YEAR).values_list("kind", flat=True)
        assert sorted(kinds) == ["half-day", "half-term", "term", "term", "term"]


def test_a_year_is_taken_away_only_with_a_tick() -> None:
    office = sign_in("office")
    answer = office.post("/quillbrook/terms/2026-27/remove/", follow=True)
    assert "Nothing was taken away" in answer.content.decode()
    assert names() == ["2025-26", "2026-27"]
    answer = office.post("/quillbrook/terms/2026-27/remove/", {"sure": "yes"}, follow=True)
    assert "is taken away" in answer.content.decode()
    assert names() == ["2025-26"]
    for more in ({}, {"sure": "yes"}):
        assert office.post("/quillbrook/terms/2026-27/remove/", more).status_code == 404


def test_who_saves_last_is_told_that_somebody_else_saved_first() -> None:
    office = sign_in("office")
    mine = typed(ROWS)
    sign_in("business").post(f"/quillbrook/terms/{YEAR}/dates/", typed(ROWS[:2], ends="2027-12-31"))
    answer = office.post(f"/quillbrook/terms/{YEAR}/dates/", mine)
    assert "Somebody else changed" in answer.content.decode()
    with school_scope(school().pk):
        assert YearDate.objects.filter(year__name=YEAR).count() == 2
    again = typed(ROWS)  # with the edition that the page now carries
    assert office.post(f"/quillbrook/terms/{YEAR}/dates/", again).status_code == 302


def test_only_office_business_manager_and_headteacher_change_anything() -> None:
    paths = (f"/quillbrook/terms/{YEAR}/dates/", "/quillbrook/terms/file/", "/quillbrook/terms/2025-26/timetable/")
    for path in (*paths, "/quillbrook/terms/hours/"):
        assert {key: sign_in(key).get(path).status_code for key in ("office", "business", "head", "teacher", "it")} == {
            "office": 200,
            "business": 200,
            "head": 200,
            "teacher": 404,
            "it": 404,
        }
        assert sign_in("office", "larksend").get(path).status_code == 404
    with school_scope(school().pk):
        for key in ("teacher", "it", "parent"):
            with pytest.raises(Refused):
                actions.save_years(person=person(key), years=[])
            with pytest.raises(Refused):
                actions.remove_year(person=person(key), name="2025-26")
            with pytest.raises(Refused):
                actions.set_timetable(person=person(key), name="2025-26", timetable=None)


def upload(client: Client, content: bytes, name: str = "terms.csv") -> str:
    answer = client.post("/quillbrook/terms/file/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    return answer.content.decode()


CSV = b"""kind,name,starts,ends
term,Autumn term,2/9/2027,17/12/2027
term,Spring term,4/1/2028,31/3/2028
term,Summer term,17/4/2028,21/7/2028
half term,October,25/10/2027,29/10/2027
,Harvest supper,8/10/2027,
"""


def sealed(page: str) -> str:
    return page.split('name="sealed" value="')[1].split('"')[0]


def test_a_file_is_shown_first_and_saved_when_agreed() -> None:
    office = sign_in("office")
    page = upload(office, CSV)
    shown = Page(page).text
    assert "Line 6" in shown
    assert "Harvest supper" in shown
    assert "Thursday 2 September 2027 to Friday 17 December 2027" in shown
    assert names() == ["2025-26", "2026-27"]
    assert office.post("/quillbrook/terms/file/confirm/", {"sealed": sealed(page), "year": YEAR}).status_code == 302
    assert names() == ["2025-26", "2026-27", YEAR]
    assert last_action() == "terms.imported"


def test_a_calendar_is_read_as_well_as_a_table() -> None:
    ics = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//council//terms//EN"]
    for name, first, last in (("Autumn term", "20270902", "20271218"), ("Spring term", "20280104", "20280401")):
        ics += ["BEGIN:VEVENT", f"UID:{first}", f"DTSTART;VALUE=DATE:{first}", f"DTEND;VALUE=DATE:{last}"]
        ics += [f"SUMMARY:{name}", "END:VEVENT"]
    ics += ["BEGIN:VEVENT", "UID:3", "DTSTART;VALUE=DATE:20280417", "DTEND;VALUE=DATE:20280722"]
    ics += ["SUMMARY:Summer term", "END:VEVENT", "END:VCALENDAR", ""]
    page = upload(sign_in("office"), "\r\n".join(ics).encode(), "terms.ics")
    assert "Friday 17 December 2027" in Page(page).text


def test_a_file_leaves_the_kinds_of_dates_it_does_not_speak_of() -> None:
    office = sign_in("office")
    page = upload(office, b"kind,name,starts,ends\nclosure,Flood,4/2/2027,5/2/2027\n")
    office.post("/quillbrook/terms/file/confirm/", {"sealed": sealed(page), "year": "2026-27"})
    with school_scope(school().pk):
        dates = YearDate.objects.filter(year__name="2026-27")
        assert dates.filter(kind="term").count() == 3
        assert dates.get(kind="closure").name == "Flood"


def test_a_file_of_the_wrong_order_or_of_nothing_is_refused_with_its_line() -> None:
    office = sign_in("office")
    assert "Line 2" in upload(office, b"kind,name,starts,ends\nterm,Autumn,9/31/2027,12/17/2027\n")
    assert "not text" in upload(office, b"\x81\x8d\x00\x00")
    assert "file is empty" in upload(office, b"")
    assert "Choose a file" in office.post("/quillbrook/terms/file/", {}).content.decode()
    assert "cannot be taken" in upload(office, CSV.replace(b"17/12/2027", b"14/1/2028"))


def test_an_agreement_counts_only_for_what_was_shown_to_the_person_and_still_stands() -> None:
    office = sign_in("office")
    seal = sealed(upload(office, CSV))
    wanted = {"sealed": seal, "year": YEAR}
    assert sign_in("business").post("/quillbrook/terms/file/confirm/", wanted).status_code == 200
    assert office.post("/quillbrook/terms/file/confirm/", wanted | {"sealed": seal[:-3] + "xyz"}).status_code == 200
    assert office.post("/quillbrook/terms/file/confirm/", {"sealed": seal}).status_code == 200
    assert names() == ["2025-26", "2026-27"]
    office.post("/quillbrook/terms/2026-27/remove/", {"sure": "yes"})
    page = office.post("/quillbrook/terms/file/confirm/", wanted).content.decode()
    assert "Choose the file again" in page
    assert names() == ["2025-26"]


BELLS = {
    "bells-0-weekdays": ["0", "1", "2", "3"],
    "bells-0-group": "",
    "bells-0-opens": "08:45",
    "bells-0-closes": "15:15",
    "bells-0-staff_from": "08:15",
    "bells-0-staff_to": "16:15",
    "bells-0-lessons": "9:00 to 10:30 Phonics\n11-12 Number",
    "bells-0-breaks": "12:00 to 13:00 Lunch",
}
FRIDAY = {key.replace("bells-0", "bells-1"): value for key, value in BELLS.items()} | {
    "bells-1-weekdays": ["4"],
    "bells-1-closes": "13:00",
    "bells-1-lessons": "9:00 – 12:00",
    "bells-1-breaks": "",
}


def bells(**more: object) -> dict[str, object]:
    """The form of two sets of bells, with the edition that stands."""
    with school_scope(school().pk):
        return BELLS | FRIDAY | {"edition": queries.edition(), **more}


def test_a_year_gets_bells_of_its_own_and_can_go_back_to_those_before() -> None:
    office, path = sign_in("office"), "/quillbrook/terms/2026-27/timetable/"
    changed = {"bells-0-lessons": "9:00 to 10:30 Phonics\n11:00 - 12:00 Number", "bells-1-closes": "15:15"}
    assert office.post(path, bells(**changed)).status_code == 302
    assert "Phonics" in text(sign_in("teacher"), "/quillbrook/terms/2026-27/")
    assert "Phonics" not in text(sign_in("teacher"), "/quillbrook/terms/2025-26/")
    assert "Phonics" not in text(sign_in("teacher", "wrenmoor"), "/wrenmoor/terms/2026-27/")
    assert office.post(path, bells(earlier="1")).status_code == 302
    assert "Phonics" not in text(sign_in("teacher"), "/quillbrook/terms/2026-27/")


def test_bells_that_cannot_be_are_told_with_everything_typed() -> None:
    office, path = sign_in("office"), "/quillbrook/terms/2026-27/timetable/"
    page = office.post(path, bells()).content.decode()
    assert "“11-12 Number” does not say" in Page(page).text
    assert "Phonics" in page
    sound = bells() | {"bells-0-lessons": "9:00 to 10:30 Phonics\n10:00 to 11:00 Number"}
    page = office.post(path, sound).content.decode()
    assert "overlap" in page
    page = office.post(path, sound | {"bells-0-lessons": "9:00 to 10:30 Phonics"}).content.decode()
    assert "18 December 2026" in page  # a Friday half day that would end after the bell
    with school_scope(school().pk):
        assert "2026-27" not in queries.kept().timetables


def test_bells_that_somebody_else_changed_meanwhile_are_not_written_over() -> None:
    office, path = sign_in("office"), "/quillbrook/terms/2026-27/timetable/"
    changed = {"bells-0-lessons": "9:00 to 10:30 Phonics", "bells-1-closes": "15:15"}
    mine, theirs = bells(**changed), bells(**changed | {"bells-0-lessons": "9:00 to 10:30 Singing"})
    assert sign_in("business").post(path, theirs).status_code == 302
    page = office.post(path, mine).content.decode()
    assert "Somebody else changed" in page
    assert "Phonics" in page
    assert "Singing" in text(office, "/quillbrook/terms/2026-27/")
    assert office.post(path, bells(**changed)).status_code == 302
    assert "Phonics" in text(office, "/quillbrook/terms/2026-27/")


def test_what_was_seen_is_compared_in_the_same_transaction_that_writes() -> None:
    with school_scope(school().pk):
        seen, head = queries.edition(), person("head")
        actions.set_timetable(person=head, name="2026-27", timetable=None, seen=seen)
        for late in (
            lambda: actions.set_timetable(person=head, name="2026-27", timetable=None, seen=seen),
            lambda: actions.save_years(person=head, years=[], seen=seen),
            lambda: actions.remove_year(person=head, name="2031-32"),
        ):
            before = queries.edition()
            with pytest.raises(actions.Overtaken):
                late()
            assert queries.edition() == before


def test_somebody_with_hours_of_their_own_is_free_outside_them() -> None:
    office = sign_in("office")
    with school_scope(school().pk):
        teacher = person("teacher").membership_id
    path = f"/quillbrook/terms/hours/{teacher}/"
    assert office.get(path).status_code == 200
    assert last_action() == "terms.hours-read"
    assert "before they start" in office.post(path, {"from_1": "12:00", "to_1": "08:30"}).content.decode()
    assert "Give both times" in office.post(path, {"from_1": "08:30"}).content.decode()
    assert office.post(path, {"from_1": "08:30", "to_1": "12:00"}).status_code == 302
    assert last_action() == "terms.hours-changed"
    assert "Tuesday 08:30 to 12:00" in text(office, "/quillbrook/terms/hours/")
    assert "Tuesday 08:30 to 12:00" in text(sign_in("teacher"), "/quillbrook/terms/")
    with school_scope(school().pk):
        assert queries.pattern_of(teacher) == WorkingPattern({1: (time(8, 30), time(12))})
    assert office.post(path, {}).status_code == 302
    with school_scope(school().pk):
        assert queries.pattern_of(teacher) is None
    with school_scope(school("wrenmoor").pk):
        stranger = person("teacher", "wrenmoor").membership_id
    assert office.get(f"/quillbrook/terms/hours/{stranger}/").status_code == 404
    assert "Callum Reeve" not in text(office, "/quillbrook/terms/hours/")


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (datetime(2025, 11, 4, 10, 15, tzinfo=UTC), "Tuesday 4 November, 10:15: Lesson 2, until 10:45."),
        (datetime(2026, 6, 2, 9, 50, tzinfo=UTC), "Tuesday 2 June, 10:50: Morning break, until 11:00."),
        (datetime(2025, 11, 4, 8, 55, tzinfo=UTC), "the school day, between lessons."),
        (datetime(2025, 11, 4, 16, 0, tzinfo=UTC), "working time for staff, outside the school day."),
        (datetime(2025, 11, 4, 20, 0, tzinfo=UTC), "a school day, outside school hours."),
        (datetime(2025, 11, 8, 10, 0, tzinfo=UTC), "the weekend."),
        (datetime(2025, 10, 28, 10, 0, tzinfo=UTC), "half term."),
        (datetime(2025, 12, 23, 10, 0, tzinfo=UTC), "the school holidays."),
        (datetime(2025, 12, 25, 10, 0, tzinfo=UTC), "a bank holiday."),
        (datetime(2026, 1, 5, 10, 0, tzinfo=UTC), "an INSET day: staff work, pupils are at home."),
        (datetime(2026, 1, 29, 10, 0, tzinfo=UTC), "the school is closed today."),
        (datetime(2027, 9, 7, 10, 0, tzinfo=UTC), "The school year 2027-28 is not entered"),
    ],
)
def test_the_page_says_what_time_it_is_at_school(at: datetime, says: str) -> None:
    with time_machine.travel(at, tick=False):
        assert says in text(sign_in("governor"), "/quillbrook/terms/")


def test_the_picture_says_the_same_as_its_words() -> None:
    page = sign_in("parent").get("/quillbrook/terms/2025-26/").content.decode()
    assert 'aria-label="January 2026: 18 school days. INSET day: 5. Closed: 29. Bank holiday: 1."' in page
    assert page.count("gp-day--school-day") + page.count("gp-day--half-day") == 191


def test_a_year_that_is_no_year_is_missing() -> None:
    office = sign_in("office")
    for name in ("2025-27", "next", "2025", "9999-00", "1999-00", "20២5-26"):
        assert office.get(f"/quillbrook/terms/{name}/").status_code == 404
        assert office.get(f"/quillbrook/terms/{name}/dates/").status_code == 404


def test_a_fault_undoes_the_whole_of_it() -> None:
    term = Span(date(2027, 9, 2), date(2027, 12, 17), "term", "Autumn term")
    sound = Year(YEAR, date(2027, 8, 1), date(2027, 12, 31), (term,))
    broken = Year("2028-29", date(2028, 8, 1), date(2029, 7, 31), ())
    with school_scope(school().pk):
        before = Entry.objects.count()
        with pytest.raises(TermFaults):
            actions.save_years(person=person("office"), years=[sound, broken])
        late = DayShape(time(8, 50), time(13), time(8, 20), time(16, 30))
        with pytest.raises(TermFaults):
            actions.set_timetable(person=person("office"), name="2026-27", timetable=Timetable((late,)))
        assert Entry.objects.count() == before
    assert names() == ["2025-26", "2026-27"]
