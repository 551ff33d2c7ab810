"""The roll: who sees what of it, searching it, changing it by hand, and what the record then says."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gatepost.web.people.actions import roll as actions
from gatepost.web.people.models import Contact, OnRoll, PastPupil
from gatepost.web.people.queries import roll as queries
from gatepost.web.people.spreadsheet import to_csv
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web import cast

pytestmark = pytest.mark.usefixtures("database")

WHOLE = ("head", "dsl", "deputy", "office", "business")
NAMES = ("teacher", "support")
NOTHING = ("it", "provider", "dpo", "chair", "governor", "clerk", "supply", "contractor", "trainee", "volunteer")


def emily() -> OnRoll:
    with school_scope(cast.school().pk):
        return OnRoll.objects.filter(forename="Emily", surname="Jones").order_by("pk")[0]


def last_entry(slug: str = "quillbrook") -> tuple[str, str]:
    with school_scope(cast.school(slug).pk):
        row = Entry.objects.order_by("-pk")[0]
        return row.action, row.thing


@pytest.mark.parametrize("key", [*NOTHING, "friend", "parent"])
def test_whoever_has_no_part_in_it_finds_no_roll(key: str) -> None:
    client = cast.sign_in(key)
    row = emily()
    for page in ("", "staff/", "import/", f"people/{row.pk}/", "new-year/", "folder/"):
        assert client.get(f"/quillbrook/roll/{page}").status_code == 404
    assert client.post("/quillbrook/roll/search/", {"words": "Emily"}).status_code == 404
    with school_scope(row.school_id):
        assert queries.search(cast.person(key), "Emily") == []
        assert not queries.listed(cast.person(key), "pupil").exists()


@pytest.mark.parametrize("key", NAMES)
def test_staff_see_who_is_in_which_class_and_nothing_more(key: str) -> None:
    client = cast.sign_in(key)
    row = emily()
    page = client.get("/quillbrook/roll/?class=3")
    assert page.status_code == 200
    assert b"Emily Jones" in page.content
    assert f"people/{row.pk}/".encode() not in page.content
    for path in (f"people/{row.pk}/", "staff/", "parents/"):
        assert client.get(f"/quillbrook/roll/{path}").status_code == 404
    assert client.post("/quillbrook/roll/copy/", {"kind": "pupil"}).status_code == 404
    with school_scope(row.school_id), CaptureQueriesContext(connection) as ran:
        assert queries.search(cast.person(key), "emily jon")
    assert not any("date_of_birth" in one["sql"] for one in ran.captured_queries)


@pytest.mark.parametrize("key", WHOLE)
def test_the_office_and_the_safeguarding_lead_see_the_whole_roll(key: str) -> None:
    client = cast.sign_in(key)
    row = emily()
    page = client.get(f"/quillbrook/roll/people/{row.pk}/")
    assert f"{row.date_of_birth:%B %Y}".encode() in page.content
    assert b"Parental responsibility" in page.content
    assert last_entry() == ("roll.read", f"on-roll:{row.pk}")


def test_no_list_search_or_page_shows_somebody_of_another_school() -> None:
    with school_scope(cast.school("larksend").pk):
        theirs = OnRoll.objects.filter(kind="pupil").order_by("pk")[0]
        theirs.surname, theirs.folded = "Elsewhere", " elsewhere"
        theirs.save()
    client = cast.sign_in("office")
    for path in ("", "?page=2", "staff/", "governors/", "parents/"):
        assert b"Elsewhere" not in client.get(f"/quillbrook/roll/{path}").content
    assert b"Nobody with such a name" in client.post("/quillbrook/roll/search/", {"words": "Elsewhere"}).content
    assert client.get(f"/quillbrook/roll/people/{theirs.pk}/").status_code == 404
    assert b"Elsewhere" not in client.post("/quillbrook/roll/copy/", {"kind": "pupil"}).content


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("emily", "Emily Jones"),
        ("JONES em", "Emily Jones"),
        ("wojcik", "Wójcik"),
        ("o'dowd", "O'Dowd"),
        ("reid okonjo", "Okonjo-Reid"),
        ("emly jnes", "Emily Jones"),
    ],
)
def test_a_search_finds_beginnings_of_names_without_accents_and_small_slips(words: str, found: str) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        names = [str(one) for one in queries.search(head, words)]
    assert any(found in name for name in names)


def test_a_search_is_on_the_record_without_its_words() -> None:
    client = cast.sign_in("teacher")
    page = client.post("/quillbrook/roll/search/", {"words": "Emily"})
    assert b"Emily Jones" in page.content
    assert last_entry() == ("roll.searched", "-")


def test_lists_take_the_same_queries_however_many_there_are() -> None:
    client = cast.sign_in("office")
    client.get("/quillbrook/roll/")
    with CaptureQueriesContext(connection) as few:
        client.get("/quillbrook/roll/")
    school = cast.school()
    with school_scope(school.pk):
        OnRoll.objects.bulk_create(
            OnRoll(school=school, kind="pupil", forename="A", surname=f"B{n}", class_name="Year 1") for n in range(300)
        )
    with CaptureQueriesContext(connection) as many:
        client.get("/quillbrook/roll/")
    assert len(many) == len(few)


def test_a_copy_is_on_the_record_and_no_cell_of_it_is_calculated() -> None:
    row = emily()
    with school_scope(row.school_id):
        OnRoll.objects.filter(pk=row.pk).update(class_name="=1+1")
    copy = cast.sign_in("office").post("/quillbrook/roll/copy/", {"kind": "pupil"}).content.decode("utf-8-sig")
    assert copy.splitlines()[0] == "kind,forename,surname,known_as,class,year_group,date_of_birth"
    assert "'=1+1" in copy
    assert last_entry() == ("roll.exported", "roll:pupil")
    assert to_csv([("@SUM(1)", -1, None)]).decode("utf-8-sig") == "'@SUM(1),-1,\r\n"


def test_somebody_added_by_hand_is_found_and_can_be_changed() -> None:
    client = cast.sign_in("office")
    told = {"kind": "pupil", "forename": "Siân", "surname": "Llwyd", "year_group": "2", "class_name": "Year 2"}
    assert client.post("/quillbrook/roll/add/", {**told, "date_of_birth": "1950-01-01"}).status_code == 200
    client.post("/quillbrook/roll/add/", {**told, "date_of_birth": f"{today().year - 7}-03-04"})
    with school_scope(cast.school().pk):
        row = OnRoll.objects.get(surname="Llwyd")
    assert (row.by_hand, row.year_group, row.folded) == (True, 2, " sian llwyd")
    assert last_entry() == ("roll.added", f"on-roll:{row.pk}")
    page = f"/quillbrook/roll/people/{row.pk}/change/"
    told["seen"] = client.get(page).context["form"]["seen"].value()
    assert client.post(page, {**told, "surname": "Llwyd-Hughes", "upn": "nonsense"}).status_code == 200
    client.post(page, {**told, "surname": "Llwyd-Hughes"})
    with school_scope(cast.school().pk):
        row = OnRoll.objects.get(pk=row.pk)
    assert (row.surname, row.former_names, row.date_of_birth) == ("Llwyd-Hughes", ["Llwyd"], None)
    assert last_entry() == ("roll.changed", f"on-roll:{row.pk}")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("=Bronwen", "without =, +, - or @ at the beginning"),
        ("Bronwen 2", "A name holds no digits."),
        ("<b>Bronwen</b>", "Type the name with letters"),
        ("#REF!", "Type the name with letters"),
    ],
)
def test_the_form_speaks_of_what_was_typed_and_not_of_cells_of_a_file(typed: str, said: str) -> None:
    told = {"kind": "pupil", "forename": typed, "surname": "Vaughan"}
    page = cast.sign_in("office").post("/quillbrook/roll/add/", told).content.decode()
    assert said in page
    for word in ("cell", "column", "spreadsheet", "Export"):
        assert word not in page.partition("<main")[2]


def test_what_a_file_or_a_colleague_changed_meanwhile_is_not_overwritten() -> None:
    client, row = cast.sign_in("office"), emily()
    page = f"/quillbrook/roll/people/{row.pk}/change/"
    form = client.get(page).context["form"]
    told = {name: str(form[name].value() or "") for name in form.fields} | {"known_as": "Emmy"}
    with school_scope(row.school_id):
        OnRoll.objects.filter(pk=row.pk).update(class_name="Year 4")
    answer = client.post(page, told, follow=True)
    assert "changed since you opened the page" in answer.content.decode()
    assert answer.context["form"]["class_name"].value() == "Year 4"
    with school_scope(row.school_id):
        assert OnRoll.objects.get(pk=row.pk).known_as == row.known_as
    client.post(page, told | {"seen": answer.context["form"]["seen"].value(), "class_name": "Year 4"})
    with school_scope(row.school_id):
        assert OnRoll.objects.get(pk=row.pk).known_as == "Emmy"


@pytest.mark.parametrize("asked", ["", "x", "-1", "99", "²", "9" * 5000])
def test_a_class_that_there_is_not_is_every_class(asked: str) -> None:
    page = cast.sign_in("office").get("/quillbrook/roll/", {"class": asked})
    assert page.status_code == 200
    assert page.context["room"] is None


def test_a_pupil_who_leaves_takes_parents_without_another_child_along() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        child = OnRoll.objects.filter(kind="pupil", surname="Vaughan").order_by("pk")[0]
        siblings = OnRoll.objects.filter(kind="pupil", surname="Vaughan").exclude(pk=child.pk)
        for one in siblings:
            actions.take_off(person=head, row=one, last_day=today())
        assert OnRoll.objects.filter(kind="parent", surname="Vaughan").count() == 2
        actions.take_off(person=head, row=child, last_day=today())
        assert not OnRoll.objects.filter(surname="Vaughan").exists()
        assert not Contact.objects.filter(child_id=child.pk).exists()
        assert not PastPupil.objects.exists()  # the module is off: nothing is kept


def test_a_last_day_to_come_is_kept_until_the_clock_sees_it_over() -> None:
    from django.utils import timezone

    from gatepost.web.people import due

    head, row = cast.person("head"), emily()
    with school_scope(head.school_id):
        actions.take_off(person=head, row=row, last_day=today() + timedelta(days=3))
        due.run(cast.school(), timezone.now() + timedelta(days=3))
        assert OnRoll.objects.filter(pk=row.pk).exists()
        due.run(cast.school(), timezone.now() + timedelta(days=4))
        assert not OnRoll.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("key", ["dsl", "teacher", "governor"])
def test_only_office_and_heads_change_the_roll(key: str) -> None:
    person, row = cast.person(key), emily()
    with school_scope(person.school_id):
        with pytest.raises(Refused):
            actions.change(person=person, row=row, told={"forename": "Emma"}, seen=actions.mark(row))
        with pytest.raises(Refused):
            actions.take_off(person=person, row=row, last_day=date(2026, 1, 1))
        with pytest.raises(Refused):
            actions.add(person=person, kind="pupil", told={"forename": "A", "surname": "B"})


def test_staff_on_the_roll_are_proposed_as_members_and_get_no_role() -> None:
    school = cast.school()
    with school_scope(school.pk):
        OnRoll.objects.create(school=school, kind="staff", forename="New", surname="Starter", email="new@post.example")
    client = cast.sign_in("office")
    page = client.get("/quillbrook/roll/staff/").content
    assert b"new@post.example" in page
    assert b"teacher@quillbrook.example" not in page
