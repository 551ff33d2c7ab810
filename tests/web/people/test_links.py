"""A family link: declared in writing, noted by somebody else, counting until its day of review, then gone."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gatepost.vocabulary.activity import Partial
from gatepost.web.notices.queries import waiting_for
from gatepost.web.people import due, facts, lapsing, permissions
from gatepost.web.people.actions import links as actions
from gatepost.web.people.actions.links import Declaration
from gatepost.web.people.models import FamilyLink
from gatepost.web.people.queries import links as queries
from gatepost.web.record.models import Entry
from gatepost.web.record.registry import actions as registered
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions.membership import admit_without_email, end_membership
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person, today
from gatepost.web.schools.roles import ROLES
from gatepost.web.schools.scope import school_scope
from tests.pages import ROOT, text
from tests.web.cast import person, school, sign_in
from tests.web.people.switching import off, on

pytestmark = pytest.mark.usefixtures("database")

MODULE = "family-links"
TOLD = Declaration("Emily Nair", "pupil", "child", "Emily is my daughter, and we follow each other.")
FORM = {
    "other_name": TOLD.other_name,
    "other_is": TOLD.other_is,
    "relationship": TOLD.relationship,
    "statement": TOLD.statement,
}


def a_year() -> date:
    return today() + timedelta(days=365)


def declared(key: str = "teacher", slug: str = "quillbrook") -> FamilyLink:
    return actions.declare(person=person(key, slug), told=TOLD)


def noted(key: str = "teacher", by: str = "head") -> FamilyLink:
    link = declared(key)
    actions.note(person=person(by), link=link, review_on=a_year())
    link.refresh_from_db()
    return link


def kinds(key: str, slug: str = "quillbrook") -> list[str]:
    wanted = "family-link"
    return [one.kind for one in waiting_for(person(key, slug)) if one.kind.startswith(wanted)]


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def test_a_link_counts_from_the_headteachers_note_until_its_day_of_review_and_no_longer() -> None:
    with school_scope(school().pk):
        on(MODULE)
        teacher = person("teacher")
        link = declared()
        assert facts.family_links(teacher, today()) == ()
        assert kinds("head") == ["family-link-to-note"]
        actions.note(person=person("head"), link=link, review_on=a_year())
        assert facts.family_links(teacher, today()) == (link,)
        assert facts.family_links(teacher, a_year()) == (link,)
        assert facts.family_links(teacher, a_year() + timedelta(days=1)) == ()
        assert facts.family_links(person("support"), today()) == ()
        assert kinds("head") == []
        assert kinds("teacher") == ["family-link-decided"]
    with school_scope(school("wrenmoor").pk):
        assert facts.family_links(person("teacher", "wrenmoor"), today()) == ()


def test_the_fact_excludes_declared_without_a_link_and_leaves_the_rest_to_the_person() -> None:
    with school_scope(school().pk):
        teacher, now = person("teacher"), timezone.now()
        assert facts.family_link(teacher, now) is None
        on(MODULE)
        assert facts.family_link(teacher, now) == Partial(possible=frozenset({"none", "undeclared"}))
        noted()
        assert facts.family_link(teacher, now) is None
        assert facts.PROVIDES["own-age"](teacher, now) is None


def test_while_the_module_is_off_nothing_is_declared_and_nothing_counts() -> None:
    with school_scope(school().pk):
        with pytest.raises(Fault):
            declared()
        on(MODULE)
        noted()
        off(MODULE)
        assert facts.family_links(person("teacher"), today()) == ()
        assert facts.family_link(person("teacher"), timezone.now()) is None
    for key in ("teacher", "head", "office"):
        assert "not kept on this site yet" in sign_in(key).get("/quillbrook/family-links/").content.decode()
    assert sign_in("teacher").post("/quillbrook/family-links/declare/", FORM).status_code == 200
    with school_scope(school().pk):
        assert FamilyLink.objects.count() == 1


def test_nobody_decides_on_their_own_a_headteachers_goes_to_the_other_head_else_to_the_chair() -> None:
    with school_scope(school("wrenmoor").pk):
        on(MODULE, "wrenmoor")
        link = declared("head", "wrenmoor")
        assert (kinds("cohead", "wrenmoor"), kinds("head", "wrenmoor"), kinds("chair", "wrenmoor")) == (
            ["family-link-to-note"],
            [],
            [],
        )
        for key in ("head", "chair", "office"):
            with pytest.raises(Refused):
                actions.note(person=person(key, "wrenmoor"), link=link, review_on=a_year())
        assert queries.one(person("chair", "wrenmoor"), link.pk) is None
        actions.note(person=person("cohead", "wrenmoor"), link=link, review_on=a_year())
    with school_scope(school("larksend").pk):
        on(MODULE, "larksend")
        own, other = declared("head", "larksend"), declared("deputy", "larksend")
        assert kinds("chair", "larksend") == ["family-link-to-note"]
        chair = person("chair", "larksend")
        assert queries.one(chair, own.pk) == own
        assert queries.one(chair, other.pk) is None
        assert [one.link for one in queries.to_decide(chair)] == [own]
        with pytest.raises(Refused):
            actions.note(person=person("head", "larksend"), link=own, review_on=a_year())
        actions.note(person=chair, link=own, review_on=a_year())
        with pytest.raises(Refused):
            actions.refuse(person=chair, link=other, words="No.")


def test_a_refusal_needs_words_and_a_decision_falls_once() -> None:
    with school_scope(school().pk):
        on(MODULE)
        link, head = declared(), person("head")
        with pytest.raises(Fault):
            actions.refuse(person=head, link=link, words=" ")
        for day in (today(), today() + timedelta(days=367)):
            with pytest.raises(Fault):
                actions.note(person=head, link=link, review_on=day)
        actions.refuse(person=head, link=link, words="Ask me in person, please.")
        with pytest.raises(Fault):
            actions.note(person=head, link=link, review_on=a_year())
        assert facts.family_links(person("teacher"), today()) == ()
        assert kinds("teacher") == ["family-link-decided"]


@pytest.mark.parametrize("key", ["dpo", "friend", "parent"])
def test_whom_no_rule_about_contact_binds_declares_nothing(key: str) -> None:
    with school_scope(school().pk):
        on(MODULE)
        with pytest.raises(Refused):
            declared(key)
    assert sign_in(key).get("/quillbrook/family-links/").status_code == 404


def test_only_the_person_and_who_decides_can_open_it_and_a_denied_one_is_a_missing_one() -> None:
    with school_scope(school().pk):
        on(MODULE)
        link = declared()
    where = f"/quillbrook/family-links/{link.pk}/"
    for key in ("teacher", "head"):
        assert TOLD.statement in sign_in(key).get(where).content.decode()
    for key in ("dsl", "support", "office", "business", "chair", "it", "governor"):
        client = sign_in(key)
        with CaptureQueriesContext(connection) as denied:
            answer = client.get(where)
        with CaptureQueriesContext(connection) as missing:
            nothing = client.get("/quillbrook/family-links/999999/")
        assert (answer.status_code, answer.content) == (404, nothing.content), key
        assert len(denied) == len(missing)
        assert client.post(f"{where}end/").status_code == 404
    assert sign_in("head", "larksend").get(f"/larksend/family-links/{link.pk}/").status_code == 404


def test_no_list_of_others_no_notice_and_no_entry_of_the_record_names_the_other_person() -> None:
    with school_scope(school().pk):
        on(MODULE)
        noted()
        declared("support")
        assert not Entry.objects.filter(body__contains="Emily").exists()
        assert not Entry.objects.filter(body__contains="daughter").exists()
    head = sign_in("head")
    for page in ("family-links/", "family-links/to-note/", "notices/"):
        text = head.get(f"/quillbrook/{page}").content.decode()
        assert "Emily" not in text
        assert "daughter" not in text
    assert "Priya Nair" in head.get("/quillbrook/family-links/to-note/").content.decode()
    assert "Emily Nair" in sign_in("teacher").get("/quillbrook/family-links/").content.decode()


def test_reading_somebody_elses_is_on_the_record_and_reading_ones_own_is_not() -> None:
    with school_scope(school().pk):
        on(MODULE)
        link = declared()
    for key in ("teacher", "head"):
        sign_in(key).get(f"/quillbrook/family-links/{link.pk}/")
        assert sign_in(key).post(f"/quillbrook/family-links/{link.pk}/").status_code == 200
    with school_scope(school().pk):
        read = Entry.objects.filter(action="family-link.read")
        assert [one.thing for one in read] == [f"family-link:{link.pk}"] * 2


def test_the_review_is_announced_the_link_lapses_and_is_declared_again() -> None:
    with school_scope(school().pk):
        on(MODULE)
        link = noted()
        teacher = sign_in("teacher")
        teacher.get("/quillbrook/notices/")
    review = timezone.now() + timedelta(days=365)

    def tick() -> None:
        with school_scope(school().pk):
            due.run(school(), timezone.now())

    with at(review - timedelta(days=20)):
        tick()
        with school_scope(school().pk):
            assert "family-link-review" not in kinds("teacher")
    with at(review - timedelta(days=10)):
        tick()
        tick()
        with school_scope(school().pk):
            assert kinds("teacher").count("family-link-review") == 1
            assert facts.family_links(person("teacher"), today())
    with at(review + timedelta(days=1)):
        tick()
        tick()
        with school_scope(school().pk):
            assert facts.family_links(person("teacher"), today()) == ()
            assert Entry.objects.filter(action="family-link.lapsed").count() == 1
            on(MODULE)
            again = actions.declare(person=person("teacher"), told=replace(TOLD, statement="Still so."), replaces=link)
            actions.note(person=person("head"), link=again, review_on=a_year())
            link.refresh_from_db()
            assert link.state(today()) == "ended"
            assert facts.family_links(person("teacher"), today()) == (again,)
            assert "family-link-review" not in kinds("teacher")


def test_an_old_link_counts_until_the_new_one_is_noted() -> None:
    with school_scope(school().pk):
        on(MODULE)
        link = noted()
        again = actions.declare(person=person("teacher"), told=TOLD, replaces=link)
        assert facts.family_links(person("teacher"), today()) == (link,)
        actions.note(person=person("head"), link=again, review_on=a_year())
        assert facts.family_links(person("teacher"), today()) == (again,)
        with pytest.raises(Refused):
            actions.declare(person=person("support"), told=TOLD, replaces=again)


def test_ending_it_takes_it_out_of_force_and_a_year_later_nothing_of_it_is_left() -> None:
    with school_scope(school().pk):
        on(MODULE)
        link, refused, lapsed = noted(), declared(), noted()
        actions.refuse(person=person("head"), link=refused, words="No.")
        actions.end(person=person("teacher"), link=link)
        with pytest.raises(Fault):
            actions.end(person=person("teacher"), link=link)
        assert facts.family_links(person("teacher"), today()) == (lapsed,)
        left = []
        for days in (364, 366, 365 + 366):
            due.run(school(), timezone.now() + timedelta(days=days))
            left.append(set(FamilyLink.objects.values_list("pk", flat=True)))
        assert left == [{link.pk, refused.pk, lapsed.pk}, {lapsed.pk}, set()]
        assert Entry.objects.filter(action="family-link.erased").count() == 3


def test_who_decides_ends_what_was_noted_and_cannot_make_a_declaration_vanish() -> None:
    with school_scope(school().pk):
        on(MODULE)
        link, waiting = noted(), declared()
        with pytest.raises(Fault):
            actions.end(person=person("head"), link=waiting)
        actions.end(person=person("head"), link=link)
        assert facts.family_links(person("teacher"), today()) == ()
        assert kinds("teacher") == ["family-link-decided"]
        with pytest.raises(Refused):
            actions.end(person=person("dsl"), link=waiting)


def test_a_leavers_links_end_with_their_membership() -> None:
    with school_scope(school().pk):
        on(MODULE)
        link, waiting = noted("supply"), declared("supply")
        member = Membership.objects.get(pk=link.membership_id)
        end_membership(person=person("head"), member=member, last_day=None, successor=None)
        due.run(school(), timezone.now())
        assert {one.state(today()) for one in FamilyLink.objects.filter(pk__in=[link.pk, waiting.pk])} == {"ended"}
        assert kinds("head") == []


def without_email(name: str = "Bert Stone") -> Membership:
    return admit_without_email(
        person=person("head"), name=name, roles=["support-staff"], starts_on=today(), ends_on=None
    )


def test_the_office_keys_in_for_somebody_without_email_and_nobody_else() -> None:
    with school_scope(school().pk):
        on(MODULE)
        caretaker, office = without_email(), person("office")
        link = actions.key_in(person=office, member=caretaker, told=TOLD)
        assert queries.one(office, link.pk) == link
        assert [one.link for one in queries.keyed(office)] == [link]
        assert queries.keyed(person("teacher")) == ()
        teacher = Membership.objects.get(pk=person("teacher").membership_id)
        for who, member in ((office, teacher), (person("teacher"), caretaker), (person("dsl"), caretaker)):
            with pytest.raises(Refused):
                actions.key_in(person=who, member=member, told=TOLD)
        actions.note(person=person("head"), link=link, review_on=a_year())
        assert kinds("office") == ["family-link-decided"]
        there = Person(link.school_id, caretaker.pk, caretaker.account_id, "", frozenset({"support-staff"}))
        assert facts.family_links(there, today()) == (link,)
        keyed = Entry.objects.filter(action="family-link.keyed").get()
        assert f'"actor":"member:{office.membership_id}"' in keyed.body


def test_the_pages_carry_it_from_the_declaration_to_the_end() -> None:
    with school_scope(school().pk):
        on(MODULE)
        caretaker = without_email()
    teacher, head, office = sign_in("teacher"), sign_in("head"), sign_in("office")
    wrong = teacher.post("/quillbrook/family-links/declare/", FORM | {"statement": ""})
    assert 'value="Emily Nair"' in wrong.content.decode()
    made = teacher.post("/quillbrook/family-links/declare/", FORM)
    where = made.headers["Location"]
    told = {"decision": "refuse", "review_on": a_year().isoformat(), "words": ""}
    assert "Say why" in head.post(where, told).content.decode()
    assert head.post(where, told | {"decision": "note"}).status_code == 302
    shown = teacher.get(where).content.decode()
    assert "Marian Ashdown" in shown
    assert ">Counts<" in shown
    again = teacher.get(f"{where}again/").content.decode()
    assert TOLD.statement in again
    assert teacher.post(f"{where}again/", FORM).status_code == 302
    assert teacher.post(where, told).status_code == 200  # decides nothing
    assert ">Ended<" in teacher.post(f"{where}end/", follow=True).content.decode()
    keyed = office.post("/quillbrook/family-links/key-in/", FORM | {"member": str(caretaker.pk)})
    assert TOLD.statement in office.get(keyed.headers["Location"]).content.decode()
    assert office.get(f"{keyed.headers['Location']}again/").status_code == 200
    outside = FORM | {"member": str(person("teacher").membership_id)}
    assert office.post("/quillbrook/family-links/key-in/", outside).status_code == 200


def test_pages_ask_a_constant_number_of_queries() -> None:
    head = sign_in("head")
    counts = []
    for number in (1, 8):
        with school_scope(school().pk):
            on(MODULE)
            for _ in range(number):
                declared("teacher")
                noted("support")
        with CaptureQueriesContext(connection) as asked:
            head.get("/quillbrook/family-links/to-note/")
            head.get("/quillbrook/family-links/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("noun", ["family-link", "past-pupil", "own-child"])
def test_every_action_of_the_registry_is_written_by_a_verb(noun: str) -> None:
    folder = ROOT / "src/gatepost/web/people/actions"
    code = "".join(one.read_text("utf-8") for one in folder.glob("*.py"))
    for action in (one for one in registered() if one.startswith(f"{noun}.")):
        assert f'"{action}"' in code


PAGE = "docs/family-links.md"


def test_the_page_says_who_decides_and_how_long_things_last() -> None:
    said = " ".join(text(PAGE).split())
    assert ("Two weeks" in said, lapsing.REMINDED) == (True, timedelta(weeks=2))
    assert ("at most a year and a day away" in said, actions.LONGEST_REVIEW) == (True, timedelta(days=366))
    assert ("A year after it ended" in said, lapsing.KEPT) == (True, timedelta(days=365))
    keying = "A member of the office, the business manager or a headteacher keys it in"
    assert (keying in said, permissions.KEY) == (True, frozenset({"office", "business-manager", "headteacher"}))
    spared = "for data protection officers, Friends and parents there is nothing to declare"
    assert (spared in said, set(ROLES) - permissions.DECLARE) == (True, {"dpo", "friend", "parent"})
