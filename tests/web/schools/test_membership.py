"""Members: let in, given roles, leaving, coming back; the posts that are never empty; whose what a leaver owned is."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from gatepost.web.operations.tick import tick
from gatepost.web.record.models import Entry
from gatepost.web.schools import queries
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions import invitation, membership
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Account, Invitation, Membership, RoleHeld
from gatepost.web.schools.person import Person, person_at, today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.databases import Database

DAY = timedelta(days=1)


def row(key: str, slug: str = "quillbrook") -> Membership:
    return Membership.objects.get(account=cast.account(key, slug))


def held(key: str, role: str, slug: str = "quillbrook") -> RoleHeld:
    return RoleHeld.objects.get(membership=row(key, slug), role=role)


def last_actions(number: int = 1) -> list[str]:
    return list(Entry.objects.order_by("-seq").values_list("action", flat=True)[:number])


def give(giver: Person, to: str, role: str, slug: str = "quillbrook") -> RoleHeld:
    return membership.give_role(person=giver, member=row(to, slug), role=role, starts_on=today(), ends_on=None)


def leave(by: Person, who: str, successor: str | None = None, last_day: date | None = None) -> None:
    heir = row(successor) if successor else None
    membership.end_membership(person=by, member=row(who), last_day=last_day, successor=heir)


def test_somebody_without_email_is_a_member_who_cannot_sign_in_and_the_record_says_so(database: Database) -> None:
    office = cast.person("office")
    with school_scope(office.school_id):
        made = membership.admit_without_email(
            person=office, name=" Ada Wren ", roles=["volunteer"], starts_on=today(), ends_on=None
        )
        assert made.account.email is None
        assert made.account.name == "Ada Wren"
        assert not made.account.has_usable_password()
        found = person_at(made.account_id)
        assert found is not None
        assert found.roles == {"volunteer"}
        assert last_actions() == ["membership.admitted-without-email"]


def test_nobody_gives_themselves_a_role(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        with pytest.raises(Refused):
            give(head, "head", "dsl")
        assert cast.person("head").roles == {"headteacher"}


@pytest.mark.parametrize("giver", ["office", "business"])
@pytest.mark.parametrize("role", ["headteacher", "dsl", "deputy-dsl", "dpo", "it-lead", "chair"])
def test_only_head_or_chair_fills_the_posts_that_open_much(database: Database, giver: str, role: str) -> None:
    person = cast.person(giver)
    with school_scope(person.school_id):
        with pytest.raises(Refused):
            give(person, "teacher", role)
        assert give(cast.person("head"), "teacher", role).role == role


def test_who_holds_no_managing_role_gives_and_ends_nothing(database: Database) -> None:
    teacher = cast.person("teacher")
    with school_scope(teacher.school_id):
        with pytest.raises(Refused):
            give(teacher, "volunteer", "friend")
        with pytest.raises(Refused):
            membership.end_role(person=teacher, held=held("volunteer", "volunteer"), last_day=None)
        with pytest.raises(Refused):
            leave(teacher, "volunteer")
        with pytest.raises(Refused):
            membership.admit_without_email(person=teacher, name="X", roles=[], starts_on=today(), ends_on=None)


def test_the_office_cannot_end_a_membership_that_holds_more_than_it_may_give(database: Database) -> None:
    office = cast.person("office")
    with school_scope(office.school_id):
        for key in ("head", "deputy", "chair", "office"):
            with pytest.raises(Refused):
                leave(office, key)
        leave(office, "teacher")
        assert row("teacher").ended_at is not None


def test_a_role_is_not_given_twice_for_the_same_time(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        with pytest.raises(Fault):
            give(head, "teacher", "teacher")
        ends = today() + 30 * DAY
        first = membership.give_role(person=head, member=row("teacher"), role="clerk", starts_on=today(), ends_on=ends)
        membership.give_role(person=head, member=row("teacher"), role="clerk", starts_on=ends + DAY, ends_on=None)
        assert first.ends_on == ends


def test_a_role_begins_and_ends_with_its_days(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id), time_machine.travel("2026-03-02 12:00Z", tick=False) as clock:
        membership.give_role(
            person=head,
            member=row("teacher"),
            role="clerk",
            starts_on=date(2026, 3, 4),
            ends_on=date(2026, 3, 5),
        )
        days = {}
        for day in range(3, 7):
            clock.move_to(f"2026-03-0{day} 12:00Z")
            days[day] = "clerk" in cast.person("teacher").roles
        assert days == {3: False, 4: True, 5: True, 6: False}


@pytest.mark.parametrize(("slug", "key", "role"), [("quillbrook", "head", "headteacher"), ("quillbrook", "dsl", "dsl")])
def test_the_last_head_and_the_last_dsl_stay_until_there_is_another(
    database: Database, slug: str, key: str, role: str
) -> None:
    chair = cast.person("chair", slug)
    with school_scope(chair.school_id):
        with pytest.raises(Fault):
            membership.end_role(person=chair, held=held(key, role), last_day=None)
        with pytest.raises(Fault):
            membership.end_role(person=chair, held=held(key, role), last_day=today() + 5 * DAY)
        with pytest.raises(Fault):
            leave(chair, key)
        with pytest.raises(Fault):
            leave(chair, key, last_day=today() + 5 * DAY)
        assert row(key).ended_at is None
        assert held(key, role).ends_on is None
        give(chair, "teacher", role)
        leave(chair, key)
        assert row(key).ended_at is not None


def test_a_successor_who_begins_too_late_leaves_a_day_empty(database: Database) -> None:
    chair = cast.person("chair")
    with school_scope(chair.school_id):
        begins = today() + 10 * DAY
        membership.give_role(person=chair, member=row("teacher"), role="headteacher", starts_on=begins, ends_on=None)
        with pytest.raises(Fault, match=f"{(begins - DAY):%B %Y}"):
            leave(chair, "head", last_day=begins - 2 * DAY)
        leave(chair, "head", last_day=begins - DAY)


def test_one_of_two_heads_can_go(database: Database) -> None:
    head = cast.person("head", "wrenmoor")
    with school_scope(head.school_id):
        cohead = Membership.objects.get(account=cast.account("cohead", "wrenmoor"))
        membership.end_membership(person=head, member=cohead, last_day=None, successor=None)
        assert person_at(cohead.account_id) is None


def test_a_leaver_is_out_everywhere_when_the_action_returns(database: Database) -> None:
    head, teacher = cast.person("head"), cast.sign_in("deputy")
    assert teacher.get("/quillbrook/members/").status_code == 200
    with school_scope(head.school_id):
        give(head, "deputy", "office")
        sent = invitation.invite(
            person=cast.person("deputy"),
            name="Q",
            email="q@example.org",
            roles=["volunteer"],
            starts_on=today(),
            ends_on=None,
        )
        leave(head, "deputy", successor="dsl")
        assert Invitation.objects.get(pk=sent.pk).withdrawn_at is not None
        with pytest.raises(invitation.NoInvitation):
            invitation.accept_invitation(token_hash=sent.token_hash, account_id=None)
        assert last_actions() == ["membership.ended"]
    assert (
        teacher.session.session_key is None
        or not Session.objects.filter(session_key=teacher.session.session_key).exists()
    )
    assert teacher.get("/quillbrook/members/").status_code == 302


@pytest.mark.parametrize("last_day", [None, 3])
def test_an_open_invitation_does_not_let_a_leaver_in_again(database: Database, last_day: int | None) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        leave(head, "teacher")
        sent = invitation.invite(
            person=head,
            name="Q",
            email=cast.account("teacher").email or "",
            roles=["teacher"],
            starts_on=today(),
            ends_on=None,
        )
        membership.readmit(person=head, member=row("teacher"), roles=["teacher"], starts_on=today(), ends_on=None)
        leave(head, "teacher", last_day=None if last_day is None else today() + last_day * DAY)
        with pytest.raises(invitation.NoInvitation):
            invitation.accept_invitation(token_hash=sent.token_hash, account_id=cast.account("teacher").pk)


def test_the_clock_ends_nobody_who_was_let_stay_meanwhile(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        leave(head, "teacher", last_day=today())
        seen_by_the_clock = row("teacher")
        membership.readmit(person=head, member=row("teacher"), roles=["teacher"], starts_on=today(), ends_on=None)
        entries = Entry.objects.count()
        tomorrow = timezone.now() + DAY
        membership.end_when_over(school_id=head.school_id, member=seen_by_the_clock, now=tomorrow)
        assert row("teacher").ended_at is None
        leave(head, "support", last_day=today())
        for _tick in range(2):  # two clocks at once
            membership.end_when_over(school_id=head.school_id, member=row("support"), now=tomorrow)
        assert row("support").ended_at == tomorrow
        assert Entry.objects.count() == entries + 2


def test_a_leaver_is_out_although_a_session_lived_on(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        leave(head, "deputy")
    again = cast.sign_in("deputy")
    assert again.get("/quillbrook/members/").status_code == 404
    tick(timezone.now() + timedelta(minutes=1))
    assert again.get("/quillbrook/members/").status_code == 302
    with school_scope(head.school_id):
        assert row("deputy").swept_at is not None


def test_a_last_day_is_still_a_day_and_then_the_clock_ends_it(database: Database) -> None:
    head = cast.person("head")
    with time_machine.travel("2026-03-02 12:00Z", tick=False) as clock:
        with school_scope(head.school_id):
            leave(head, "teacher", successor="dsl", last_day=date(2026, 3, 5))
        clock.move_to("2026-03-05 22:00Z")
        tick()
        assert cast.person("teacher").holds("teacher")
        clock.move_to("2026-03-06 00:00Z")
        with school_scope(head.school_id):
            assert person_at(cast.account("teacher").pk) is None  # before any clock has run
            assert not queries.is_current(row("teacher").pk)
        tick()
        with school_scope(head.school_id):
            assert row("teacher").ended_at is not None
            assert last_actions() == ["membership.ended"]
            assert Entry.objects.order_by("-seq")[0].actor == "system"
            assert queries.owner_of(row("teacher").pk) == row("dsl")


def test_what_a_leaver_owned_has_an_owner_at_every_moment(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        teacher = row("teacher").pk
        assert queries.owner_of(teacher).pk == teacher
        leave(head, "teacher", successor="support")
        assert queries.owner_of(teacher) == row("support")
        leave(head, "support", successor="office")
        assert queries.owner_of(teacher) == row("office")
        leave(head, "office")
        assert queries.owner_of(teacher) == row("head")


def test_what_belonged_to_somebody_whose_roles_ran_out_has_an_owner_too(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        membership.end_role(person=head, held=held("supply", "supply"), last_day=None)
        assert row("supply").ended_at is None
        assert queries.owner_of(row("supply").pk) == row("head")


def test_a_role_is_ended_once(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        seen = held("supply", "supply")
        membership.end_role(person=head, held=seen, last_day=None)
        entries = Entry.objects.count()
        with pytest.raises(Fault, match="ended already"):
            membership.end_role(person=head, held=seen, last_day=None)
        assert Entry.objects.count() == entries


def test_no_two_leavers_hand_over_to_one_another(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        leave(head, "teacher", successor="support", last_day=today() + 9 * DAY)
        with pytest.raises(Fault):
            leave(head, "support", successor="teacher")
        with pytest.raises(Fault):
            leave(head, "support", successor="support")
        leave(head, "support", successor="office")
        assert queries.owner_of(row("support").pk) == row("office")


def test_nobody_hands_over_to_somebody_who_has_left(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        leave(head, "support")
        with pytest.raises(Fault):
            leave(head, "teacher", successor="support")


def test_who_comes_back_has_the_old_account_the_new_roles_and_what_was_theirs(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        account, number = cast.account("teacher"), row("teacher").pk
        leave(head, "teacher", successor="support")
        membership.readmit(person=head, member=row("teacher"), roles=["volunteer"], starts_on=today(), ends_on=None)
        back = person_at(account.pk)
        assert back is not None
        assert (back.membership_id, back.roles) == (number, frozenset({"volunteer"}))
        assert queries.owner_of(number).pk == number
        assert row("teacher").successor is None


def test_who_stays_after_all_keeps_the_role_without_an_end(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        leave(head, "teacher", last_day=today() + 5 * DAY)
        membership.readmit(person=head, member=row("teacher"), roles=["teacher"], starts_on=today(), ends_on=None)
        assert row("teacher").leaves_on is None
        assert held("teacher", "teacher").ends_on is None


def test_a_member_is_not_let_in_again(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        with pytest.raises(Fault):
            membership.readmit(person=head, member=row("teacher"), roles=["teacher"], starts_on=today(), ends_on=None)
        with pytest.raises(Refused):
            membership.readmit(person=head, member=row("head"), roles=["dsl"], starts_on=today(), ends_on=None)


def test_what_is_refused_changes_nothing_and_is_not_in_the_record(database: Database) -> None:
    chair = cast.person("chair")
    with school_scope(chair.school_id):
        before = Entry.objects.count()
        accounts = Account.objects.count()
        with pytest.raises(Fault):
            leave(chair, "head")
        with pytest.raises(Fault):
            membership.admit_without_email(
                person=chair, name="X", roles=["teacher"], starts_on=today(), ends_on=today() - DAY
            )
        assert (Entry.objects.count(), Account.objects.count()) == (before, accounts)


def test_no_entry_holds_a_name_or_an_address(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        membership.admit_without_email(
            person=head, name="Zebedee Quux", roles=["volunteer"], starts_on=today(), ends_on=None
        )
        invitation.invite(
            person=head, name="Zebedee", email="zebedee@example.org", roles=["friend"], starts_on=today(), ends_on=None
        )
        assert not any("ebedee" in body for body in Entry.objects.values_list("body", flat=True))


def test_head_who_is_dsl_and_it_lead_of_a_school_of_six_can_do_all_of_it(database: Database) -> None:
    head = cast.person("head", "larksend")
    with school_scope(head.school_id):
        sent = invitation.invite(
            person=head, name="N", email="n@example.org", roles=["teacher", "dsl"], starts_on=today(), ends_on=None
        )
        made = invitation.accept_invitation(token_hash=sent.token_hash, account_id=None)
        membership.give_role(person=head, member=made, role="headteacher", starts_on=today(), ends_on=None)
        office = Membership.objects.get(account=cast.account("office", "larksend"))
        membership.end_membership(person=head, member=office, last_day=None, successor=made)
        own = Membership.objects.get(pk=head.membership_id)
        membership.end_membership(person=head, member=own, last_day=today() + DAY, successor=made)
        assert queries.owner_of(office.pk) == made


def test_somebody_who_cannot_sign_in_does_not_fill_the_post(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        membership.admit_without_email(
            person=head, name="Paper Head", roles=["headteacher"], starts_on=today(), ends_on=None
        )
        held = RoleHeld.objects.get(membership_id=head.membership_id, role="headteacher")
        with pytest.raises(Fault):
            membership.end_role(person=head, held=held, last_day=None)


@pytest.mark.parametrize("name", ["\u202e\u200b", "Emily \u202e Jones", "---", "A\x00B"])
def test_a_name_that_cannot_be_read_is_refused(database: Database, name: str) -> None:
    form = {"name": name, "roles": ["volunteer"], "starts_on": today().isoformat()}
    answer = cast.sign_in("office").post("/quillbrook/members/add/", form)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
