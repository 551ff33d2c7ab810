"""A module is on only while a headteacher wants it and the officer has signed today's words."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from tests.web.cast import person, school, sign_in

from gatepost.web.modules import actions, due, registry
from gatepost.web.modules.models import Signature
from gatepost.web.modules.queries import is_on, state, to_sign
from gatepost.web.notices.actions import read
from gatepost.web.notices.queries import waiting_for
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope

CODE = "past-pupils"


def _signed(slug: str = "quillbrook", **changed: Any) -> None:
    told: dict[str, Any] = {
        "version": registry.module(CODE).version,
        "review_on": today() + timedelta(365),
        "note": "",
    } | changed
    actions.sign(person=person("dpo", slug), code=CODE, **told)


@pytest.mark.usefixtures("database")
def test_a_module_needs_the_headteachers_wish_and_the_officers_signature() -> None:
    with school_scope(school().pk):
        assert not is_on(CODE)
        actions.switch_on(person=person("head"), code=CODE)
        assert not is_on(CODE)
        assert [one.kind for one in waiting_for(person("dpo"))] == ["assessment-to-sign"]
        _signed()
        assert is_on(CODE)
        assert not waiting_for(person("dpo"))
        assert [one.kind for one in waiting_for(person("head"))] == ["assessment-signed"]
        actions.switch_off(person=person("dpo"), code=CODE)
        assert not is_on(CODE)
    with school_scope(school("larksend").pk):
        assert not is_on(CODE)


@pytest.mark.usefixtures("database")
def test_a_signature_at_one_school_switches_nothing_on_at_another() -> None:
    with school_scope(school().pk):
        actions.switch_on(person=person("head"), code=CODE)
        _signed()
    with school_scope(school("larksend").pk):
        actions.switch_on(person=person("head", "larksend"), code=CODE)
        assert not is_on(CODE)


@pytest.mark.usefixtures("database")
def test_a_module_goes_off_when_the_review_is_overdue() -> None:
    with school_scope(school().pk):
        actions.switch_on(person=person("head"), code=CODE)
        _signed(review_on=today() + timedelta(30))
    with time_machine.travel(timezone.now() + timedelta(31)), school_scope(school().pk):
        assert state(CODE).overdue
        assert not is_on(CODE)
        _signed()
        assert is_on(CODE)


@pytest.mark.usefixtures("database")
def test_the_officer_is_told_once_a_month_before_the_review_and_signs_anew() -> None:
    start = timezone.now()
    with school_scope(school().pk):
        actions.switch_on(person=person("head"), code=CODE)
        _signed(review_on=today() + timedelta(100), note="First")

    def told(day: int) -> int:
        with time_machine.travel(start + timedelta(day)), school_scope(school().pk):
            due.run(school(), timezone.now())
            assert to_sign(person("dpo")) == (day >= 70)
            return len(waiting_for(person("dpo")))

    assert [told(69), told(70), told(71)] == [0, 1, 1]
    with time_machine.travel(start + timedelta(72)), school_scope(school().pk):
        (notice,) = waiting_for(person("dpo"))
        read(person=person("dpo"), notice_id=notice.pk)
    assert told(73) == 0
    with time_machine.travel(start + timedelta(74)), school_scope(school().pk):
        _signed(note="Second")
        assert to_sign(person("dpo")) == 0
        found = state(CODE).signature
        assert found is not None
        assert found.note == "Second"
        assert list(Signature.objects.filter(module=CODE).order_by("pk").values_list("note", flat=True)) == [
            "First",
            "Second",
        ]
    with school_scope(school("larksend").pk):
        assert not waiting_for(person("dpo", "larksend"))


@pytest.mark.usefixtures("database")
def test_a_signature_for_a_few_weeks_is_wanted_again_only_once_it_has_run_out() -> None:
    with school_scope(school().pk):
        actions.switch_on(person=person("head"), code=CODE)
        _signed(review_on=today() + timedelta(20))
        assert to_sign(person("dpo")) == 0
    with time_machine.travel(timezone.now() + timedelta(21)), school_scope(school().pk):
        assert to_sign(person("dpo")) == 1


@pytest.mark.usefixtures("database")
def test_other_words_than_those_signed_are_not_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    with school_scope(school().pk):
        actions.switch_on(person=person("head"), code=CODE)
        _signed()
        # Stands in for a later release that changes one word of the text.
        monkeypatch.setattr(registry.Module, "text", property(lambda self: self.title + " changed"))
        assert not is_on(CODE)
        assert state(CODE).earlier is not None


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "changed", [{"version": "0" * 12}, {"review_on": today()}, {"review_on": today() + timedelta(4 * 366)}]
)
def test_old_words_and_a_review_out_of_reach_are_refused(changed: dict[str, Any]) -> None:
    with school_scope(school().pk), pytest.raises(Fault):
        _signed(**changed)


@pytest.mark.usefixtures("database")
def test_only_the_officer_signs_and_only_a_headteacher_switches_on() -> None:
    with school_scope(school().pk):
        for key in ("head", "teacher", "it"):
            with pytest.raises(Refused):
                actions.sign(person=person(key), code=CODE, version="", review_on=today(), note="")
        for key in ("dpo", "teacher", "chair"):
            with pytest.raises(Refused):
                actions.switch_on(person=person(key), code=CODE)


@pytest.mark.usefixtures("database")
def test_the_pages_carry_it_from_wish_to_signature() -> None:
    head, officer = sign_in("head"), sign_in("dpo")
    answer = head.post(f"/quillbrook/modules/{CODE}/switch/", {"to": "on"}, follow=True)
    assert "once it is signed" in answer.content.decode()
    form = {
        "version": registry.module(CODE).version,
        "review_on": (today() + timedelta(200)).isoformat(),
        "note": "Look at the estimates each summer.",
        "agreed": "on",
    }
    wrong = officer.post(f"/quillbrook/modules/{CODE}/sign/", form | {"review_on": "soon"})
    assert wrong.status_code == 200
    assert "Look at the estimates" in wrong.content.decode()
    assert officer.post(f"/quillbrook/modules/{CODE}/sign/", form).status_code == 302
    shown = head.get(f"/quillbrook/modules/{CODE}/").content.decode()
    assert ">On<" in shown
    assert "Look at the estimates" in shown
    with school_scope(school().pk):
        assert "module.assessment-signed" in Entry.objects.values_list("action", flat=True)
        assert not Entry.objects.filter(body__contains="estimates").exists()
