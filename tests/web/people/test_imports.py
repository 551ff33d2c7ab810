"""A file for the roll: looked at, confirmed, written at once, and taken back as if it had never been."""

import json
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from gatepost.rosters.faults import RosterFaults
from gatepost.rosters.reading import Options
from gatepost.rosters.snapshot import Contact as ToldContact
from gatepost.rosters.snapshot import Kind, Place, Snapshot
from gatepost.rosters.snapshot import Person as Told
from gatepost.web.modules import actions as modules
from gatepost.web.modules.registry import module
from gatepost.web.people import comparing, due
from gatepost.web.people.actions import imports as actions
from gatepost.web.people.actions import roll as by_hand
from gatepost.web.people.journal import pack, take_back, unpack
from gatepost.web.people.models import Contact, Import, OnRoll, PastPupil, SavedMapping, SourceId
from gatepost.web.people.writing import Writing, write
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person, today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.people.files import SECRET, as_csv, dump, form, pupil_rows, roll

pytestmark = pytest.mark.usefixtures("database")

QUILLBROOK = "/quillbrook/roll/import/"


def changed_rows() -> list[dict[str, str]]:
    """One with another class, one gone, one new."""
    rows = pupil_rows()
    rows[0]["Reg Form"] = "Sunflowers"
    del rows[5]
    new = {"Pupil ID": "9001", "Legal Forename": "Bronwen", "Legal Surname": "Vaughan", "DOB": rows[9]["DOB"]}
    return [*rows, {**rows[9], **new}]


def stage(person: Person, source: bytes, mode: Any = "full", **told: Any) -> Import:
    options = Options(on=today(), mode=mode, preset="sims", **told)
    return actions.stage(person=person, source=source, name="pupils.csv", options=options)


def confirm(person: Person, row: Import, typed: int | None = None) -> None:
    agreed = comparing.digest(comparing.compare(row, today()))
    actions.confirm(person=person, waiting=row, agreed=agreed, typed=typed)


def sent(client: Client, source: bytes, /, **told: str) -> int:
    """The number of the import that a file becomes."""
    answer = client.post(QUILLBROOK, form(source, **told))
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].rstrip("/").rpartition("/")[2])


def entries(action: str) -> int:
    with school_scope(cast.school().pk):
        return Entry.objects.filter(action=action).count()


def switch_on_past_pupils(slug: str = "quillbrook") -> None:
    head, officer = cast.person("head", slug), cast.person("dpo", slug)
    with school_scope(head.school_id):
        version = module("past-pupils").version
        review = today() + timedelta(days=300)
        modules.sign(person=officer, code="past-pupils", version=version, review_on=review, note="")
        modules.switch_on(person=head, code="past-pupils")


def test_a_file_is_read_shown_confirmed_and_undone_on_the_pages() -> None:
    client, before = cast.sign_in("office"), roll()
    number = sent(client, as_csv(changed_rows()))
    page = client.get(f"{QUILLBROOK}{number}/").content.decode()
    assert "Bronwen Vaughan" in page
    assert "Class: Reception becomes Sunflowers" in page
    assert "not in the file" in page
    assert roll() == before
    agreed = client.get(f"{QUILLBROOK}{number}/").context["confirm"].initial["agreed"]
    client.post(f"{QUILLBROOK}{number}/confirm/", {"agreed": agreed})
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


def test_what_must_not_be_read_is_nowhere_in_the_database() -> None:
    client = cast.sign_in("office")
    number = sent(client, as_csv(changed_rows()))
    page = client.get(f"{QUILLBROOK}{number}/").content.decode()
    assert "Ethnicity, Password" in page
    with school_scope(cast.school().pk):
        row = Import.objects.get(pk=number)
        assert row.snapshot is not None
        assert SECRET.encode() not in zlib.decompress(bytes(row.snapshot))
        assert SECRET not in json.dumps(row.told)
    assert SECRET not in page


def test_half_a_roll_asks_for_the_number_of_leavers_in_typed_digits() -> None:
    client, before = cast.sign_in("head"), roll()
    rows = pupil_rows()
    number = sent(client, as_csv(rows[::2]))
    page = client.get(f"{QUILLBROOK}{number}/")
    leaving = len(rows) - len(rows[::2])
    assert f"{leaving} of {len(rows)} pupils would leave" in page.content.decode()
    agreed = page.context["confirm"].initial["agreed"]
    for typed in ("", str(leaving + 1), "all"):
        client.post(f"{QUILLBROOK}{number}/confirm/", {"agreed": agreed, "typed": typed})
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


def test_a_damaged_file_changes_nothing_and_says_where_it_is_wrong() -> None:
    client, before = cast.sign_in("office"), roll()
    rows = pupil_rows()
    rows[3]["Legal Forename"] = '=HYPERLINK("http://bad.example")'
    rows[4]["DOB"] = "31/02/2019"
    answer = client.post(QUILLBROOK, form(as_csv(rows)))
    page = answer.content.decode()
    assert "pupils.csv: 5" in page
    assert "pupils.csv: 6" in page
    listed = client.get(f"{QUILLBROOK}{answer.context['failed'].pk}/faults/").content.decode("utf-8-sig")
    assert "pupils.csv,5,Legal Forename" in listed
    assert "31/02/2019" not in listed
    assert "bad.example" not in listed
    assert roll() == before


@pytest.mark.parametrize("source", [b"", b"\x00\x01", b"%PDF-1.4", b"PK\x03\x04 not a zip", b"a,b\n1,2\n", b"<CTfile>"])
def test_what_is_no_roll_is_refused_with_a_sentence(source: bytes) -> None:
    client, before = cast.sign_in("office"), roll()
    answer = client.post(QUILLBROOK, form(source))
    assert answer.status_code == 200
    assert b"govuk-error-summary" in answer.content
    assert roll() == before


def test_a_report_with_strange_headers_asks_which_column_is_which_and_remembers_it() -> None:
    client = cast.sign_in("office")
    rows = [{"Kid first": "Bronwen", "Family bit": "Vaughan", "Born on": "03/04/2018", "Class": "Year 3", "UPN": ""}]
    headers = ("Kid first", "Family bit", "Born on", "Class", "UPN")
    page = client.post(QUILLBROOK, form(as_csv(rows, headers), mode="delta", report=""))
    shown = page.context["form"]
    at = {header: f"column-{place}" for place, header in enumerate(shown.named)}
    told = {at["Kid first"]: "forename", at["Family bit"]: "surname", at["Born on"]: "date_of_birth"}
    told |= {at["Class"]: "class_name", at["UPN"]: "upn", "headers": shown.initial["headers"], "source": "Our list"}
    number = sent(client, as_csv(rows, headers), mode="delta", report="", order="dmy", **told)
    assert "Bronwen Vaughan" in client.get(f"{QUILLBROOK}{number}/").content.decode()
    with school_scope(cast.school().pk):
        assert SavedMapping.objects.get(source="Our list").columns["Kid first"] == "forename"
    again = sent(client, as_csv(rows, headers), mode="delta", report="saved:Our list")
    assert "Bronwen Vaughan" in client.get(f"{QUILLBROOK}{again}/").content.decode()


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
    client.post(f"{QUILLBROOK}{number}/confirm/", {"agreed": page.context["confirm"].initial["agreed"]})
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


def test_leavers_become_past_pupils_only_while_their_module_is_on() -> None:
    head, rows = cast.person("head"), changed_rows()
    with school_scope(head.school_id):
        row = stage(head, as_csv(rows))
        confirm(head, row)
        assert not PastPupil.objects.exists()
        actions.undo(person=head, done=row)
    switch_on_past_pupils()
    before = roll()
    with school_scope(head.school_id):
        row = stage(head, as_csv(rows))
        confirm(head, row)
        left = PastPupil.objects.get()
        assert (left.left_on, left.estimated) == (today(), False)
        assert left.date_of_birth is not None
        actions.undo(person=head, done=row)
    assert roll() == before


def test_a_past_pupil_who_is_back_is_on_the_roll_again_and_no_past_pupil() -> None:
    switch_on_past_pupils()
    head, whole = cast.person("head"), as_csv(pupil_rows())
    with school_scope(head.school_id):
        confirm(head, stage(head, as_csv(changed_rows()[:-1])))
        name = PastPupil.objects.get().surname
        before = dump()
        row = stage(head, whole)
        assert len(comparing.compare(row, today()).returners) == 1
        confirm(head, row)
        assert not PastPupil.objects.exists()
        assert OnRoll.objects.filter(kind="pupil", surname=name).exists()
        actions.undo(person=head, done=row)
        assert dump() == before


def test_only_the_last_import_can_be_undone_and_only_while_nobody_has_touched_it() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        first = stage(head, as_csv(changed_rows()))
        confirm(head, first)
        new = OnRoll.objects.get(forename="Bronwen")
        by_hand.change(person=head, row=new, told={"class_name": "Poppies"}, seen=by_hand.mark(new))
        before = dump()
        with pytest.raises(Fault, match="somebody has changed"):
            actions.undo(person=head, done=first)
        assert dump() == before
        second = stage(head, as_csv(changed_rows()[:2]), "delta")
        confirm(head, second)
        with pytest.raises(Fault, match="later import"):
            actions.undo(person=head, done=first)
        actions.undo(person=head, done=second)
        assert dump() == before
        with pytest.raises(Fault):
            actions.undo(person=head, done=second)


def test_after_a_month_nothing_is_kept_to_undo_with() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        row = stage(head, as_csv(changed_rows()))
        confirm(head, row)
        due.run(cast.school(), timezone.now() + timedelta(days=31))
        row.refresh_from_db()
        assert row.journal is None


def test_a_large_file_is_left_to_the_clock_with_a_page_that_looks_again() -> None:
    client = cast.sign_in("office")
    rows = [
        {"Pupil ID": str(n), "Legal Forename": f"A{chr(97 + n % 26)}", "Legal Surname": f"B{chr(97 + n // 26 % 26)}"}
        for n in range(actions.AT_ONCE + 1)
    ]
    rows = [{**one, "DOB": f"{n % 28 + 1}/{n // 28 % 12 + 1}/{2016 + n // 336 % 4}"} for n, one in enumerate(rows)]
    number = sent(client, as_csv(rows), mode="delta", kind="pupil")
    agreed = client.get(f"{QUILLBROOK}{number}/").context["confirm"].initial["agreed"]
    before = roll()
    client.post(f"{QUILLBROOK}{number}/confirm/", {"agreed": agreed})
    page = client.get(f"{QUILLBROOK}{number}/").content.decode()
    assert '<meta http-equiv="refresh"' in page
    assert roll() == before
    with school_scope(cast.school().pk):
        due.run(cast.school(), timezone.now())
        assert Import.objects.get(pk=number).state == "applied"
        assert OnRoll.objects.filter(forename__startswith="A", surname__startswith="B").count() > 1500
    assert entries("roster.applied") == 1


def test_what_was_read_is_gone_after_a_day() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        row = stage(head, as_csv(changed_rows()))
        due.run(cast.school(), timezone.now() + timedelta(hours=25))
        row.refresh_from_db()
        assert (row.state, row.snapshot) == ("given-up", None)


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


def test_the_page_that_takes_a_file_asks_for_the_token_of_its_form() -> None:
    client = cast.sign_in("office")
    client.handler.enforce_csrf_checks = True
    before = roll()
    assert client.post(QUILLBROOK, form(as_csv(changed_rows()))).status_code == 403
    assert roll() == before
    token = client.get(QUILLBROOK).context["csrf_token"]
    assert (
        client.post(QUILLBROOK, {**form(as_csv(changed_rows())), "csrfmiddlewaretoken": str(token)}).status_code == 302
    )


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gatepost.web.people.uploads.LARGEST", 2000)
    client = cast.sign_in("office")
    answer = client.post(QUILLBROOK, form(as_csv(changed_rows())))
    assert "Choose a file of at most 50 MB" in answer.content.decode()


def test_faults_name_no_value_in_their_own_text() -> None:
    head = cast.person("head")
    with school_scope(head.school_id), pytest.raises(RosterFaults) as found:
        stage(head, b"Forename,Surname\nAnna,=1+1\n", kind="pupil")
    assert "=1+1" not in str(found.value)


def test_contacts_come_with_their_parents_and_go_again() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        before = dump()
        source = (
            "kind,id,forename,surname,child,relationship,parental responsibility,email\n"
            "pupil,100,Nia,Bevan,,,,\nparent,P1,Mair,Bevan,100,Grandmother,yes,mair@post.example\n"
        )
        child = OnRoll.objects.get(source_ids__source_id="100")
        source = source.replace("Nia,Bevan", f"{child.forename},{child.surname}")
        row = actions.stage(
            person=head,
            source=source.encode(),
            name="contacts.csv",
            options=Options(on=today(), mode="delta", source="sims"),
        )
        confirm(head, row)
        made = Contact.objects.get(adult__email="mair@post.example")
        assert (made.child_id, made.relationship, made.parental_responsibility) == (child.pk, "Grandmother", "yes")
        actions.undo(person=head, done=row)
        assert dump() == before


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Any file about pupils and parents: people known by id, unknown, leaving, with children of theirs."""
    people, contacts = [], []
    for at in range(draw(st.integers(0, 12))):
        kind: Kind = draw(st.sampled_from(("pupil", "pupil", "parent")))
        number = 100 + at * 7 if draw(st.booleans()) else 900 + at
        leaves = today() - timedelta(days=2) if draw(st.integers(0, 4)) == 0 else None
        people.append(
            Told(
                Place("any.csv", at + 2),
                kind,
                draw(st.sampled_from(["Ada", "Zoë", "Emily"])),
                draw(st.sampled_from(["Jones", "Łuc", "O'Dowd"])),
                source_id=str(number),
                date_of_birth=today() - timedelta(days=2000 + at * 40) if kind == "pupil" else None,
                class_name=draw(st.sampled_from(["", "Owls", "Year 1"])) if kind == "pupil" else "",
                leaves=leaves,
            )
        )
    for child in (one for one in people if one.kind == "pupil"):
        for adult in (one for one in people if one.kind == "parent"):
            if draw(st.booleans()):
                contacts.append(ToldContact(Place("any.csv", 1), child.source_id, adult.source_id, "Mother", "yes"))
    return Snapshot(
        "sims",
        draw(st.sampled_from(["full", "delta"])),
        draw(st.sampled_from([("pupil",), ("pupil", "parent")])),
        ("forename", "surname", "date_of_birth", "class_name", "leaves"),
        tuple(people),
        tuple(contacts),
    )


def test_whatever_a_file_says_taking_it_back_restores_every_row() -> None:
    switch_on_past_pupils()
    school = cast.school()

    @given(snapshots())
    def restores(snapshot: Snapshot) -> None:
        with school_scope(school.pk):
            before = dump()
            known = {one.pk for one in OnRoll.objects.all()}
            choice = {one.ref: "" for one in snapshot.people[::2]} if len(known) % 2 else {}
            writing = Writing(school.pk, today(), True, "parent" in snapshot.kinds)
            write(comparing.compared(snapshot, today(), choice), writing)
            take_back(unpack(pack(writing.journal)))
            assert dump() == before

    restores()
