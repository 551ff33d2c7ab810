"""What a school shows to whom, compared with a plain model of who is what where: the half of the machine that reads."""

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gatepost.web.people.models import OnRoll
from gatepost.web.record.models import Entry
from gatepost.web.schools import permissions, queries
from gatepost.web.schools.models import Account, Membership, RoleHeld, School
from gatepost.web.schools.person import person_at, schools_of, today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.databases import ON_POSTGRESQL

DAY = timedelta(days=1)
PAGES = {
    "schools:members": permissions.SEE_MEMBERS,
    "schools:parents": permissions.SEE_MEMBERS,
    "schools:invite": frozenset(permissions.GIVES),
    "schools:add": frozenset(permissions.GIVES),
    "schools:cover": permissions.SEE_COVER,
    "schools:settings": permissions.CHANGE_SETTINGS,
}
some = st.integers(min_value=0, max_value=10_000)  # which one of those there are


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


class Looking(RuleBasedStateMachine):
    """Reads as everybody who may and may not; `standing` is by school and account, `names` by account."""

    standing: dict[int, dict[int, Standing]]
    names: dict[int, str]
    browsers: dict[int, Client]

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

    def browser(self, account: int) -> Client:
        if account not in self.browsers:
            self.browsers[account] = cast.enter(Account.objects.get(pk=account))
        return self.browsers[account]

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

    @rule(number=some, other=some, third=some)
    def a_head_searches_for_anybody_on_any_roll(self, number: int, other: int, third: int) -> None:
        school, about = self.school(number), self.school(other)
        with school_scope(about):
            roll = sorted(OnRoll.objects.values_list("pk", "forename", "surname"))
        if not roll:
            return
        pk, *words = roll[third % len(roll)]
        with school_scope(school):
            reader = self.head(school).account_id
        slug = School.objects.get(pk=school).slug
        asked = {"words": " ".join(words)}
        response = self.browser(reader).post(reverse("people:search", args=[slug]), asked)
        found = response.context["found"]
        assert {one.school_id for one in found} <= {school}
        assert (pk in {one.pk for one in found}) == (about == school)
        response = self.browser(reader).post(reverse("home:search", args=[slug]), asked)
        for group in response.context["groups"]:
            assert {hit.at.split("/")[1] for hit in group.hits if hit.at} <= {slug}
        if about != school:
            assert reverse("people:one", args=[slug, pk]) not in response.content.decode()

    @rule(number=some, kind=st.sampled_from(("pupil", "staff", "parent")))
    def a_head_takes_copies_away(self, number: int, kind: str) -> None:
        school = self.school(number)
        with school_scope(school):
            reader = self.head(school).account_id
            names = set(OnRoll.objects.filter(kind=kind).values_list("forename", "surname"))
        slug = School.objects.get(pk=school).slug
        copied = self.browser(reader).post(reverse("people:copy", args=[slug]), {"kind": kind})
        rows = csv.DictReader(io.StringIO(copied.content.decode("utf-8-sig")))
        assert {(one["forename"], one["surname"]) for one in rows} == names
        sent: Any = self.browser(reader).post(reverse("reports:export", args=[slug]))
        entries = [json.loads(line) for line in b"".join(sent.streaming_content).splitlines() if b'"seq"' in line]
        assert {one["log"].rpartition("/schools/")[2] for one in entries} == {f"{school}/school"}
        with school_scope(school):
            assert len(entries) == Entry.objects.count()

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
            day = today()
            gone = [account for account, there in people.items() if not there.roles(day)]
            if not gone:
                continue
            with school_scope(school):
                for number in Membership.objects.filter(account_id__in=gone).values_list("pk", flat=True):
                    assert people[queries.owner_of(number).account_id].roles(day)

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
