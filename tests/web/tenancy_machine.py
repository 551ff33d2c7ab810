"""A plain model of who is what at which school, and a machine that drives the site at random and compares the two."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gatepost.web.operations.tick import tick
from gatepost.web.record.models import Entry
from gatepost.web.schools import permissions, queries
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions import invitation, membership, settings
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Account, Membership, RoleHeld, School
from gatepost.web.schools.person import person_at, schools_of, today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.databases import ON_POSTGRESQL, Database

DAY = timedelta(days=1)
BEGINS = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROLES = ("headteacher", "dsl", "office", "teacher", "governor", "parent")
PAGES = {
    "schools:members": permissions.SEE_MEMBERS,
    "schools:parents": permissions.SEE_MEMBERS,
    "schools:invite": frozenset(permissions.GIVES),
    "schools:add": frozenset(permissions.GIVES),
    "schools:cover": permissions.SEE_COVER,
    "schools:settings": permissions.CHANGE_SETTINGS,
}
SCHOOLS = ("larksend", "wrenmoor", "abercelydd")  # of the demo; one or two more open as the machine runs
MOST_SCHOOLS, MOST_NIGHTS = 5, 4
some = st.integers(min_value=0, max_value=10_000)  # which one of those there are
roles = st.sampled_from(ROLES)
terms = st.sampled_from((None, 0, 2, 9))  # days until the last one; None: no end

Fresh = Callable[[], AbstractContextManager[Database]]


@dataclass
class Held:
    """A role with its first and last day."""

    role: str
    starts_on: date
    ends_on: date | None

    def on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass
class Standing:
    """What one account is at one school."""

    held: list[Held] = field(default_factory=list)
    leaves_on: date | None = None
    ended: bool = False

    def roles(self, day: date) -> frozenset[str]:
        return frozenset() if self.ended else frozenset(one.role for one in self.held if one.on(day))

    def stop(self, last: date) -> None:
        self.held = [one for one in self.held if one.starts_on <= last]
        for one in self.held:
            one.ends_on = last if one.ends_on is None else min(one.ends_on, last)

    def begin(self, role: str, ends_on: date | None) -> None:
        """As an invitation or a return gives it: a role held already is held on, for as long as the longer of both."""
        for one in self.held:
            if one.role == role and (one.ends_on is None or one.ends_on >= today()):
                if one.ends_on is not None:
                    one.ends_on = None if ends_on is None else max(one.ends_on, ends_on)
                return
        self.held.append(Held(role, today(), ends_on))


def machine(fresh: Fresh) -> type[RuleBasedStateMachine]:
    """The machine, each run of which begins with a fresh database."""

    class Tenancy(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.stack = ExitStack()
            self.stack.enter_context(fresh())
            self.clock = self.stack.enter_context(time_machine.travel(BEGINS, tick=False))
            self.standing: dict[int, dict[int, Standing]] = {}
            self.names: dict[int, str] = {}
            self.browsers: dict[int, Client] = {}
            self.made = self.nights = 0

        def teardown(self) -> None:
            self.stack.close()

        @initialize()
        def read_the_demo(self) -> None:
            for school in School.objects.filter(slug__in=SCHOOLS):
                self.standing[school.pk] = {}
                with school_scope(school.pk):
                    for one in RoleHeld.objects.select_related("membership__account"):
                        account = one.membership.account
                        self.names[account.pk] = account.name
                        there = self.standing[school.pk].setdefault(account.pk, Standing())
                        there.held.append(Held(one.role, one.starts_on, one.ends_on))

        # Choosing

        def school(self, number: int) -> int:
            ids = sorted(self.standing)
            return ids[number % len(ids)]

        def account(self, number: int) -> int:
            ids = sorted(self.names)
            return ids[number % len(ids)]

        def member(self, school: int, number: int) -> int:
            ids = sorted(self.standing[school])
            return ids[number % len(ids)]

        def head(self, school: int) -> Any:
            """A headteacher as actions take them."""
            heads = [who for who, one in self.standing[school].items() if "headteacher" in one.roles(today())]
            found = person_at(min(heads))
            assert found is not None
            return found

        def until(self, term: int | None) -> date | None:
            return None if term is None else today() + term * DAY

        def browser(self, account: int) -> Client:
            if account not in self.browsers:
                self.browsers[account] = cast.enter(Account.objects.get(pk=account))
            return self.browsers[account]

        # Changing

        @rule(number=some, role=roles, term=terms)
        def somebody_new_is_invited(self, number: int, role: str, term: int | None) -> None:
            self.made += 1
            self.invited(self.school(number), f"new{self.made}@example.org", role, term, account=None)

        @rule(number=some, other=some, role=roles, term=terms)
        def somebody_known_is_invited(self, number: int, other: int, role: str, term: int | None) -> None:
            account = self.account(other)
            email = Account.objects.get(pk=account).email
            if email is not None:
                self.invited(self.school(number), email, role, term, account=account)

        def invited(self, school: int, email: str, role: str, term: int | None, account: int | None) -> None:
            name = f"Newcomer Zq{self.made}Q"
            with school_scope(school):
                try:
                    sent = invitation.invite(
                        person=self.head(school),
                        name=name,
                        email=email,
                        roles=[role],
                        starts_on=today(),
                        ends_on=self.until(term),
                    )
                except Fault:
                    there = self.standing[school].get(account or 0)
                    assert there is not None
                    assert not there.ended
                    return
                got = invitation.accept_invitation(token_hash=sent.token_hash, account_id=account)
            self.names.setdefault(got.account_id, name)
            self.arrived(school, got.account_id, role, term)

        def arrived(self, school: int, account: int, role: str, term: int | None) -> None:
            there = self.standing[school].setdefault(account, Standing())
            there.ended, there.leaves_on = False, None
            there.begin(role, self.until(term))

        @rule(number=some, role=roles)
        def somebody_without_email_is_added(self, number: int, role: str) -> None:
            school = self.school(number)
            self.made += 1
            name = f"Paper Zq{self.made}Q"
            with school_scope(school):
                got = membership.admit_without_email(
                    person=self.head(school), name=name, roles=[role], starts_on=today(), ends_on=None
                )
            self.names[got.account_id] = name
            self.arrived(school, got.account_id, role, None)

        @rule(number=some, other=some, role=roles, term=terms)
        def a_role_is_given(self, number: int, other: int, role: str, term: int | None) -> None:
            school = self.school(number)
            account = self.member(school, other)
            there = self.standing[school][account]
            with school_scope(school):
                head = self.head(school)
                row = Membership.objects.get(account_id=account)
                try:
                    membership.give_role(
                        person=head, member=row, role=role, starts_on=today(), ends_on=self.until(term)
                    )
                except Refused:
                    assert account == head.account_id
                except Fault:
                    held = any(one.role == role and (one.ends_on or today()) >= today() for one in there.held)
                    assert there.ended or there.leaves_on or held
                else:
                    there.held.append(Held(role, today(), self.until(term)))

        @rule(number=some, other=some, term=terms)
        def a_role_is_ended(self, number: int, other: int, term: int | None) -> None:
            school = self.school(number)
            there = self.standing[school][self.member(school, other)]
            lasting = [one for one in there.held if not there.ended and (one.ends_on or today()) >= today()]
            if not lasting:
                return
            chosen = lasting[other % len(lasting)]
            with school_scope(school):
                row = RoleHeld.objects.get(
                    membership__account_id=self.member(school, other),
                    role=chosen.role,
                    starts_on=chosen.starts_on,
                    ends_on=chosen.ends_on,
                )
                try:
                    membership.end_role(person=self.head(school), held=row, last_day=self.until(term))
                except Fault:
                    return
            if term is not None:
                chosen.ends_on = self.until(term)
            elif chosen.starts_on < today():
                chosen.ends_on = today() - DAY
            else:
                there.held.remove(chosen)

        @rule(number=some, other=some, third=some, term=terms)
        def somebody_leaves(self, number: int, other: int, third: int, term: int | None) -> None:
            school = self.school(number)
            account = self.member(school, other)
            there = self.standing[school][account]
            if Account.objects.get(pk=account).email is not None:
                self.browser(account)
            with school_scope(school):
                row = Membership.objects.get(account_id=account)
                heir = Membership.objects.get(account_id=self.member(school, third)) if third % 3 else None
                try:
                    membership.end_membership(
                        person=self.head(school), member=row, last_day=self.until(term), successor=heir
                    )
                except Fault:
                    return
            if term is None:
                there.ended = True
                there.stop(today() - DAY)
                if account in self.browsers:  # dead at once, though the browser still has its cookie
                    self.refused(self.browsers.pop(account), school, signed_in=False)
            else:
                there.leaves_on = self.until(term)
                there.stop(today() + term * DAY)

        @rule(number=some, other=some, role=roles)
        def somebody_comes_back(self, number: int, other: int, role: str) -> None:
            school = self.school(number)
            account = self.member(school, other)
            with school_scope(school):
                head = self.head(school)
                if account == head.account_id:
                    return
                row = Membership.objects.get(account_id=account)
                try:
                    membership.readmit(person=head, member=row, roles=[role], starts_on=today(), ends_on=None)
                except Fault:
                    assert not self.standing[school][account].ended
                    return
            self.arrived(school, account, role, None)

        @precondition(lambda self: len(self.standing) < MOST_SCHOOLS)
        @rule()
        def a_school_opens(self) -> None:
            self.made += 1
            slug = f"opened{self.made}"
            made = settings.open_school(slug=slug, name=f"Opened {self.made}", jurisdiction="england", body=None)
            with school_scope(made.pk):
                token = invitation.invite_first_head(
                    school_id=made.pk, name=f"Head Zq{self.made}Q", email=f"{slug}@example.org", starts_on=today()
                )
                got = invitation.accept_invitation(token_hash=invitation.parts(token)[1], account_id=None)
            self.standing[made.pk] = {}
            self.names[got.account_id] = f"Head Zq{self.made}Q"
            self.arrived(made.pk, got.account_id, "headteacher", None)

        @precondition(lambda self: self.nights < MOST_NIGHTS)
        @rule(days=st.integers(min_value=1, max_value=4))
        def days_pass(self, days: int) -> None:
            self.nights += 1
            self.clock.shift(days * DAY)
            self.browsers.clear()  # sessions end with the day
            assert tick() == 0
            for people in self.standing.values():
                for there in people.values():
                    if there.leaves_on and there.leaves_on < today() and not there.ended:
                        there.ended = True
                        there.stop(today() - DAY)

        # Looking

        def refused(self, client: Client, school: int, signed_in: bool = True) -> None:
            """Every page of the school is to this browser what is not there, or the way to sign in."""
            slug = School.objects.get(pk=school).slug
            for page in PAGES:
                response = client.get(reverse(page, args=[slug]))
                assert response.status_code == (404 if signed_in else 302), page
                if signed_in:
                    assert response.content == client.get("/nowhere/members/").content

        @rule(number=some, other=some, page=st.sampled_from(sorted(PAGES)))
        def somebody_opens_a_page(self, number: int, other: int, page: str) -> None:
            school, account = self.school(number), self.account(other)
            if Account.objects.get(pk=account).email is None:
                return
            client = self.browser(account)
            there = self.standing[school].get(account, Standing()).roles(today())
            if not there:
                self.refused(client, school)
                return
            response = client.get(reverse(page, args=[School.objects.get(pk=school).slug]))
            assert response.status_code == (200 if there & PAGES[page] else 404)
            self.tells_of_nobody_else(response, school, account)

        @rule(number=some, other=some)
        def a_head_opens_somebody_by_number(self, number: int, other: int) -> None:
            school = self.school(number)
            slug = School.objects.get(pk=school).slug
            with school_scope(school):
                reader = self.head(school).account_id
            for about, people in self.standing.items():
                account = sorted(people)[other % len(people)]
                with school_scope(about):
                    number = Membership.objects.get(account_id=account).pk
                response = self.browser(reader).get(reverse("schools:member", args=[slug, number]))
                assert response.status_code == (200 if about == school else 404)
                self.tells_of_nobody_else(response, school, reader)

        @rule(number=some, other=some)
        def a_head_searches_for_anybody(self, number: int, other: int) -> None:
            school, wanted = self.school(number), self.account(other)
            with school_scope(school):
                reader = self.head(school).account_id
            where = reverse("schools:members", args=[School.objects.get(pk=school).slug])
            words = self.names[wanted]
            response = self.browser(reader).post(where, {"words": words})
            found = {one.name for one in response.context["members"]}
            assert found <= {self.names[one] for one in self.standing[school]}
            assert (words in found) == (wanted in self.standing[school])

        def tells_of_nobody_else(self, response: Any, school: int, reader: int) -> None:
            page = response.content.decode()
            for account, name in self.names.items():
                if account not in self.standing[school] and account != reader:
                    assert name not in page

        # What is always so

        @invariant()
        def every_school_is_as_the_model_says(self) -> None:
            day = today()
            for school, people in self.standing.items():
                with school_scope(school):
                    rows = list(Membership.objects.values_list("account_id", "school_id"))
                    held = RoleHeld.objects.values_list("membership__account_id", "role", "starts_on", "ends_on")
                    now: dict[int, set[str]] = {account: set() for account, _school in rows}
                    for account, role, starts_on, ends_on in held:
                        if Held(role, starts_on, ends_on).on(day):
                            now[account].add(role)
                assert {of for _account, of in rows} <= {school}
                assert now == {account: there.roles(day) for account, there in people.items()}

        @invariant()
        def every_school_has_a_head(self) -> None:
            for people in self.standing.values():
                assert any("headteacher" in there.roles(today()) for there in people.values())

        @invariant()
        def what_a_leaver_owned_has_an_owner_who_is_there(self) -> None:
            for school, people in self.standing.items():
                gone = [account for account, there in people.items() if there.ended]
                if not gone:
                    continue
                with school_scope(school):
                    for number in Membership.objects.filter(account_id__in=gone).values_list("pk", flat=True):
                        assert not people[queries.owner_of(number).account_id].ended

        @invariant()
        def people_are_told_of_their_own_schools_only(self) -> None:
            for account in list(self.names)[-3:]:
                expected = {
                    school for school, people in self.standing.items() if people.get(account, Standing()).roles(today())
                }
                assert set(schools_of(account)) == expected

        @invariant()
        def a_forgotten_filter_finds_one_school_or_nothing(self) -> None:
            if not ON_POSTGRESQL:
                return
            for school in list(self.standing)[-2:]:
                with school_scope(school), scopes_disabled():
                    for model in (Membership, RoleHeld, Entry):
                        assert {one.school_id for one in model.objects.all()} <= {school}
            with scopes_disabled(), connection.cursor() as cursor:
                for table in ("schools_membership", "schools_roleheld", "record_entry"):
                    cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - the names stand in the line above
                    assert cursor.fetchone() == (0,)

    return Tenancy
