"""Helping a member back in who has lost telephone and recovery codes."""

from datetime import date, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone

from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.scope import school_scope
from gatepost.web.signin.actions import reset_second_proofs
from tests.web import cast
from tests.web.databases import Database
from tests.web.signin.ways import ENTERED, ME, browser, enter_by_code, set_up_app

TEACHER = "teacher@quillbrook.example"


def _page(key: str = "teacher", slug: str = "quillbrook") -> str:
    return f"/{slug}/members/{cast.person(key, slug).membership_id}/second-proofs/"


@pytest.mark.parametrize("helper", ["head", "chair", "it"])
def test_a_lost_telephone_can_be_replaced(database: Database, helper: str) -> None:
    lost = browser()
    enter_by_code(lost, TEACHER)
    set_up_app(lost)
    client = cast.sign_in(helper)
    assert "Priya Nair" in client.get(_page()).content.decode()
    assert Authenticator.objects.count() == 2
    assert client.post(_page()).headers["Location"] == _page()
    assert not Authenticator.objects.exists()
    assert lost.get(ME).status_code == 302
    assert mail.outbox[-1].to == [TEACHER]
    assert "tell the headteacher at once" in str(mail.outbox[-1].body)
    assert enter_by_code(browser(), TEACHER).headers["Location"] == ENTERED
    with school_scope(cast.school().pk):
        entry = Entry.objects.get(action="signin.reset")
    assert (entry.actor, entry.thing) == (
        cast.person(helper).actor,
        f"membership:{cast.person('teacher').membership_id}",
    )


def test_nobody_does_it_for_themselves_and_no_other_role_for_anybody(database: Database) -> None:
    with school_scope(cast.school().pk):
        own = Membership.objects.get(pk=cast.person("head").membership_id)
        with pytest.raises(Refused):
            reset_second_proofs(person=cast.person("head"), member=own)
        with pytest.raises(Refused):
            reset_second_proofs(person=cast.person("office"), member=own)
    assert cast.sign_in("head").get(_page("head")).status_code == 404
    assert cast.sign_in("office").get(_page()).status_code == 404


def test_a_member_of_another_school_is_out_of_reach(database: Database) -> None:
    elsewhere = f"/quillbrook/members/{cast.person('head', 'larksend').membership_id}/second-proofs/"
    assert cast.sign_in("head").get(elsewhere).status_code == 404
    assert cast.sign_in("head", "larksend").post(_page()).status_code == 404


def test_it_asks_for_a_fresh_proof(database: Database) -> None:
    client = cast.sign_in("head")
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        assert client.get(_page()).headers["Location"].startswith("/me/prove/")


def test_who_also_works_at_another_school_is_helped_by_a_headteacher_and_not_by_it(database: Database) -> None:
    larksend = cast.school("larksend")
    with school_scope(larksend.pk):
        member = Membership.objects.create(school=larksend, account=cast.account("teacher"))
        held = RoleHeld.objects.create(school=larksend, membership=member, role="parent", starts_on=date(2020, 9, 1))
    assert "Remove the second proofs" in cast.sign_in("it").get(_page()).content.decode()
    with school_scope(larksend.pk):
        RoleHeld.objects.filter(pk=held.pk).update(role="dpo")
    it = cast.sign_in("it")
    assert "only a headteacher" in it.get(_page()).content.decode()
    assert it.post(_page()).status_code == 404
    assert "Remove the second proofs" in cast.sign_in("head").get(_page()).content.decode()
