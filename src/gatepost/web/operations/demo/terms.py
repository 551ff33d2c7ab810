"""The demo's school years: invented dates like those of an English and a Welsh council, and a usual day's bells."""

from datetime import time
from importlib.resources import files

from gatepost.law.bank_holidays import bank_holidays, known_years
from gatepost.terms.assemble import assemble, names_of
from gatepost.terms.calendar import BankHolidays
from gatepost.terms.csv_dates import read_csv
from gatepost.terms.timetable import DayShape, Slot, Timetable
from gatepost.web.schools.models import Membership, RoleHeld, School
from gatepost.web.schools.person import person_at
from gatepost.web.terms.actions import save_years, set_hours, set_timetable
from gatepost.web.terms.spans import Year, spans_of

DAY = DayShape(
    opens=time(8, 50),
    closes=time(15, 20),
    staff_from=time(8, 20),
    staff_to=time(16, 30),
    slots=(
        Slot("lesson", "Lesson 1", time(9), time(10)),
        Slot("lesson", "Lesson 2", time(10), time(10, 45)),
        Slot("break", "Morning break", time(10, 45), time(11)),
        Slot("lesson", "Lesson 3", time(11), time(12, 10)),
        Slot("break", "Lunch", time(12, 10), time(13, 10)),
        Slot("lesson", "Lesson 4", time(13, 10), time(14, 10)),
        Slot("lesson", "Lesson 5", time(14, 10), time(15, 15)),
    ),
)
MORNINGS = (time(8, 20), time(12, 30))


def enter_terms(school: School) -> None:
    """Inside a school's scope: the years 2025-26 and 2026-27, bells, and one member who works three mornings."""
    held = RoleHeld.objects.select_related("membership").filter(role="headteacher").order_by("pk")[0]
    head = person_at(held.membership.account_id)
    assert head is not None  # INVARIANT: the plan gives each school a headteacher
    source = files("gatepost.web.operations.demo").joinpath(f"terms-{school.jurisdiction}.csv").read_bytes()
    dates = read_csv(source).dates
    by_year = {year: tuple(bank_holidays(school.jurisdiction, year)) for year in known_years(school.jurisdiction)}
    made = [assemble(name, dates, BankHolidays.of(by_year)).year for name in names_of(dates)]
    years = [Year(one.name, one.starts, one.ends, spans_of(one, dates)) for one in made]
    save_years(person=head, years=years, from_file=True)
    set_timetable(person=head, name=years[0].name, timetable=Timetable((DAY,)))
    for member in Membership.objects.filter(roles__role="support-staff"):
        set_hours(person=head, member=member, hours=dict.fromkeys((0, 1, 2), MORNINGS))
