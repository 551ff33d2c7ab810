"""A parent's own page shows their own children, on the office's word and never by an e-mail address alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gatepost.web.people import due
from gatepost.web.people.actions import imports, roll
from gatepost.web.people.actions import parents as actions
from gatepost.web.people.models import Contact, OnRoll, OwnChild
from gatepost.web.people.queries import parents as queries
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
from tests.web.people.files import as_csv, pupil_rows
from tests.web.people.importing import changed_rows, stage
from tests.web.people.importing import confirm as confirm_file
from tests.web.people.switching import off, on

pytestmark = pytest.mark.usefixtures("database")

MODULE = "parents-on-roll"
WHERE = "/quillbrook/my-children/"


def member(key: str = "parent") -> Membership:
    return Membership.objects.get(pk=person(key).membership_id)


def contact(responsibility: str = "yes", child: str = "Wilf", adult: str = "Laura Penhale") -> Contact:
    forename, _space, surname = adult.partition(" ")
    office = person("office")
    parent = OnRoll.objects.filter(kind="parent", forename=forename, surname=surname).first() or roll.add(
        person=office,
        kind="parent",
        told={"forename": forename, "surname": surname, "email": "parent@quillbrook.example"},
    )
    pupil = roll.add(
        person=office, kind="pupil", told={"forename": child, "surname": "Penhale", "class_name": "Year 2"}
    )
    made = Contact(
        school=school(), child=pupil, adult=parent, relationship="Mother", parental_responsibility=responsibility
    )
    made.save()
    return made


def confirm(*contacts: Contact, chosen: tuple[Contact, ...] | None = None, by: str = "office") -> None:
    wanted = contacts if chosen is None else chosen
    actions.confirm(
        person=person(by), member=member(), shown={one.pk for one in contacts}, chosen={one.pk for one in wanted}
    )


def seen() -> list[str]:
    """Whom the page of the parent shows."""
    shown = [one.child.forename for one in queries.own_children(person("parent"))]
    text = sign_in("parent").get(WHERE).content.decode()
    assert [name for name in ("Wilf", "Nell") if name in text] == shown
    return shown


def test_an_address_on_the_roll_opens_no_page_until_the_office_says_whose_child_it_is() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one = contact()
        assert seen() == []
        (found,) = queries.possible(person("office"), member())
        assert (found.adult, found.same_address, found.same_name) == (one.adult, True, True)
        assert [(child.contact, child.confirmed) for child in found.children] == [(one, False)]
        confirm(one)
        assert seen() == ["Wilf"]
        assert Entry.objects.filter(action="own-child.read").count() == 1


@pytest.mark.parametrize("responsibility", ["no", "unknown"])
def test_only_yes_to_parental_responsibility_opens_a_childs_page(responsibility: str) -> None:
    with school_scope(school().pk):
        on(MODULE)
        one = contact(responsibility)
        with pytest.raises(Fault):
            confirm(one)
        other = contact("yes", "Nell")
        confirm(other)
        assert seen() == ["Nell"]
        Contact.objects.filter(pk=other.pk).update(parental_responsibility=responsibility)
        assert seen() == []


def test_a_page_that_is_withheld_looks_as_if_there_were_no_such_child() -> None:
    with school_scope(school().pk):
        on(MODULE)
        empty = sign_in("parent").get(WHERE).content
        one = contact()
        confirm(one)
        assert seen() == ["Wilf"]
        confirm(one, chosen=())
        assert sign_in("parent").get(WHERE).content == empty


def test_a_parent_sees_nothing_of_the_other_parent() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one = contact()
        other = roll.add(
            person=person("office"),
            kind="parent",
            told={"forename": "Edgar", "surname": "Penhale", "email": "edgar@post.example"},
        )
        Contact(school=school(), child=one.child, adult=other, parental_responsibility="yes").save()
        confirm(one)
    text = sign_in("parent").get(WHERE).content.decode()
    assert "Laura Penhale" in text
    assert "Edgar" not in text
    assert "edgar@" not in text


def test_one_member_is_one_adult() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one, other = contact(), contact(child="Nell", adult="Edgar Penhale")
        with pytest.raises(Fault, match="two adults"):
            confirm(one, other)
        confirm(one)
        with pytest.raises(Fault):
            confirm(other)
        assert seen() == ["Wilf"]
        confirm(one, other, chosen=(other,))
        assert seen() == ["Nell"]


def test_nobody_but_office_and_head_confirms_and_nobody_their_own() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one = contact()
        for key in ("dsl", "teacher", "business", "chair", "parent"):
            with pytest.raises(Refused):
                confirm(one, by=key)
            assert queries.possible(person(key), member()) == ()
            assert not queries.parents(person(key)).exists()
        office = member("office")
        RoleHeld(school=school(), membership=office, role="parent", starts_on=today()).save()
        with pytest.raises(Refused):
            actions.confirm(person=person("office"), member=office, shown={one.pk}, chosen={one.pk})
        actions.confirm(person=person("head"), member=office, shown={one.pk}, chosen={one.pk}, sure=True)
        assert [row.child for row in queries.own_children(person("office"))] == [one.child]


def test_while_the_module_is_off_no_page_shows_a_child() -> None:
    with school_scope(school().pk):
        one = contact()
        with pytest.raises(Fault):
            confirm(one)
        on(MODULE)
        confirm(one)
        off(MODULE)
        assert seen() == []
    assert "no pages of their own" in sign_in("parent").get(WHERE).content.decode()


def test_what_was_confirmed_goes_with_the_child() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one, other = contact(), contact(child="Nell")
        confirm(one, other)
        roll.take_off(person=person("office"), row=one.child, last_day=today())
        assert seen() == ["Nell"]
        due.run(school(), timezone.now())
        assert [row.child_id for row in OwnChild.objects.all()] == [other.child_id]


def test_the_pages_carry_it_from_the_search_to_the_parent() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one = contact(adult="Lowenna Trewin")
        OnRoll.objects.filter(pk=one.adult_id).update(email="")
        number = member().pk
    with school_scope(school("larksend").pk):
        elsewhere = person("parent", "larksend").membership_id
    office = sign_in("office")
    listed = office.get("/quillbrook/parents/").content.decode()
    assert "Laura Penhale</a>: 0 children" in listed
    assert "Kasia Nowicka" not in listed
    assert office.get(f"/quillbrook/parents/{elsewhere}/").status_code == 404
    where = f"/quillbrook/parents/{number}/"
    assert "Lowenna Trewin" not in office.get(where).content.decode()
    assert "Lowenna Trewin" in office.post(where, {"words": "trewin"}).content.decode()
    told = {"save": "1", "adult": str(one.adult_id), "shown": str(one.pk), "chosen": str(one.pk), "words": "trewin"}
    asked = office.post(where, told).content.decode()
    assert "The roll calls this adult Lowenna Trewin, the member is Laura Penhale. Are they one person?" in asked
    assert '<input type="hidden" name="words" value="trewin">' in asked  # the search is still there
    assert f'value="{one.pk}" id="contact-{one.pk}" aria-describedby="about-{one.pk}" checked' in asked
    assert "0 children" in office.get("/quillbrook/parents/").content.decode()
    assert office.post(where, told | {"sure": "on"}).status_code == 302
    assert "1 child<" in office.get("/quillbrook/parents/").content.decode()
    assert f'value="{one.pk}" id="contact-{one.pk}" aria-describedby="about-{one.pk}" checked' in (
        office.get(where).content.decode()
    )
    assert "Wilf" in sign_in("parent").get(WHERE).content.decode()
    assert "Wilf" not in sign_in("parent", "larksend").get("/larksend/my-children/").content.decode()


def test_the_question_whether_they_are_one_person_comes_only_where_neither_name_nor_address_agrees() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one, other = contact(adult="Lowenna Trewin"), contact(child="Nell", adult="Lowenna Trewin")
        confirm(one)  # the address agrees
        confirm(one, chosen=())
        OnRoll.objects.filter(pk=one.adult_id).update(email="lowenna@post.example")
        with pytest.raises(Fault, match="calls this adult Lowenna Trewin"):
            confirm(one)
        wanted = {one.pk}
        actions.confirm(person=person("office"), member=member(), shown=wanted, chosen=wanted, sure=True)
        confirm(one, other)  # asked once about an adult, not about each child
        assert sorted(seen()) == ["Nell", "Wilf"]


def test_a_search_shows_each_adult_once_with_their_children_in_a_form_of_their_own() -> None:
    with school_scope(school().pk):
        on(MODULE)
        mother, _also = contact(adult="Lowenna Trewin"), contact(child="Nell", adult="Lowenna Trewin")
        father = OnRoll(school=school(), kind="parent", forename="Jago", surname="Trewin", folded=" jago trewin")
        father.save()
        Contact(school=school(), child=mother.child, adult=father, parental_responsibility="yes").save()
        where = f"/quillbrook/parents/{member().pk}/"
        found = queries.possible(person("office"), member(), "trewin")
    assert [(str(one.adult), [child.contact.child.forename for child in one.children]) for one in found] == [
        ("Jago Trewin", ["Wilf"]),
        ("Lowenna Trewin", ["Nell", "Wilf"]),
    ]
    page = sign_in("office").post(where, {"words": "trewin"}).content.decode()
    assert page.count("Save for Lowenna Trewin") == page.count("Save for Jago Trewin") == 1


def test_the_order_of_contacts_is_said_in_words() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one = contact()
        confirm(one)
        Contact.objects.filter(pk=one.pk).update(priority=1)
    assert "The school rings you first." in sign_in("parent").get(WHERE).content.decode()


def test_with_the_last_child_a_parent_is_no_member_any_more() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one, other = contact(), contact(child="Nell")
        confirm(one)  # nobody has said whose Nell is; she is a child of the same adult
        roll.take_off(person=person("office"), row=one.child, last_day=today())
        due.run(school(), timezone.now())
        assert member().ended_at is None
        assert not OwnChild.objects.exists()
        confirm(other)
        roll.take_off(person=person("office"), row=other.child, last_day=today())
        number = member().pk
        assert member().ended_at is None
        due.run(school(), timezone.now())
        assert Membership.objects.get(pk=number).ended_at is not None
        entry = Entry.objects.filter(action="membership.ended").get()
        assert (entry.actor, entry.thing) == ("system", f"membership:{number}")
    assert sign_in("parent").get(WHERE).status_code == 404


def test_a_parent_with_another_role_stays_without_the_role_of_a_parent() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one = contact()
        confirm(one)
        RoleHeld(school=school(), membership=member(), role="governor", starts_on=today()).save()
        roll.take_off(person=person("office"), row=one.child, last_day=today())
        due.run(school(), timezone.now())
        assert member().ended_at is None
        assert person("parent").roles == {"governor"}
        assert Entry.objects.filter(action="membership.role-ended", actor="system").count() == 1


def test_no_parent_leaves_while_the_file_that_took_the_child_away_can_be_undone_and_then_they_do() -> None:
    office = person("office")
    with school_scope(school().pk):
        on(MODULE)
        without, later = as_csv(changed_rows()), as_csv([{**pupil_rows()[0], "Reg Form": "Bluebells"}])
        one = contact()
        adult, _gone = one.adult, one.child.delete()
        pupil = OnRoll.objects.filter(kind="pupil", by_hand=False).order_by("pk")[5]
        one = Contact(school=school(), child=pupil, adult=adult, parental_responsibility="yes")
        one.save()
        confirm(one)
        number = member().pk
        leaving = stage(office, without)
        confirm_file(office, leaving)
        due.run(school(), timezone.now())
        assert member().ended_at is None
        imports.undo(person=office, done=leaving)
        assert [child.child for child in queries.own_children(person("parent"))] == [pupil]
        confirm_file(office, stage(office, without))
        confirm_file(office, stage(office, later, "delta"))
        due.run(school(), timezone.now())
        assert Membership.objects.get(pk=number).ended_at is not None


def test_a_child_whom_the_roll_no_longer_joins_to_an_adult_stands_in_nobodys_way() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one, other = contact(), contact(child="Nell", adult="Edgar Penhale")
        confirm(one)
        one.delete()
        confirm(other)
        assert seen() == ["Nell"]


def test_a_parent_whom_a_file_puts_on_the_roll_anew_stays_and_is_confirmed_once_more() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one = contact()
        confirm(one)
        OnRoll.objects.filter(pk=one.adult_id).update(surname="Penhale-Rowe")
        again = OnRoll(school=school(), kind="parent", forename="Laura", surname="Penhale", folded=" laura penhale")
        again.save()
        anew = Contact(school=school(), child=one.child, adult=again, parental_responsibility="yes")
        anew.save()
        sister = contact(child="Nell", adult="Laura Penhale-Rowe")
        confirm(sister)
        one.delete()
        for gone in (sister, sister.child, sister.adult):
            gone.delete()
        confirm(anew)  # the other adult of the same member can no longer be unticked
        due.run(school(), timezone.now())
        assert member().ended_at is None
        assert seen() == ["Wilf"]
        OwnChild.objects.update(adult_id=sister.adult_id)  # and where nobody has said so yet
        due.run(school(), timezone.now())
        assert not OwnChild.objects.exists()
        assert member().ended_at is None


def test_a_parent_of_whom_the_office_unticks_every_child_stays() -> None:
    with school_scope(school().pk):
        on(MODULE)
        one = contact()
        confirm(one)
        confirm(one, chosen=())
        due.run(school(), timezone.now())
        assert member().ended_at is None


def test_pages_ask_a_constant_number_of_queries() -> None:
    counts = []
    with school_scope(school().pk):
        on(MODULE)
        made: list[Contact] = []
        for number in (1, 6):
            made += [contact(child=f"Wilf{place}") for place in range(number)]
            confirm(*made)
            parent, office = sign_in("parent"), sign_in("office")
            with CaptureQueriesContext(connection) as asked:
                parent.get(WHERE)
                office.get("/quillbrook/parents/")
                office.get(f"/quillbrook/parents/{member().pk}/")
            counts.append(len(asked))
    assert counts[0] == counts[1]
