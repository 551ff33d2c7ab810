"""The page that an invitation's link opens."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from gatepost.web.schools.actions.invitation import invite, withdraw_invitation
from gatepost.web.schools.models import Account, Invitation, Membership
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.databases import Database
from tests.web.signin.ways import ME, browser, enter_by_code

NEW = "new@quillbrook.example"


def _invite(email: str = NEW, role: str = "volunteer", slug: str = "quillbrook") -> str:
    """Invite somebody; returns the path of the link in the letter."""
    head = cast.person("head", slug)
    with school_scope(head.school_id):
        invite(person=head, name="Nell Newcome", email=email, roles=[role], starts_on=today(), ends_on=None)
    found = re.search(r"https?://[^/]+(/invitation/\S+/)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    assert mail.outbox[-1].to == [email]
    return found[1]


def _members(email: str, slug: str = "quillbrook") -> int:
    with school_scope(cast.school(slug).pk):
        return Membership.objects.filter(account__email=email, ended_at__isnull=True).count()


def test_looking_accepts_nothing_and_the_button_does(database: Database) -> None:
    link = _invite()
    client = browser()
    page = client.get(link).content.decode()
    assert "Quillbrook Primary School invites Nell Newcome." in page
    assert "Volunteer" in page
    assert not Account.objects.filter(email=NEW).exists()
    assert client.post(link).headers["Location"] == "/quillbrook/"
    assert _members(NEW) == 1
    assert "Nell Newcome" in client.get(ME).content.decode()
    assert client.get("/me/app/add/").status_code == 200


def test_a_new_teacher_is_sent_to_set_up_a_second_proof(database: Database) -> None:
    client = browser()
    client.post(_invite(role="teacher"))
    assert "Set up a second proof: your role needs one" in client.get(ME).content.decode()


def test_a_link_works_once_and_then_looks_like_one_that_never_was(database: Database) -> None:
    link = _invite()
    browser().post(link)
    pages = {link: browser().get(link), "again": browser().post(link)}
    for wrong in (
        link[:-2] + "x/",
        "/invitation/999999-" + "a" * 32 + "/",
        "/invitation/0-abc/",
        "/invitation/nonsense/",
        "/invitation/-1-abc/",
    ):
        pages[wrong] = browser().get(wrong)
    assert {one.status_code for one in pages.values()} == {404}
    assert len({one.content for one in pages.values()}) == 1
    assert b"This link does not work" in pages[link].content


@pytest.mark.parametrize("how", ["withdrawn", "out of date", "of another school"])
def test_what_no_longer_counts_looks_the_same_too(database: Database, how: str) -> None:
    link = _invite()
    never = browser().get("/invitation/1-never/").content
    if how == "withdrawn":
        head = cast.person("head")
        with school_scope(head.school_id):
            withdraw_invitation(person=head, invitation=Invitation.objects.get())
    if how == "of another school":
        link = link.replace(f"/{cast.school().pk}-", f"/{cast.school('larksend').pk}-")
    with time_machine.travel(timezone.now() + timedelta(days=15 if how == "out of date" else 0), tick=False):
        assert browser().get(link).content == never
        assert browser().post(link).status_code == 404
    assert not Account.objects.filter(email=NEW).exists()


def test_whoever_has_an_account_signs_in_to_it_first(database: Database) -> None:
    link = _invite("parent@larksend.example")
    client = browser()
    assert "There is an account for this address" in client.get(link).content.decode()
    assert client.post(link).headers["Location"] == link
    assert _members("parent@larksend.example") == 0
    assert enter_by_code(client, "parent@larksend.example", then=link).headers["Location"] == link
    assert client.post(link).headers["Location"] == "/quillbrook/"
    assert _members("parent@larksend.example") == 1
    page = client.get(ME).content.decode()
    assert "Quillbrook" in page
    assert "Larksend" in page


def test_nobody_accepts_for_somebody_else(database: Database) -> None:
    for link in (_invite("parent@larksend.example"), _invite()):
        client: Client = cast.sign_in("volunteer")
        assert "You are signed in as Peggy Lune" in client.get(link).content.decode()
        assert client.post(link).headers["Location"] == link
    assert _members("parent@larksend.example") == _members(NEW) == 0
