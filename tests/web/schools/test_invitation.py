"""Invitations: one person, once, until a day; and worth nothing as soon as whoever sent it has gone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.utils import timezone

from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions import invitation, membership, settings
from gatepost.web.schools.actions.invitation import AnotherAccount, NoInvitation, SignInFirst
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Account, Invitation, Membership, RoleHeld
from gatepost.web.schools.person import Person, person_at, today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.databases import Database

ADDRESS = "New.Teacher@example.org"


def invite(person: Person, **more: Any) -> Invitation:
    told: dict[str, Any] = {
        "name": "New Teacher",
        "email": ADDRESS,
        "roles": ["teacher"],
        "starts_on": today(),
        "ends_on": None,
    }
    return invitation.invite(person=person, **(told | more))


def token() -> str:
    (letter,) = [one for one in mail.outbox if one.to == [ADDRESS.lower()]]
    return str(letter.body).split("/invitation/")[1].split("/")[0]


def accept(made: str, account_id: int | None = None) -> Membership:
    school_id, hashed = invitation.parts(made)
    with school_scope(school_id):
        return invitation.accept_invitation(token_hash=hashed, account_id=account_id)


def test_the_letter_carries_a_link_and_neither_name_nor_role(database: Database) -> None:
    office = cast.person("office")
    with school_scope(office.school_id):
        made = invite(office)
    (letter,) = mail.outbox
    assert letter.to == ["new.teacher@example.org"]
    assert "New Teacher" not in f"{letter.subject}{letter.body}"
    assert "eacher" not in f"{letter.subject}{letter.body}".replace("Quillbrook", "")
    assert invitation.parts(token()) == (office.school_id, made.token_hash)
    assert made.token_hash not in str(letter.body)


def test_whoever_accepts_is_a_member_with_the_roles_and_the_account_of_that_address(database: Database) -> None:
    office = cast.person("office")
    with school_scope(office.school_id):
        invite(office)
    member = accept(token())
    with school_scope(office.school_id):
        assert Account.objects.get(email=ADDRESS.lower()).pk == member.account_id
        found = person_at(member.account_id)
        assert found is not None
        assert found.roles == {"teacher"}
        entry = Entry.objects.order_by("-seq")[0]
        assert (entry.action, entry.actor) == ("invitation.accepted", f"member:{member.pk}")


def test_a_link_works_once(database: Database) -> None:
    office = cast.person("office")
    with school_scope(office.school_id):
        invite(office)
    member = accept(token())
    with pytest.raises(NoInvitation):
        accept(token(), member.account_id)


@pytest.mark.parametrize("bad", ["", "-", "1", "1-", "0-x", "-1-x", "x-y", "1-wrong", "²-x", "9" * 40 + "-x"])
def test_what_is_no_link_is_no_invitation(database: Database, bad: str) -> None:
    with pytest.raises(NoInvitation):
        accept(bad)


def test_a_link_of_one_school_opens_nothing_at_another(database: Database) -> None:
    office, other = cast.person("office"), cast.school("larksend")
    with school_scope(office.school_id):
        invite(office)
    with pytest.raises(NoInvitation):
        accept(f"{other.pk}-{token().partition('-')[2]}")


def test_a_link_runs_out(database: Database) -> None:
    office = cast.person("office")
    with school_scope(office.school_id):
        invite(office)
    with time_machine.travel(timezone.now() + invitation.VALID, tick=False), pytest.raises(NoInvitation):
        accept(token())


def test_a_withdrawn_link_is_dead_and_cannot_be_withdrawn_twice(database: Database) -> None:
    office = cast.person("office")
    with school_scope(office.school_id):
        made = invite(office)
        invitation.withdraw_invitation(person=office, invitation=made)
        with pytest.raises(Fault):
            invitation.withdraw_invitation(person=office, invitation=made)
    with pytest.raises(NoInvitation):
        accept(token())


def _leaves(head: Person, office: Membership) -> None:
    membership.end_membership(person=head, member=office, last_day=None, successor=None)


def _loses_the_role(head: Person, office: Membership) -> None:
    RoleHeld.objects.filter(membership=office).update(role="teacher")


@pytest.mark.parametrize("change", [_leaves, _loses_the_role])
def test_a_link_dies_with_the_standing_of_whoever_sent_it(
    database: Database, change: Callable[[Person, Membership], None]
) -> None:
    office, head = cast.person("office"), cast.person("head")
    with school_scope(office.school_id):
        invite(office)
        change(head, Membership.objects.get(pk=office.membership_id))
    with pytest.raises(NoInvitation):
        accept(token())


def test_who_has_an_account_must_be_signed_in_as_it(database: Database) -> None:
    office, known, other = cast.person("office"), cast.account("teacher", "wrenmoor"), cast.account("head", "larksend")
    with school_scope(office.school_id):
        made = invite(office, email=known.email)
        args = {"token_hash": made.token_hash}
        with pytest.raises(SignInFirst):
            invitation.accept_invitation(**args, account_id=None)
        with pytest.raises(AnotherAccount):
            invitation.accept_invitation(**args, account_id=other.pk)
        member = invitation.accept_invitation(**args, account_id=known.pk)
    assert member.account_id == known.pk
    assert cast.person("teacher", "wrenmoor").membership_id != member.pk


def test_somebody_signed_in_as_another_does_not_take_an_invitation_for_a_new_address(database: Database) -> None:
    office, other = cast.person("office"), cast.account("head", "larksend")
    with school_scope(office.school_id):
        invite(office)
    with pytest.raises(AnotherAccount):
        accept(token(), other.pk)
    assert not Account.objects.filter(email=ADDRESS.lower()).exists()


def test_who_left_comes_back_by_invitation_with_the_same_account(database: Database) -> None:
    head, teacher = cast.person("head"), cast.person("teacher")
    with school_scope(head.school_id):
        row = Membership.objects.get(pk=teacher.membership_id)
        membership.end_membership(person=head, member=row, last_day=None, successor=None)
        made = invite(head, email=cast.account("teacher").email, roles=["supply"])
        back = invitation.accept_invitation(token_hash=made.token_hash, account_id=teacher.account_id)
        assert back.pk == teacher.membership_id
        assert cast.person("teacher").roles == {"supply"}


def test_a_member_is_not_invited_and_nobody_invites_themselves(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        for key in ("teacher", "head"):
            with pytest.raises(Fault):
                invite(head, email=str(cast.account(key).email).upper(), roles=["dsl"])


def test_whether_an_address_is_known_elsewhere_is_told_to_nobody(database: Database) -> None:
    office = cast.person("office")
    with school_scope(office.school_id):
        for address in ("nobody@example.org", cast.account("head", "larksend").email):
            made = invite(office, email=address)
            assert made.accepted_at is None
    assert len({(one.subject, str(one.body).split("/invitation/")[0]) for one in mail.outbox}) == 1


def test_a_new_invitation_to_the_same_address_replaces_the_old_one(database: Database) -> None:
    office = cast.person("office")
    with school_scope(office.school_id):
        first, second = invite(office), invite(office)
        with pytest.raises(NoInvitation):
            invitation.open_invitation(first.token_hash)
        assert invitation.open_invitation(second.token_hash) == second


@pytest.mark.parametrize("roles", [["headteacher"], ["teacher", "dsl"], ["no-such-role"]])
def test_the_office_invites_to_no_more_than_it_may_give(database: Database, roles: list[str]) -> None:
    office = cast.person("office")
    with school_scope(office.school_id):
        with pytest.raises(Refused):
            invite(office, roles=roles)
        with pytest.raises(Fault):
            invite(office, roles=[])
        with pytest.raises(Fault):
            invite(office, ends_on=today() - timedelta(days=1))
    assert mail.outbox == []


def _invite_and_break(office: Person) -> None:
    invite(office)
    raise RuntimeError("what comes after breaks")


def test_nothing_is_sent_when_the_transaction_fails(database: Database) -> None:
    office = cast.person("office")
    with pytest.raises(RuntimeError), school_scope(office.school_id), transaction.atomic():
        _invite_and_break(office)
    assert mail.outbox == []


def test_a_school_without_people_gets_its_first_head_and_only_its_first(database: Database) -> None:
    school = settings.open_school(slug="newfield", name="Newfield", jurisdiction="wales", body=None)
    with school_scope(school.pk):
        made = invitation.invite_first_head(
            school_id=school.pk, name="First Head", email="head@newfield.example", starts_on=today()
        )
    member = accept(made)
    with school_scope(school.pk):
        found = person_at(member.account_id)
        assert found is not None
        assert found.roles == {"headteacher"}
        with pytest.raises(Fault):
            invitation.invite_first_head(
                school_id=school.pk, name="Second", email="second@newfield.example", starts_on=today()
            )
