"""Pupils' phones: permission, in and out by one tap each, what is left behind."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gatepost.web.notices.models import Notice
from gatepost.web.people.models import OnRoll
from gatepost.web.phones import actions, due, facts, queries
from gatepost.web.phones.models import Ban, Handing, Permission
from gatepost.web.record.models import Entry
from gatepost.web.record.registry import actions as registered
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.pages import ROOT
from tests.web.cast import person, school, sign_in
from tests.web.people.switching import off, on
from tests.web.phones.morning import ALONE, BELL, MODULE, MORNING, address, at, child, kinds, reasons, row

pytestmark = pytest.mark.usefixtures("database")


def test_a_phone_is_taken_in_and_handed_out_by_one_tap_each_and_a_second_tap_does_nothing() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
            one = child()
            actions.permit(person=person("head"), child=one, leave=ALONE)
            where, out = address("hand-in", one), address("collect", one)
        teacher, office = sign_in("teacher"), sign_in("office")
        assert "Handed in" in teacher.get(where).content.decode()
        for client in (teacher, teacher, office):
            answer = client.post(where, {"child": one.pk})
            assert answer.headers["Location"] == f"{where}#child-{one.pk}"
        shown = teacher.get(where).content.decode()
        assert "handed in 08:45" in shown
        assert f'name="child" value="{one.pk}"' not in shown
        with school_scope(school().pk):
            (phone,) = Handing.objects.all()
            assert row(one).here
        for client in (office, office, teacher):
            assert client.post(out, {"phone": phone.pk}).status_code == 302
        assert "collected 08:45" in office.get(out).content.decode()
        teacher.post(where, {"child": one.pk})  # a late tap in the morning's page
        with school_scope(school().pk):
            phone.refresh_from_db()
            assert (phone.in_by_id, phone.out_by_id) == (
                person("teacher").membership_id,
                person("office").membership_id,
            )
            assert not row(one).here
            told = Entry.objects.filter(action__startswith="phone.").values_list("action", flat=True)
            assert sorted(told) == ["phone.collected", "phone.handed-in", "phone.permitted"]


def test_a_tap_on_the_morning_page_never_hands_a_phone_out() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
            one = child()
            where = address("hand-in", one)
            phone = actions.hand_in(person=person("teacher"), child=one)
        sign_in("teacher").post(where, {"child": one.pk, "phone": phone.pk})
        with school_scope(school().pk):
            assert row(one).here


def test_a_wrong_tap_of_today_is_taken_back_step_by_step() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        teacher = person("teacher")
        phone = actions.hand_in(person=teacher, child=child())
        actions.collect(person=teacher, phone=phone)
        actions.correct(person=teacher, phone=phone, collected=True)
        with pytest.raises(Fault, match="changed since"):
            actions.correct(person=teacher, phone=phone, collected=True)
        assert row(child()).here
        actions.correct(person=teacher, phone=phone, collected=False)
        assert row(child()).phone is None
        phone = actions.hand_in(person=teacher, child=child())
    with at(MORNING + timedelta(days=1)), school_scope(school().pk), pytest.raises(Fault):
        actions.correct(person=teacher, phone=phone, collected=False)


def test_a_phone_of_an_earlier_day_that_was_collected_by_a_wrong_tap_is_here_again() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        phone = actions.hand_in(person=person("teacher"), child=child())
    with at(MORNING + timedelta(days=1)):
        with school_scope(school().pk):
            where = address("correct", child())
            actions.collect(person=person("teacher"), phone=phone)
        teacher = sign_in("teacher")
        assert "It was not collected" in teacher.get(where).content.decode()
        teacher.post(where, {"phone": phone.pk, "collected": "on"})
        assert "It was not" not in teacher.get(where).content.decode()
        with school_scope(school().pk):
            assert row(child()).since_earlier
            due.run(school(), timezone.now())
            assert kinds("office") == ["phones-not-collected"]


def test_taking_a_tap_back_takes_its_notice_back_or_brings_it_again() -> None:
    with at(BELL + timedelta(hours=1)), school_scope(school().pk):
        on(MODULE)
        teacher = person("teacher")
        phone = actions.hand_in(person=teacher, child=child())
        due.run(school(), timezone.now())
        actions.collect(person=teacher, phone=phone)
        assert kinds("office") == []
        actions.correct(person=teacher, phone=phone, collected=True)
        due.run(school(), timezone.now())
        assert kinds("office") == ["phones-not-collected"]
        actions.correct(person=teacher, phone=phone, collected=False)
        assert kinds("office") == []


def test_who_keeps_the_list_no_longer_is_not_told_of_it() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        member = person("support").membership_id
        actions.name_keepers(person=person("head"), class_name=child().class_name, members=[member])
        RoleHeld.objects.filter(membership_id=member).update(ends_on=date(2026, 3, 2))
        actions.hand_in(person=person("teacher"), child=child())
    with at(BELL + timedelta(hours=1)), school_scope(school().pk):
        due.run(school(), timezone.now())
        assert not Notice.objects.filter(membership_id=member, kind=actions.NOT_COLLECTED).exists()


def test_the_keepers_of_a_class_are_not_named_for_another_by_an_old_page() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
            where, room = address("keepers", child()), child().class_name
            told = {"members": [person("teacher").membership_id], "shown": "Another class"}
        head = sign_in("head")
        assert "classes have changed" in head.post(where, told).content.decode()
        with school_scope(school().pk):
            assert queries.keepers() == {}
        assert head.post(where, told | {"shown": room}).status_code == 302


def test_a_phone_that_was_left_behind_stays_on_the_list_until_it_is_collected() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        phone = actions.hand_in(person=person("teacher"), child=child())
    with at(MORNING + timedelta(days=1)):
        with school_scope(school().pk):
            assert row(child()).since_earlier
            with pytest.raises(Fault, match="3 March 2026"):
                actions.hand_in(person=person("teacher"), child=child())
        shown = sign_in("office").get("/quillbrook/phones/left/").content.decode()
        assert "since 3 March" in shown
        assert sign_in("head", "larksend").get("/larksend/phones/left/").content.decode().count("since") == 0
        answer = sign_in("office").post("/quillbrook/phones/collect/", {"phone": phone.pk, "back": "left"}, follow=True)
        assert "every phone has been collected" in answer.content.decode()
        with school_scope(school().pk):
            actions.hand_in(person=person("teacher"), child=child())


def test_after_the_last_bell_whoever_looks_after_the_class_and_the_office_are_told_once() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        one, other = child(), child(place=20)
        assert one.class_name != other.class_name
        head = person("head")
        actions.name_keepers(person=head, class_name=one.class_name, members=[person("teacher").membership_id])
        actions.name_keepers(person=head, class_name=other.class_name, members=[person("support").membership_id])
        phone = actions.hand_in(person=person("teacher"), child=one)
        actions.collect(person=head, phone=actions.hand_in(person=head, child=other))
    with at(BELL + timedelta(minutes=29)), school_scope(school().pk):
        due.run(school(), timezone.now())
        assert [kinds(key) for key in ("teacher", "support", "office")] == [[], [], []]
    with at(BELL + timedelta(minutes=30)), school_scope(school().pk):
        due.run(school(), timezone.now())
        due.run(school(), timezone.now())
        told = ["phones-not-collected"]
        assert [kinds(key) for key in ("teacher", "support", "office", "head")] == [told, [], told, []]
        actions.collect(person=person("teacher"), phone=phone)
        assert [kinds(key) for key in ("teacher", "office")] == [[], []]


def test_on_a_half_day_the_day_is_over_earlier() -> None:
    half = datetime(2025, 12, 19, 13, 30, tzinfo=UTC)
    with at(half - timedelta(hours=4)), school_scope(school().pk):
        on(MODULE)
        actions.hand_in(person=person("teacher"), child=child())
    with at(half + timedelta(minutes=30)), school_scope(school().pk):
        due.run(school(), timezone.now())
        assert kinds("office") == ["phones-not-collected"]


def test_while_the_module_is_off_nothing_is_kept_and_nothing_shown() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            with pytest.raises(Fault):
                actions.hand_in(person=person("teacher"), child=child())
            on(MODULE)
            actions.hand_in(person=person("teacher"), child=child())
            off(MODULE)
            where = address("hand-in", child())
            of_child = f"/quillbrook/phones/children/{child().pk}/"
        for page in ("/quillbrook/phones/", where, "/quillbrook/phones/left/", of_child):
            shown = sign_in("head").get(page).content.decode()
            assert "not kept on this site yet" in shown
            assert "anded in" not in shown
        with school_scope(school().pk):
            assert queries.class_rows(person("teacher"), child().class_name, today()) == ()


def test_a_phone_is_here_until_it_is_collected_and_of_a_member_the_register_tells_nothing() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        assert not row(child()).here
        phone = actions.hand_in(person=person("teacher"), child=child())
        assert row(child()).here
        assert facts.PROVIDES["phone-handed-in"](person("teacher"), timezone.now()) is None
        actions.collect(person=person("teacher"), phone=phone)
        assert not row(child()).here


def test_a_child_of_another_school_is_not_there() -> None:
    with at(MORNING):
        with school_scope(school("larksend").pk):
            number = OnRoll.objects.filter(kind="pupil")[0].pk
        with school_scope(school().pk):
            on(MODULE)
            where = address("hand-in", child())
        teacher = sign_in("teacher")
        assert teacher.get(f"/quillbrook/phones/children/{number}/").status_code == 404
        assert teacher.post(where, {"child": number}).status_code == 404
        with school_scope(school("larksend").pk):
            assert Handing.objects.count() == 0


def test_the_class_is_printed_as_a_table() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
            one = child()
            actions.hand_in(person=person("teacher"), child=one)
            where = address("sheet", one)
        shown = sign_in("teacher").get(where).content.decode()
        assert "<table" in shown
        assert "08:45" in shown


def test_the_clock_erases_after_the_next_term_with_the_module_off_too() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        head = person("head")
        given = actions.permit(person=head, child=child(), leave=replace(ALONE, until=date(2026, 3, 9)))
        made = actions.ban(person=head, child=child(), reasons=reasons())
        actions.lift(person=head, ban=made)
        actions.hand_in(person=head, child=child())
        actions.permit(person=head, child=child(place=1), leave=ALONE)
        off(MODULE)
        assert given.pk
    for day, left in ((date(2026, 7, 21), [2, 1, 1]), (date(2026, 7, 22), [1, 0, 0]), (date(2026, 12, 19), [0, 0, 0])):
        with at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)), school_scope(school().pk):
            due.run(school(), timezone.now())
            assert [model.objects.count() for model in (Permission, Handing, Ban)] == left, day


def test_a_list_asks_a_constant_number_of_queries() -> None:
    counts = []
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
            pupils = list(OnRoll.objects.filter(kind="pupil", class_name=child().class_name))
            where = address("hand-in", child())
        teacher = sign_in("teacher")
        for some in (pupils[:1], pupils[1:]):
            with school_scope(school().pk):
                for one in some:
                    actions.permit(person=person("head"), child=one, leave=ALONE)
                    actions.hand_in(person=person("teacher"), child=one)
            with CaptureQueriesContext(connection) as asked:
                teacher.get(where)
                teacher.get("/quillbrook/phones/left/")
            counts.append(len(asked))
    assert len(pupils) > 2
    assert counts[0] == counts[1]


def test_every_action_of_the_registry_is_written_by_a_verb() -> None:
    code = (ROOT / "src/gatepost/web/phones/actions.py").read_text("utf-8")
    for action in (one for one in registered() if one.startswith("phone.")):
        assert f'"{action}"' in code


def test_a_phone_that_was_collected_at_noon_is_handed_in_again_and_both_stand_in_the_history() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        one = child()
        where, back = address("hand-in", one), address("correct", one)
        first = actions.hand_in(person=person("teacher"), child=one)
    with at(MORNING + timedelta(hours=3)), school_scope(school().pk):
        actions.collect(person=person("office"), phone=first)
    with at(MORNING + timedelta(hours=5)):
        teacher = sign_in("teacher")
        shown = teacher.get(where).content.decode()
        assert "Handed in again" in shown
        assert f'name="after" value="{first.pk}"' in shown
        for _tap in range(2):
            teacher.post(where, {"child": one.pk, "after": first.pk})
        with school_scope(school().pk):
            assert row(one).here
            second, kept = queries.history(person("teacher"), one)
            assert (kept, kept.out_by_id) == (first, person("office").membership_id)
            assert second.in_at - kept.in_at == timedelta(hours=5)
            assert second.out_at is None
            with pytest.raises(Fault, match="changed since"):  # the morning's is history now
                actions.correct(person=person("teacher"), phone=first, collected=True)
        assert teacher.get(back).content.decode().count("It was not") == 1
        with school_scope(school().pk):
            actions.collect(person=person("teacher"), phone=second)
        teacher.post(where, {"child": one.pk, "after": first.pk})  # a late tap
        with school_scope(school().pk):
            assert Handing.objects.count() == 2
            assert not row(one).here


def test_where_no_phone_was_handed_in_none_is_said_to_have_been_collected() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
        teacher, left = sign_in("teacher"), "/quillbrook/phones/left/"
        assert "None: no phone has been handed in today." in teacher.get(left).content.decode()
        with school_scope(school().pk):
            phone = actions.hand_in(person=person("teacher"), child=child())
            actions.collect(person=person("teacher"), phone=phone)
        assert "None: every phone has been collected." in teacher.get(left).content.decode()
