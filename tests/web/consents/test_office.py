"""What the school sees and does: lists, one child, bars, papers, pictures, and what the clock erases."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gatepost.web.consents import facts, permissions
from gatepost.web.consents.actions.answers import Paper, Voice, key_in, set_aside, withdraw
from gatepost.web.consents.actions.bars import lift_bar, set_bar
from gatepost.web.consents.models import Answer, ImageBar
from gatepost.web.consents.models.answers import AppendOnly
from gatepost.web.consents.queries.verdicts import verdicts
from gatepost.web.people.models import OnRoll
from gatepost.web.record.models import Entry
from gatepost.web.record.registry import actions as registered
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from gatepost.web.schools.roles import ROLES
from gatepost.web.schools.scope import school_scope
from tests.pages import ROOT
from tests.web.cast import person, school, sign_in
from tests.web.consents.families import (
    PHOTO,
    adult,
    consents,
    page_for,
    pupil,
    reason,
    says,
    takes_back,
    tick,
)
from tests.web.people.switching import off

pytestmark = pytest.mark.usefixtures("database")

ROOM = "/quillbrook/photo-consents/"
SECRET = "Adopted from far away"


def shown_page(key: str, slug: str = "quillbrook") -> str:
    return sign_in(key, slug).get(f"/{slug}/photo-consents/").content.decode()


def test_those_who_may_not_be_shown_stand_first_and_only_some_learn_why() -> None:
    with consents():
        free, barred = pupil("Robin"), pupil("Wren")
        for one in (free, barred):
            says(one, adult(one, f"Of {one.forename}"), True)
        set_bar(person=person("dsl"), child=barred.pk, reason=SECRET)
    for key in ("teacher", "support", "business", "head", "office", "dsl", "deputy"):
        page = shown_page(key)
        owls = page[page.index(">Owls<") :]
        assert owls.index("Wren Vane") < owls.index("Robin Vane")
        assert ("Image bar<" in owls or ": Image bar" in owls) == (key in ("head", "office", "dsl", "deputy"))
        assert SECRET not in page
    with consents("larksend"):
        pass
    assert "Wren" not in shown_page("head", "larksend")


def test_the_reason_of_a_bar_is_read_by_few_and_sealed_at_rest() -> None:
    with consents():
        child = pupil()
        bar = set_bar(person=person("office"), child=child.pk, reason=SECRET)
        assert bar.reason == SECRET
        assert SECRET.encode() not in bytes(ImageBar.objects.get().sealed_reason)
        with pytest.raises(Refused):
            set_bar(person=person("teacher"), child=child.pk, reason="No.")
    for key in ("head", "dsl", "deputy", "office"):
        assert SECRET in sign_in(key).get(f"{ROOM}bars/").content.decode()
    for key in ("teacher", "business", "dpo", "chair", "parent"):
        assert sign_in(key).get(f"{ROOM}bars/").status_code == 404


def test_tapping_twice_sets_one_bar_and_another_reason_a_second() -> None:
    with consents():
        child = pupil()
    dsl = sign_in("dsl")
    for reason_typed in (SECRET, f" {SECRET} ", "A court order."):
        sent = {"child": child.pk, "reason": reason_typed}
        assert dsl.post(f"{ROOM}bars/", sent).status_code == 302
    with consents():
        assert sorted(one.reason for one in ImageBar.objects.all()) == ["A court order.", SECRET]
        assert Entry.objects.filter(action="consent.barred").count() == 2
        lift_bar(person=person("dsl"), bar=ImageBar.objects.earliest("pk"), why="Over.")
        assert reason(child) == "bar"
        again = set_bar(person=person("dsl"), child=child.pk, reason=SECRET)
        assert again.lifted_at is None


def test_whoever_may_not_see_reasons_learns_from_a_verdict_only_not_to_publish() -> None:
    told = ("website", "photo", "none")
    with consents():
        child = pupil()
        says(child, adult(child, "Ada"), False)
        for key in ("teacher", "business", "governor"):
            assert verdicts([child.pk], *told, today(), person=person(key))[0].reason == "do-not-publish"
        assert verdicts([child.pk], *told, today())[0].reason == "do-not-publish"
        assert verdicts([child.pk], *told, today(), person=person("dsl"))[0].reason == "refused"
        assert not verdicts([999_999], *told, today())[0].shown
        off("photo-consents")
        assert [one.shown for one in verdicts([child.pk], *told, today())] == [False]


def test_the_fact_is_told_of_known_children_and_of_nobody_else() -> None:
    told = ("website", "photo", "none")
    with school_scope(school().pk):
        assert facts.consented([1], *told, today()) is None
    with consents():
        free, other = pupil("Robin"), pupil("Wren")
        says(free, adult(free, "Ada"), True)
        assert facts.consented([free.pk], *told, today()) is True
        assert facts.consented([free.pk, other.pk], *told, today()) is False
        assert facts.consented([], *told, today()) is None
        assert facts.PROVIDES["appearance-consent"](person("teacher"), timezone.now()) is None


def test_an_answer_is_neither_changed_nor_removed() -> None:
    with consents():
        child = pupil()
        says(child, adult(child, "Ada"), False)
        held = Answer.objects.get(child=child)
        held.says = "yes"
        for change in (
            held.save,
            held.delete,
            lambda: Answer.objects.update(says="yes"),
            lambda: Answer.objects.all().delete(),
            lambda: Answer.objects.bulk_update([held], ["says"]),
            lambda: Answer.objects.bulk_create([held], update_conflicts=True, update_fields=["says"]),
        ):
            with pytest.raises(AppendOnly):
                change()
        held._state.adding = True
        with pytest.raises(IntegrityError), transaction.atomic():
            held.save()
        assert reason(child) == "refused"


def test_only_a_headteacher_sets_an_answer_aside_and_never_the_childs_own() -> None:
    with consents():
        child = pupil()
        says(child, adult(child, "Ada"), False)
        says(child, None, False)
        adults, own = Answer.objects.get(by="adult"), Answer.objects.get(by="child")
        for key, answer in (("office", adults), ("dsl", adults), ("head", own)):
            with pytest.raises(Refused):
                set_aside(person=person(key), answer=answer, why="No.")
        with pytest.raises(Fault):
            set_aside(person=person("head"), answer=adults, why=" ")
    head = sign_in("head")
    assert head.get(f"{ROOM}answers/{own.pk}/set-aside/").status_code == 404
    assert head.post(f"{ROOM}answers/{adults.pk}/set-aside/", {"why": "Wrong child."}).status_code == 302
    with consents():
        assert reason(child) == "child-no"
        assert Answer.objects.filter(says="set-aside").count() == 1


def test_everything_that_is_taken_back_stands_once_in_the_history_and_is_no_thing_of_today() -> None:
    with consents():
        child = pupil()
        ada = adult(child, "Ada")
    office, page = sign_in("office"), f"{ROOM}children/{child.pk}/"
    for _again in range(2):
        assert office.post(page, {"by": ada.pk, "what": "", "method": "spoken"}).status_code == 302
    told = office.get(page).content.decode()
    today_part, history = told.split("Everything that was answered", 1)
    assert "Everything, also what is asked later" not in today_part
    assert history.count("Everything, also what is asked later") == 2


def test_no_entry_of_the_record_holds_a_name_or_a_reason() -> None:
    with consents():
        child = pupil("Zephyrine")
        says(child, adult(child, "Ottoline"), True)
        takes_back(child, OnRoll.objects.get(forename="Ottoline"))
        set_bar(person=person("dsl"), child=child.pk, reason=SECRET)
        for one in ("Zephyrine", "Ottoline", "far away"):
            assert not Entry.objects.filter(body__contains=one).exists()


def test_opening_a_childs_page_is_on_the_record_and_a_missing_one_looks_denied() -> None:
    with consents():
        child = pupil()
    dsl = sign_in("dsl")
    assert dsl.get(f"{ROOM}children/{child.pk}/").status_code == 200
    with consents():
        assert [one.thing for one in Entry.objects.filter(action="consent.read")] == [f"on-roll:{child.pk}"]
    teacher = sign_in("teacher")
    denied = teacher.get(f"{ROOM}children/{child.pk}/")
    assert (denied.status_code, denied.content) == (404, teacher.get(f"{ROOM}children/999999/").content)
    with consents("larksend"):
        pass
    assert sign_in("head", "larksend").get(f"/larksend/photo-consents/children/{child.pk}/").status_code == 404


def test_while_the_module_is_off_every_page_says_so_and_nothing_is_written() -> None:
    with consents():
        child = pupil()
        ada = adult(child, "Ada")
        off("photo-consents")
        with pytest.raises(Fault):
            says(child, ada, True)
    for key in ("head", "teacher"):
        assert "not kept on this site yet" in shown_page(key)
    assert "does not ask about photos yet" in sign_in("parent").get("/quillbrook/my-photo-consents/").content.decode()


def test_every_action_of_the_registry_is_written_by_a_verb() -> None:
    folder = ROOT / "src/gatepost/web/consents/actions"
    code = "".join(one.read_text("utf-8") for one in folder.glob("*.py"))
    for action in (one for one in registered() if one.startswith("consent.")):
        assert f'"{action}"' in code


def test_the_page_says_who_sees_what() -> None:
    said = " ".join((ROOT / "docs/consents.md").read_text("utf-8").split())
    assert ("end of the school year after the one in which the child left" in said) is True
    assert {"headteacher", "dsl", "deputy-dsl", "office"} == permissions.REASONS
    assert {"teacher", "support-staff", "business-manager"} == permissions.SEE - permissions.REASONS
    assert set(ROLES) >= permissions.SEE


def test_what_was_followed_by_another_word_is_not_set_aside_nor_twice() -> None:
    with consents():
        child = pupil()
        ada = adult(child, "Ada")
        says(child, ada, True)
        says(child, ada, False)
        old, new = Answer.objects.order_by("pk")
        with pytest.raises(Fault):
            set_aside(person=person("head"), answer=old, why="It was somebody else’s.")
        assert reason(child) == "withdrawn"
        set_aside(person=person("head"), answer=new, why="It was somebody else’s.")
        with pytest.raises(Fault):
            set_aside(person=person("head"), answer=new, why="Tapped twice.")
        assert reason(child) == "no-answer"


def test_whoever_is_a_parent_of_the_child_learns_no_more_by_another_role() -> None:
    with consents():
        child, other = pupil("Robin"), pupil("Wren")
        ada, ben = adult(child, "Ada"), adult(child, "Ben")
        says(child, ada, True)
        says(child, ben, False)
        bar = set_bar(person=person("dsl"), child=child.pk, reason=SECRET)
        set_bar(person=person("dsl"), child=other.pk, reason="Something else.")
        tick()
        for key in ("head", "office"):
            page_for(key, child, ada)
        head = person("head")
        assert verdicts([child.pk], "website", "photo", "none", today(), person=head)[0].reason == "do-not-publish"
        no = Answer.objects.get(says="no")
        for verb in (
            lambda: set_aside(person=head, answer=no, why="Mine."),
            lambda: lift_bar(person=head, bar=bar, why="Over."),
            lambda: withdraw(person=head, child=child.pk, voice=Voice(ben.pk)),
            lambda: key_in(person=head, papers=[Paper(child.pk, Voice(ben.pk), {PHOTO: True})]),
        ):
            with pytest.raises(Refused):
                verb()
    for key in ("head", "office"):
        client = sign_in(key)
        assert client.get(f"{ROOM}children/{child.pk}/").status_code == 404
        assert SECRET not in (bars := client.get(f"{ROOM}bars/").content.decode())
        assert "Something else." in bars
        assert client.post(f"{ROOM}bars/{bar.pk}/lift/").status_code == 404
        assert "Robin" not in client.get(f"{ROOM}attend/").content.decode()
        assert client.get(f"{ROOM}key-in/rows/?child={child.pk}").status_code == 302
        listed = client.get(ROOM).content.decode()
        assert "Robin Vane:" not in listed
        assert "Wren Vane</a>: Image bar" in listed
    assert sign_in("head").get(f"{ROOM}answers/{no.pk}/set-aside/").status_code == 404


def test_a_second_tap_is_answered_with_a_page() -> None:
    with consents():
        child = pupil()
        bar = set_bar(person=person("dsl"), child=child.pk, reason="Over.")
        lift_bar(person=person("head"), bar=bar, why="Over.")
        with pytest.raises(Fault):
            lift_bar(person=person("head"), bar=bar, why="Over.")
    assert sign_in("head").post(f"{ROOM}bars/{bar.pk}/lift/").status_code == 404
