"""Past pupils: kept while their module is on, gone on the 18th birthday, removed for good where the office says so."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from gatepost.web.people import due
from gatepost.web.people.actions import past as actions
from gatepost.web.people.actions import roll
from gatepost.web.people.keeping_out import admissible
from gatepost.web.people.models import Import, KeptOut, OnRoll, PastPupil
from gatepost.web.people.queries import past as queries
from gatepost.web.people.writing import past_pupil
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
from tests.web.people.switching import off, on

pytestmark = pytest.mark.usefixtures("database")

MODULE = "past-pupils"
LEFT = date(2024, 7, 19)


def kept(forename: str = "Wilf", born: date = date(2013, 3, 4), slug: str = "quillbrook", **told: Any) -> PastPupil:
    row = PastPupil(school=school(slug), forename=forename, surname="Tarn", date_of_birth=born, left_on=LEFT, **told)
    row.save()
    return row


def there(slug: str = "quillbrook") -> list[str]:
    return list(PastPupil.objects.order_by("pk").values_list("forename", flat=True))


def tick(day: str) -> list[str]:
    """Who is left after the clock ran on a day."""
    with time_machine.travel(datetime.fromisoformat(f"{day}T05:00:00").replace(tzinfo=UTC), tick=False):
        due.run(school(), timezone.now())
    return there()


@pytest.mark.parametrize(
    ("born", "still", "gone"),
    [
        (date(2013, 3, 4), "2031-03-03", "2031-03-04"),
        (date(2012, 2, 29), "2030-02-28", "2030-03-01"),
        (date(2014, 2, 28), "2032-02-27", "2032-02-28"),
        (date(2014, 3, 1), "2032-02-29", "2032-03-01"),
        (date(2013, 12, 31), "2031-12-30", "2031-12-31"),
    ],
)
def test_a_past_pupil_is_gone_on_the_eighteenth_birthday_and_not_before(born: date, still: str, gone: str) -> None:
    with school_scope(school().pk):
        on(MODULE)
        kept(born=born)
        kept("Nell", date(2015, 1, 1))
        assert tick(still) == ["Wilf", "Nell"]
        assert tick(gone) == ["Nell"]
        entry = Entry.objects.get(action="past-pupil.erased")
        assert entry.actor == "system"
        assert not Entry.objects.filter(body__contains="Tarn").exists()


def test_a_leaver_of_year_6_whose_birthday_nobody_knows_is_kept_until_the_last_possible_day() -> None:
    with school_scope(school().pk):
        on(MODULE)
        pupil = OnRoll(school=school(), kind="pupil", forename="Wilf", surname="Tarn", year_group=6)
        row = past_pupil(pupil, LEFT, LEFT)
        assert row is not None
        assert (row.date_of_birth, row.estimated) == (date(2013, 8, 31), True)
        row.save()
        assert tick("2031-08-30") == ["Wilf"]
        assert tick("2031-08-31") == []


def test_the_clock_is_the_schools_own_in_summer() -> None:
    with school_scope(school().pk):
        on(MODULE)
        kept(born=date(2013, 7, 1))
        due.run(school(), datetime(2031, 6, 30, 22, 30, tzinfo=UTC))
        assert there() == ["Wilf"]
        due.run(school(), datetime(2031, 6, 30, 23, 30, tzinfo=UTC))
        assert there() == []


def test_nothing_is_kept_once_the_module_is_switched_off_and_what_only_lost_its_signature_is_not_shown() -> None:
    with school_scope(school().pk):
        on(MODULE)
        row = kept()
        with time_machine.travel(datetime(2028, 9, 1, 9, tzinfo=UTC), tick=False):
            due.run(school(), timezone.now())
            assert there() == ["Wilf"]
            assert queries.one(person("head"), row.pk) is None
        off(MODULE)
        kept_back = Import(school=school(), staged_at=timezone.now(), expires_at=timezone.now(), journal=b"names")
        kept_back.applied_at = timezone.now()
        kept_back.save()
        due.run(school(), timezone.now())
        assert there() == []
        assert not Import.objects.filter(journal__isnull=False).exists()
    with school_scope(school("wrenmoor").pk):
        due.run(school("wrenmoor"), timezone.now())
        assert len(there()) == 2


def test_a_pupil_who_leaves_is_deleted_while_the_module_is_off() -> None:
    with school_scope(school().pk):
        pupils = list(OnRoll.objects.filter(kind="pupil").order_by("pk")[:2])
        roll.take_off(person=person("office"), row=pupils[0], last_day=today())
        assert there() == []
        on(MODULE)
        roll.take_off(person=person("office"), row=pupils[1], last_day=today())
        assert there() == [pupils[1].forename]


@pytest.mark.parametrize("key", ["head", "dsl", "deputy", "office"])
def test_they_see_who_is_kept_at_their_own_school_and_the_record_says_that_they_looked(key: str) -> None:
    client = sign_in(key)
    assert "Past pupils are not kept" in client.get("/quillbrook/past-pupils/").content.decode()
    with school_scope(school().pk):
        on(MODULE)
        row = kept(estimated=True)
    with school_scope(school("wrenmoor").pk):
        other = kept("Somebody", slug="wrenmoor")
    page = client.get("/quillbrook/past-pupils/").content.decode()
    assert "Wilf Tarn" in page
    assert "Estimated" in page
    assert "Somebody" not in page
    assert "4 March 2031" in client.get(f"/quillbrook/past-pupils/{row.pk}/").content.decode()
    assert client.post(f"/quillbrook/past-pupils/{row.pk}/").status_code == 200
    assert client.get(f"/quillbrook/past-pupils/{other.pk}/").status_code == 404
    with school_scope(school().pk):
        read = Entry.objects.filter(action="past-pupil.read").order_by("pk")
        assert [one.thing for one in read] == ["past-pupils", *[f"past-pupil:{row.pk}"] * 2]


@pytest.mark.parametrize("key", ["teacher", "support", "business", "dpo", "chair", "it", "parent"])
def test_nobody_else_sees_them(key: str) -> None:
    with school_scope(school().pk):
        on(MODULE)
        row = kept()
        assert not queries.past_pupils(person(key)).exists()
    assert sign_in(key).get("/quillbrook/past-pupils/").status_code == 404
    assert sign_in(key).get(f"/quillbrook/past-pupils/{row.pk}/").status_code == 404


def test_the_office_corrects_an_estimated_day_and_nobody_who_only_looks_does() -> None:
    with school_scope(school().pk):
        on(MODULE)
        row = kept(born=date(2013, 8, 31), estimated=True)
        with pytest.raises(Refused):
            actions.correct(person=person("dsl"), row=row, date_of_birth=date(2013, 5, 5))
        for wrong in (date(2023, 7, 1), date(2030, 1, 1), date(2004, 7, 19), date(2000, 1, 1)):
            with pytest.raises(Fault) as fault:
                actions.correct(person=person("office"), row=row, date_of_birth=wrong, sure=True)
            assert fault.value.field == "date_of_birth"
    answer = sign_in("office").post(f"/quillbrook/past-pupils/{row.pk}/", {"date_of_birth": "2013-05-05"})
    assert answer.status_code == 302
    assert sign_in("dsl").post(f"/quillbrook/past-pupils/{row.pk}/", {"date_of_birth": "2013-06-06"}).status_code == 200
    with school_scope(school().pk):
        row.refresh_from_db()
    assert (row.date_of_birth, row.estimated) == (date(2013, 5, 5), False)


def test_a_date_of_birth_that_erases_at_once_is_asked_about() -> None:
    with school_scope(school().pk):
        on(MODULE)
        row = kept(born=date(2013, 8, 31))
    office, where = sign_in("office"), f"/quillbrook/past-pupils/{row.pk}/"
    assert "erase this past pupil" not in office.get(where).content.decode()
    grown = date(today().year - 19, 1, 2).isoformat()
    asked = office.post(where, {"date_of_birth": grown}).content.decode()
    assert "18 already" in asked
    assert "erase this past pupil" in asked
    assert f'value="{grown}"' in asked
    with school_scope(school().pk):
        row.refresh_from_db()
        assert row.date_of_birth == date(2013, 8, 31)
    assert office.post(where, {"date_of_birth": grown, "sure": "on"}).status_code == 302
    with school_scope(school().pk):
        due.run(school(), timezone.now())
        assert there() == []


def test_a_child_who_was_removed_for_good_does_not_come_back() -> None:
    with school_scope(school().pk):
        on(MODULE)
        row = kept("Zoë")
    assert sign_in("dsl").post(f"/quillbrook/past-pupils/{row.pk}/remove/").status_code == 404
    office, where = sign_in("office"), f"/quillbrook/past-pupils/{row.pk}/"
    page = office.get(where).content.decode()
    assert "Nothing is kept" not in page
    assert "fingerprint of the name" in page
    for wrong in ("", "Zoë", "Tarnn"):
        again = office.post(f"{where}remove/", {"surname": wrong})
        assert again.status_code == 200
        assert "Nothing has been removed" in again.content.decode()
        assert f'value="{wrong}"' in again.content.decode() or not wrong
    with school_scope(school().pk):
        assert there() == ["Zoë"]
        assert not KeptOut.objects.exists()
    assert office.post(f"{where}remove/", {"surname": " tarn "}).status_code == 302
    with school_scope(school().pk):
        assert there() == []
        assert "tarn" not in KeptOut.objects.get().digest
        returned = [PastPupil(school=school(), forename=one, surname="TARN") for one in ("Zoe", "Wilf")]
        assert [one.forename for one in admissible(returned)] == ["Wilf"]
        pupil = roll.add(
            person=person("office"),
            kind="pupil",
            told={"forename": "Zoe", "surname": "Tarn", "date_of_birth": date(2014, 3, 4)},
        )
        roll.take_off(person=person("office"), row=pupil, last_day=today())
        assert there() == []
        assert not OnRoll.objects.filter(pk=pupil.pk).exists()
        with pytest.raises(Refused):
            actions.remove(person=person("dsl"), row=kept(), surname="Tarn")
