"""A machine that drives the site at random and compares it with a plain model of who is what at which school."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, date, datetime

import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from gatepost.web.operations.tick import tick
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions import invitation, membership, settings
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Account, Membership, RoleHeld, School
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.databases import Database
from tests.web.tenancy_looking import DAY, Held, Looking, Standing, some

BEGINS = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROLES = ("headteacher", "dsl", "office", "teacher", "governor", "parent")
SCHOOLS = ("larksend", "wrenmoor", "abercelydd")  # of the demo; one or two more open as the machine runs
MOST_SCHOOLS, MOST_NIGHTS = 5, 4
roles = st.sampled_from(ROLES)
terms = st.sampled_from((None, 0, 2, 9))  # days until the last one; None: no end

Fresh = Callable[[], AbstractContextManager[Database]]


def machine(fresh: Fresh) -> type[Looking]:
    """The machine, each run of which begins with a fresh database."""

    class Tenancy(Looking):
        def __init__(self) -> None:
            super().__init__()
            self.stack = ExitStack()
            self.stack.enter_context(fresh())
            self.clock = self.stack.enter_context(time_machine.travel(BEGINS, tick=False))
            self.standing, self.names, self.browsers = {}, {}, {}
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

        def until(self, term: int | None) -> date | None:
            return None if term is None else today() + term * DAY

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

    return Tenancy
