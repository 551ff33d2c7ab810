"""A file for the roll: looked at, confirmed by a number that somebody types, and written at once."""

import json

import pytest

from gatepost.web.people import comparing
from gatepost.web.people.actions import imports as actions
from gatepost.web.people.actions import roll as by_hand
from gatepost.web.people.forms.imports import ConfirmForm
from gatepost.web.people.models import Import, OnRoll, SourceId
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.people.files import as_csv, pupil_rows, roll
from tests.web.people.importing import QUILLBROOK, agreeing, changed_rows, confirm, sent, stage

pytestmark = pytest.mark.usefixtures("database")


def test_a_file_is_read_shown_confirmed_and_undone_on_the_pages() -> None:
    client, before = cast.sign_in("office"), roll()
    number = sent(client, as_csv(changed_rows()))
    page = client.get(f"{QUILLBROOK}{number}/").content.decode()
    assert "Bronwen Vaughan" in page
    assert "Class: Reception becomes Sunflowers" in page
    assert "not in the file" in page
    assert "3 changes in all" in page
    assert roll() == before
    agreed = client.get(f"{QUILLBROOK}{number}/").context["confirm"].initial["agreed"]
    client.post(f"{QUILLBROOK}{number}/confirm/", {"agreed": agreed, "typed": "3"})
    with school_scope(cast.school().pk):
        assert OnRoll.objects.filter(forename="Bronwen", class_name="Year 1").exists()
        row = Import.objects.get(pk=number)
        assert (row.state, row.snapshot) == ("applied", None)
        assert (row.counts["new"], row.counts["changed"], row.counts["leavers"]) == (1, 1, 1)
    client.post(f"{QUILLBROOK}{number}/undo/")
    assert roll() == before


def test_an_import_is_one_entry_and_its_counts_stand_in_no_clear_text() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        row = stage(head, as_csv(changed_rows()))
        start = Entry.objects.count()
        confirm(head, row)
        made = list(Entry.objects.order_by("pk"))[start:]
    assert [one.action for one in made] == ["roster.applied"]
    told = json.loads(made[0].body)
    assert set(told["commitments"]) == {"counts", "differences"}
    assert "1" not in told["thing"].partition(":")[0]


@pytest.mark.parametrize("typed", ["", "2", "4", "yes", "33", "-3"])
def test_nothing_changes_until_somebody_types_the_number_of_changes(typed: str) -> None:
    client, before = cast.sign_in("office"), roll()
    number = sent(client, as_csv(changed_rows()))
    page = client.get(f"{QUILLBROOK}{number}/")
    agreed = page.context["confirm"].initial["agreed"]
    assert page.content.decode().count("Type the number") == 1
    answer = client.post(f"{QUILLBROOK}{number}/confirm/", {"agreed": agreed, "typed": typed})
    again = answer.content.decode()
    assert "govuk-error-summary" in again
    assert "Nothing has been changed" in again
    assert f'value="{typed}"' in again or not typed
    assert agreed in again
    assert "How many changes are there in all?" in again
    assert roll() == before
    client.post(f"{QUILLBROOK}{number}/confirm/", {"agreed": agreed, "typed": " 3 "})
    assert roll() != before


def test_a_number_may_be_typed_with_its_comma() -> None:
    form = ConfirmForm({"agreed": "x", "typed": "4,200"})
    assert form.is_valid()
    assert form.cleaned_data["typed"] == 4200


def test_a_file_that_changes_nothing_can_only_be_put_away() -> None:
    client, head, file = cast.sign_in("office"), cast.person("head"), as_csv(changed_rows())
    with school_scope(head.school_id):
        first = stage(head, file)
        confirm(head, first)
    number = sent(client, file)
    page = client.get(f"{QUILLBROOK}{number}/").content.decode()
    assert "tells nothing that the roll does not say already" in page
    assert "Change the roll" not in page
    with school_scope(head.school_id):
        row = Import.objects.get(pk=number)
        with pytest.raises(Fault, match="nothing to change"):
            confirm(head, row)
        actions.undo(person=head, done=first)


def test_half_a_roll_asks_for_the_number_of_leavers_in_typed_digits() -> None:
    client, before = cast.sign_in("head"), roll()
    rows = pupil_rows()
    number = sent(client, as_csv(rows[::2]))
    page = client.get(f"{QUILLBROOK}{number}/")
    leaving = len(rows) - len(rows[::2])
    assert f"{leaving} of {len(rows)} pupils would leave" in page.content.decode()
    agreed = page.context["confirm"].initial["agreed"]
    assert page.content.decode().count("Type the number") == 1
    assert "How many people leave?" in page.content.decode()
    for typed in ("", str(leaving + 1), "all"):
        answer = client.post(f"{QUILLBROOK}{number}/confirm/", {"agreed": agreed, "typed": typed})
        assert "How many people leave?" in answer.content.decode()
        assert roll() == before
    client.post(f"{QUILLBROOK}{number}/confirm/", {"agreed": agreed, "typed": str(leaving)})
    with school_scope(cast.school().pk):
        assert OnRoll.objects.filter(kind="pupil").count() == len(rows) - leaving


def test_changes_only_make_nobody_leave() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        found = comparing.compare(stage(head, as_csv(changed_rows()[:3]), "delta"), today())
    assert not found.leavers


def test_nothing_is_written_that_was_not_on_the_page() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        row = stage(head, as_csv(changed_rows()))
        agreed = comparing.digest(comparing.compare(row, today()))
        by_hand.add(person=head, kind="pupil", told={"forename": "Late", "surname": "Comer"})
        other = OnRoll.objects.filter(kind="pupil", by_hand=False)[7]
        by_hand.change(person=head, row=other, told={"class_name": "Elsewhere"}, seen=by_hand.mark(other))
        with pytest.raises(Fault, match="changed since"):
            actions.confirm(person=head, waiting=row, agreed=agreed, typed=None)


def test_somebody_who_may_be_known_waits_until_a_person_has_decided() -> None:
    client = cast.sign_in("office")
    row = {**pupil_rows()[0], "Pupil ID": "7777", "DOB": ""}
    number = sent(client, as_csv([row]), mode="delta")
    page = client.get(f"{QUILLBROOK}{number}/")
    assert page.context["undecided"] == 1
    known = page.context["decide"].rows[0].candidates[0][0]
    (field,) = page.context["decide"].fields
    nothing = client.post(f"{QUILLBROOK}{number}/decide/", {}, follow=True)
    assert "Nothing is decided" in nothing.content.decode()
    client.post(f"{QUILLBROOK}{number}/decide/", {field: known})
    page = client.get(f"{QUILLBROOK}{number}/")
    assert (page.context["undecided"], page.context["counts"]["new"]) == (0, 0)
    assert "their number in your system is noted" in page.content.decode()
    assert "1 change in all" in page.content.decode()
    client.post(f"{QUILLBROOK}{number}/confirm/", agreeing(page))
    with school_scope(cast.school().pk):
        assert SourceId.objects.filter(person_id=int(known), source="sims", source_id="7777").count() == 1


def test_an_answer_on_a_page_that_is_behind_is_about_its_own_row() -> None:
    client = cast.sign_in("office")
    rows = [{**one, "Pupil ID": f"77{at}", "DOB": ""} for at, one in enumerate(pupil_rows()[:2])]
    number = sent(client, as_csv(rows), mode="delta")
    first, second = client.get(f"{QUILLBROOK}{number}/").context["decide"].fields
    client.post(f"{QUILLBROOK}{number}/decide/", {first: "new"})
    client.post(f"{QUILLBROOK}{number}/decide/", {first: "new"})  # from a page where both still wait
    page = client.get(f"{QUILLBROOK}{number}/")
    assert list(page.context["decide"].fields) == [second]
    assert page.context["counts"]["new"] == 1


@pytest.mark.parametrize("key", ["dsl", "teacher", "governor", "dpo"])
def test_nobody_else_can_send_confirm_or_undo(key: str) -> None:
    person, head = cast.person(key), cast.person("head")
    with school_scope(person.school_id):
        row = stage(head, as_csv(changed_rows()))
        with pytest.raises(Refused):
            stage(person, as_csv(changed_rows()))
        with pytest.raises(Refused):
            confirm(person, row)
        with pytest.raises(Refused):
            actions.undo(person=person, done=row)
        with pytest.raises(Refused):
            actions.give_up(waiting=row, person=person)


def test_a_file_of_another_school_does_not_exist() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        row = stage(head, as_csv(changed_rows()))
    client = cast.sign_in("head", "larksend")
    for page in ("", "new/", "faults/"):
        assert client.get(f"/larksend/roll/import/{row.pk}/{page}").status_code == 404
    for verb in ("confirm", "undo", "give-up", "decide"):
        answer = client.post(f"/larksend/roll/import/{row.pk}/{verb}/", {"agreed": "x"})
        assert answer.status_code == 404
    assert str(row.pk) not in client.get("/larksend/roll/import/").content.decode().partition("The latest files")[2]
