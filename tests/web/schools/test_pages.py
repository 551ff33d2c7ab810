"""The pages of members, invitations, cover, settings, trusts and councils: who sees what, and what a form does."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gatepost.web.record.models import Entry
from gatepost.web.schools import permissions
from gatepost.web.schools.actions import membership
from gatepost.web.schools.models import (
    Account,
    ApprovedChannel,
    BodyOfficer,
    Cover,
    Invitation,
    Membership,
    RoleHeld,
    School,
)
from gatepost.web.schools.person import today
from gatepost.web.schools.roles import ROLES
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.databases import Database

HERE = "/quillbrook"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def number(key: str, slug: str = "quillbrook") -> int:
    return cast.person(key, slug).membership_id


def actions() -> list[str]:
    with school_scope(cast.school().pk):
        return list(Entry.objects.order_by("seq").values_list("action", flat=True))


def days(**more: Any) -> dict[str, Any]:
    return {"starts_on": today().isoformat(), "ends_on": "", **more}


def test_the_list_has_everybody_of_this_school_and_nobody_of_another(database: Database) -> None:
    shown = text(cast.sign_in("head").get(f"{HERE}/members/"))
    for key in ("head", "dsl", "teacher", "governor", "volunteer", "friend"):
        assert cast.account(key).name in shown
    assert cast.account("parent").name not in shown  # parents have a list of their own
    for account in Account.objects.exclude(email__endswith="@quillbrook.example"):
        assert account.name not in shown


def test_the_list_says_what_joiners_have_still_to_do(database: Database) -> None:
    client = cast.sign_in("head")
    assert "Not signed in yet" in text(client.get(f"{HERE}/members/{number('teacher')}/"))
    assert "No second proof yet" in text(client.get(f"{HERE}/members/{number('teacher')}/"))
    assert "No second proof yet" not in text(client.get(f"{HERE}/members/{number('volunteer')}/"))
    cast.sign_in("teacher")
    assert "Not signed in yet" not in text(client.get(f"{HERE}/members/{number('teacher')}/"))


def test_past_members_are_listed_apart(database: Database) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        gone = Membership.objects.get(account=cast.account("teacher"))
        membership.end_membership(person=head, member=gone, last_day=None, successor=None)
        RoleHeld.objects.filter(membership_id=number("supply")).update(ends_on=today() - timedelta(days=1))
    client = cast.sign_in("head")
    now, past = text(client.get(f"{HERE}/members/")), text(client.get(f"{HERE}/members/?show=past"))
    for key in ("teacher", "supply"):
        assert cast.account(key).name not in now
        assert cast.account(key).name in past
    assert cast.account("support").name not in past


def test_many_parents_take_many_pages_and_no_more_queries(database: Database) -> None:
    school = cast.school()
    client = cast.sign_in("head")

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"{HERE}/members/parents/").status_code == 200
        return len(queries)

    before = count()
    with school_scope(school.pk):
        for one in range(70):
            account = Account.objects.create_account(name=f"Parent {one:02}", email=f"p{one}@example.org")
            membership.place_member(
                school_id=school.pk, account=account, roles=["parent"], starts_on=today(), ends_on=None
            )
    first, second = (text(client.get(f"{HERE}/members/parents/?page={page}")) for page in (1, 2))
    assert "Page 1 of 2" in first
    assert "Parent 49" not in first
    assert "Parent 69" in second
    assert count() == before


def test_search_is_sent_by_post_finds_here_only_and_leaves_an_entry_without_the_words(database: Database) -> None:
    client = cast.sign_in("office")
    found = text(client.post(f"{HERE}/members/", {"words": "penhale laura"}))
    assert "1 member found" in found
    assert "Laura Penhale" in found
    for other in ("Kasia Nowicka", "larksend.example"):
        assert "0 members found" in text(client.post(f"{HERE}/members/", {"words": other}))
    assert actions().count("membership.searched") == 3
    with school_scope(cast.school().pk):
        assert not any("enhale" in body for body in Entry.objects.values_list("body", flat=True))
    assert "There is a problem" in text(client.post(f"{HERE}/members/", {"words": ""}))


@pytest.mark.parametrize("words", ["siân", "SIÂN", "sian ŵyn", "O’Wŷn", "siân.o@"])
def test_search_minds_neither_accents_nor_capitals_on_either_database(database: Database, words: str) -> None:
    Account.objects.filter(pk=cast.account("teacher").pk).update(name="Siân O'Ŵyn", email="siân.o@example.org")
    response = cast.sign_in("head").post(f"{HERE}/members/", {"words": words})
    assert [one.name for one in response.context["members"]] == ["Siân O'Ŵyn"]


def test_opening_a_members_page_is_in_the_record(database: Database) -> None:
    cast.sign_in("dpo").get(f"{HERE}/members/{number('teacher')}/")
    with school_scope(cast.school().pk):
        entry = Entry.objects.order_by("-seq")[0]
        assert (entry.action, entry.thing) == ("membership.read", f"membership:{number('teacher')}")
        assert entry.actor == cast.person("dpo").actor


@pytest.mark.parametrize("path", ["", "leave/", "readmit/"])
def test_a_member_of_another_school_is_missing_like_one_that_never_was(database: Database, path: str) -> None:
    client = cast.sign_in("head")
    other, never = number("head", "larksend"), 999_999
    pages = [client.get(f"{HERE}/members/{one}/{path}") for one in (other, never)]
    assert [one.status_code for one in pages] == [404, 404]
    assert pages[0].content == pages[1].content


def test_each_page_opens_for_those_it_is_for_and_for_nobody_else(database: Database) -> None:
    pages = {
        "members/": permissions.SEE_MEMBERS,
        "members/parents/": permissions.SEE_MEMBERS,
        "members/add/": permissions.GIVES,
        "members/invite/": permissions.GIVES,
        "cover/": permissions.SEE_COVER,
        "settings/": permissions.CHANGE_SETTINGS,
    }
    with school_scope(cast.school().pk):
        everybody = {role: row.membership.account for role in ROLES for row in RoleHeld.objects.filter(role=role)}
    for role, account in everybody.items():
        client = cast.sign_in(str(account.email).partition("@")[0])
        held = cast.person(str(account.email).partition("@")[0]).roles
        for path, for_whom in pages.items():
            expected = 200 if held & set(for_whom) else 404
            assert client.get(f"{HERE}/{path}").status_code == expected, (role, path)
            assert client.get(f"/larksend/{path}").status_code == 404, (role, path)
    for path in pages:
        assert Client(SERVER_NAME="localhost").get(f"{HERE}/{path}").status_code == 302


def test_inviting_by_the_page_sends_one_letter_and_lists_the_invitation(database: Database) -> None:
    client = cast.sign_in("office")
    sent = days(name="Nina Holt", email="nina@example.org", roles=["teacher", "friend"])
    response = client.post(f"{HERE}/members/invite/", sent, follow=True)
    shown = text(response)
    assert "The invitation is made" in shown
    assert "Nina Holt, nina@example.org Teacher, Member of the Friends or PTA" in shown
    assert [one.to for one in mail.outbox] == [["nina@example.org"]]
    with school_scope(cast.school().pk):
        pk = Invitation.objects.get().pk
    assert client.post(f"/larksend/members/invite/{pk}/withdraw/").status_code == 404
    assert cast.sign_in("head", "larksend").post(f"/larksend/members/invite/{pk}/withdraw/").status_code == 404
    withdrawn = text(client.post(f"{HERE}/members/invite/{pk}/withdraw/", follow=True))
    assert "The invitation is withdrawn" in withdrawn
    assert "Nina Holt" not in withdrawn


def test_an_invitation_that_no_mail_server_takes_is_listed_as_not_sent(database: Database, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    sent = days(name="Nina Holt", email="nina@example.org", roles=["teacher"])
    shown = text(cast.sign_in("head").post(f"{HERE}/members/invite/", sent, follow=True))
    assert "Nina Holt, nina@example.org Teacher Not sent" in shown
    assert "invite them again" in shown
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "Not sent" not in text(cast.sign_in("head").post(f"{HERE}/members/invite/", sent, follow=True))
    assert len(mail.outbox) == 1


def test_a_site_without_mail_says_so_before_anybody_is_invited(database: Database, settings: Any) -> None:
    for set_up in (False, True):
        settings.MAIL_IS_SET_UP = set_up
        shown = text(cast.sign_in("head").get(f"{HERE}/members/invite/"))
        assert ("sends no e-mail" in shown) is not set_up


def test_a_form_with_a_mistake_comes_back_with_what_was_typed(database: Database) -> None:
    client = cast.sign_in("office")
    sent = days(name="Nina Holt", email=cast.account("teacher").email, roles=["teacher"])
    response = client.post(f"{HERE}/members/invite/", sent)
    assert "is a member already" in text(response)
    assert 'value="Nina Holt"' in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()
    assert "Choose one of the answers on this page." in text(
        client.post(f"{HERE}/members/invite/", sent | {"roles": ["headteacher"]})
    )
    assert mail.outbox == []


def test_adding_somebody_without_email(database: Database) -> None:
    client = cast.sign_in("office")
    shown = text(client.post(f"{HERE}/members/add/", days(name="Ada Wren", roles=["volunteer"]), follow=True))
    assert "Ada Wren" in shown
    assert "the office keys for them" in shown
    assert "let in somebody who has no e-mail" in shown


def test_giving_and_ending_a_role_by_the_page(database: Database) -> None:
    client, teacher = cast.sign_in("head"), number("teacher")
    shown = text(client.post(f"{HERE}/members/{teacher}/role/", days(role="clerk"), follow=True))
    assert "The role is given" in shown
    assert "Marian Ashdown gave a member a role" in shown
    assert cast.person("teacher").holds("clerk")
    again = text(client.post(f"{HERE}/members/{teacher}/role/", days(role="clerk")))
    assert "They hold this role in that time already" in again
    with school_scope(cast.school().pk):
        role = RoleHeld.objects.get(role="clerk", membership_id=teacher).pk
    where = f"{HERE}/members/{teacher}/roles/{role}/end/"
    assert "Enter the last day" in text(client.post(where, {"when": "on-a-day"}))
    assert client.post(where, {"when": "at-once"}).status_code == 302
    assert not cast.person("teacher").holds("clerk")


def test_nobody_gives_themselves_a_role_by_the_page(database: Database) -> None:
    client, head = cast.sign_in("head"), number("head")
    assert "Give one more role" not in text(client.get(f"{HERE}/members/{head}/"))
    assert client.post(f"{HERE}/members/{head}/role/", days(role="dsl")).status_code == 404
    assert cast.person("head").roles == {"headteacher"}
    assert actions()[-1] == "access.refused"


def test_whoever_walks_addresses_is_put_down_once_for_each_page_and_hour(database: Database) -> None:
    teacher, clerk = cast.sign_in("teacher"), cast.sign_in("clerk")
    for each in range(20):
        assert teacher.get(f"{HERE}/members/{each}/").status_code == 404
    assert actions().count("access.refused") == 1
    clerk.get(f"{HERE}/members/1/")
    teacher.get(f"{HERE}/members/")
    assert actions().count("access.refused") == 3
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        for each in range(2):
            cast.sign_in("teacher").get(f"{HERE}/members/{each}/")
        assert actions().count("access.refused") == 4


def test_the_office_reaches_no_page_that_ends_what_it_may_not_give(database: Database) -> None:
    client, dsl = cast.sign_in("office"), number("dsl")
    with school_scope(cast.school().pk):
        role = RoleHeld.objects.get(role="dsl").pk
    assert "They leave the school" not in text(client.get(f"{HERE}/members/{dsl}/"))
    for path in ("leave/", f"roles/{role}/end/"):
        assert client.get(f"{HERE}/members/{dsl}/{path}").status_code == 404
        assert client.post(f"{HERE}/members/{dsl}/{path}", {"when": "at-once", "successor": "x"}).status_code == 404


def test_leaving_by_the_page_asks_when_and_who_takes_over(database: Database) -> None:
    client, teacher = cast.sign_in("head"), number("teacher")
    where = f"{HERE}/members/{teacher}/leave/"
    empty = text(client.post(where, {}))
    assert "Choose when." in empty
    assert "Choose who takes over." in empty
    assert client.post(where, {"when": "at-once", "successor": str(number("head", "larksend"))}).status_code == 200
    assert client.post(where, {"when": "at-once", "successor": str(number("dsl"))}).status_code == 302
    page = text(client.get(f"{HERE}/members/{teacher}/"))
    assert "Handed over to Deborah Finch" in page
    assert client.get(where).status_code == 404
    back = client.post(f"{HERE}/members/{teacher}/readmit/", days(roles=["supply"]), follow=True)
    assert "They are a member again" in text(back)
    assert cast.person("teacher").roles == {"supply"}


def test_the_last_head_cannot_leave_by_the_page_either(database: Database) -> None:
    response = cast.sign_in("chair").post(
        f"{HERE}/members/{number('head')}/leave/", {"when": "at-once", "successor": str(number("dsl"))}
    )
    assert "There would be no Headteacher" in text(response)


def test_a_turn_is_added_shown_and_removed(database: Database) -> None:
    client, day = cast.sign_in("dsl"), today() + timedelta(days=3)
    told = {"member": number("deputy"), "starts_on": day.isoformat(), "starts_at": "08:00", "ends_at": "17:00"}
    assert "The turn is on the rota" in text(client.post(f"{HERE}/cover/", told, follow=True))
    assert "turn falls into that time" in text(client.post(f"{HERE}/cover/", told))
    with school_scope(cast.school().pk):
        turn = Cover.objects.get()
    assert timezone.localtime(turn.starts_at).hour == 8
    assert "08:00" in text(cast.sign_in("teacher").get(f"{HERE}/cover/"))
    assert cast.sign_in("teacher").post(f"{HERE}/cover/", told).status_code == 404
    assert cast.sign_in("head", "larksend").post(f"/larksend/cover/{turn.pk}/remove/").status_code == 404
    assert "off the rota" in text(client.post(f"{HERE}/cover/{turn.pk}/remove/", follow=True))


def test_settings_are_changed_by_the_page(database: Database) -> None:
    client = cast.sign_in("business")
    told = {"name": "Quillbrook School", "urn": "12345", "record_mailbox": "heads@example.org"}
    assert "A URN is six digits" in text(client.post(f"{HERE}/settings/", told))
    shown = client.post(f"{HERE}/settings/", told | {"urn": "123456"}, follow=True).content.decode()
    assert 'value="123456"' in shown
    assert 'value="heads@example.org"' in shown
    assert cast.school().name == "Quillbrook School"
    assert School.objects.get(slug="larksend").urn == ""


def test_a_school_in_wales_has_no_urn_and_its_own_words(database: Database) -> None:
    client = cast.sign_in("head", "abercelydd")
    page = client.get("/abercelydd/settings/")
    assert "URN" not in text(page)
    client.post("/abercelydd/settings/", {"name": "Abercelydd", "urn": "123456", "record_mailbox": ""})
    assert cast.school("abercelydd").urn == ""
    members = text(client.get("/abercelydd/members/")) + text(client.get("/abercelydd/cover/"))
    assert "esignated safeguarding person" in members
    assert "esignated safeguarding lead" not in members
    assert "DSL" not in members


def test_a_channel_goes_on_the_list_once_and_off_again(database: Database) -> None:
    client, told = cast.sign_in("it"), {"name": "Class app", "for_parents": "on"}
    assert "Class app for parents" in text(client.post(f"{HERE}/settings/channels/", told, follow=True))
    assert "on the list already" in text(client.post(f"{HERE}/settings/channels/", told | {"name": "class APP"}))
    with school_scope(cast.school().pk):
        channel = ApprovedChannel.objects.get()
    assert (
        cast.sign_in("head", "larksend").post(f"/larksend/settings/channels/{channel.pk}/withdraw/").status_code == 404
    )
    assert "Class app" not in text(client.post(f"{HERE}/settings/channels/{channel.pk}/withdraw/", follow=True))


def test_a_trusts_page_names_its_schools_to_its_officers_only(database: Database) -> None:
    school = cast.school()
    officer = Account.objects.create_account(name="Trust Officer", email="officer@tambervale.example")
    assert school.body is not None
    BodyOfficer.objects.create(body=school.body, account=officer, starts_on=today())
    client = Client(SERVER_NAME="localhost")
    assert client.get("/bodies/tambervale/").status_code == 302
    client.force_login(officer)
    shown = text(client.get("/bodies/tambervale/"))
    assert "Quillbrook Primary School" in shown
    assert "Larksend" in shown
    assert "Abercelydd" not in shown
    assert client.get("/bodies/glancelydd/").status_code == 404
    assert client.get(f"{HERE}/members/").status_code == 404
    assert cast.sign_in("head").get("/bodies/tambervale/").status_code == 404
    BodyOfficer.objects.update(ends_on=today() - timedelta(days=1), starts_on=today() - timedelta(days=9))
    assert client.get("/bodies/tambervale/").status_code == 404


def test_a_small_schools_head_opens_every_page_here(database: Database) -> None:
    client = cast.sign_in("head", "larksend")
    for path in ("members/", "members/parents/", "members/add/", "members/invite/", "cover/", "settings/"):
        assert client.get(f"/larksend/{path}").status_code == 200


def test_what_is_on_the_list_costs_the_same_queries_for_few_and_many(database: Database) -> None:
    client, school = cast.sign_in("head"), cast.school()

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{HERE}/members/")
        return len(queries)

    before = count()
    with school_scope(school.pk):
        for one in range(20):
            account = Account.objects.create_account(name=f"Staff {one:02}", email=f"s{one}@example.org")
            membership.place_member(
                school_id=school.pk, account=account, roles=["teacher", "clerk"], starts_on=today(), ends_on=None
            )
    assert count() == before
