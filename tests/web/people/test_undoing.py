"""The last change by a file is taken back as if it had never been."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from gatepost.rosters.reading import Options
from gatepost.rosters.snapshot import Contact as ToldContact
from gatepost.rosters.snapshot import Kind, Place, Snapshot
from gatepost.rosters.snapshot import Person as Told
from gatepost.web.people import comparing, due
from gatepost.web.people.actions import imports as actions
from gatepost.web.people.actions import reading
from gatepost.web.people.actions import roll as by_hand
from gatepost.web.people.journal import pack, take_back, unpack
from gatepost.web.people.models import Contact, OnRoll, PastPupil
from gatepost.web.people.writing import Writing, write
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.people.files import as_csv, dump, pupil_rows, roll
from tests.web.people.importing import changed_rows, confirm, stage
from tests.web.people.switching import on

pytestmark = pytest.mark.usefixtures("database")


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
        second = stage(head, as_csv([{**pupil_rows()[0], "Reg Form": "Bluebells"}]), "delta")
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


def test_a_past_pupil_who_is_back_is_on_the_roll_again_and_no_past_pupil() -> None:
    with school_scope(cast.school().pk):
        on("past-pupils")
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


def test_leavers_become_past_pupils_only_while_their_module_is_on() -> None:
    head, rows = cast.person("head"), changed_rows()
    with school_scope(head.school_id):
        row = stage(head, as_csv(rows))
        confirm(head, row)
        assert not PastPupil.objects.exists()
        actions.undo(person=head, done=row)
    with school_scope(cast.school().pk):
        on("past-pupils")
    before = roll()
    with school_scope(head.school_id):
        row = stage(head, as_csv(rows))
        confirm(head, row)
        left = PastPupil.objects.get()
        assert (left.left_on, left.estimated) == (today(), False)
        assert left.date_of_birth is not None
        actions.undo(person=head, done=row)
    assert roll() == before


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
        row = reading.stage(
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
    with school_scope(cast.school().pk):
        on("past-pupils")
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
