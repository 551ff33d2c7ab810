"""A parent's own page shows their own children, on the office's word and never by an e-mail address alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gatepost.web.people import due
from gatepost.web.people.actions import parents as actions
from gatepost.web.people.actions import roll
from gatepost.web.people.models import Contact, OnRoll, OwnChild
from gatepost.web.people.queries import parents as queries
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
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
        assert [(row.contact, row.same_address) for row in queries.possible(person("office"), member())] == [
            (one, True)
        ]
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
        with pytest.raises(Fault):
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
        actions.confirm(person=person("head"), member=office, shown={one.pk}, chosen={one.pk})
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
    told = {"save": "1", "shown": [str(one.pk)], "chosen": [str(one.pk)]}
    assert office.post(where, told).status_code == 302
    assert "1 child<" in office.get("/quillbrook/parents/").content.decode()
    assert f'value="{one.pk}" id="contact-{one.pk}" aria-describedby="about-{one.pk}" checked' in (
        office.get(where).content.decode()
    )
    assert "Wilf" in sign_in("parent").get(WHERE).content.decode()
    assert "Wilf" not in sign_in("parent", "larksend").get("/larksend/my-children/").content.decode()


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
