"""A school's own page: what waits for whoever reads it, what they can do, and no link to what is not there."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.cast import account, enter, person, school, sign_in
from tests.web.conversations import ENGLISH_ONLY, Page
from tests.web.things import MAKERS

from gatepost.web.home.doing import GROUPS
from gatepost.web.modules import actions as modules
from gatepost.web.modules.registry import Module, module
from gatepost.web.notices.actions import notify
from gatepost.web.notices.kinds import kinds
from gatepost.web.operations.demo.seed import plan
from gatepost.web.people.models import FamilyLink, Import
from gatepost.web.policies.models import AdoptedPolicy
from gatepost.web.record.models import Log, Verification
from gatepost.web.reports.queries import record_line
from gatepost.web.schools.actions import membership
from gatepost.web.schools.models import Cover, Invitation, Membership
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope

pytestmark = pytest.mark.usefixtures("database")

TABLE = tomllib.loads((Path(__file__).parent.parent / "access.toml").read_text("utf-8"))
KEYS = {one["roles"][0]: one["key"] for one in plan()["school"][0]["people"]}  # role -> key of who holds it alone
EVERYBODY = [(str(one["slug"]), str(who["key"])) for one in plan()["school"] for who in one["people"]]
HERE = "/quillbrook/"


def read(client: Client, address: str = HERE) -> Page:
    return Page(client.get(address).content.decode())


def waiting(client: Client, address: str = HERE) -> list[str]:
    return [one.says for one in client.get(address).context["waiting"]]


@pytest.mark.parametrize(("slug", "key"), EVERYBODY)
def test_no_link_on_anybodys_home_leads_nowhere(slug: str, key: str) -> None:
    client = sign_in(key, slug)
    home = read(client, f"/{slug}/")
    assert home.count("h1") == 1
    assert len(home.ids) == len(set(home.ids))
    for link in set(home.links):
        if not link.startswith("#"):
            answer = client.get(link, follow=True)
            assert answer.status_code == 200, f"{key} {link}"


@pytest.mark.parametrize("role", sorted(KEYS))
def test_home_leads_to_every_page_that_the_role_may_open_and_to_no_other(role: str) -> None:
    groups = sign_in(KEYS[role]).get(HERE).context["groups"]
    shown = {page.title for _heading, pages in groups for page in pages}
    for page in (page for group in GROUPS for page in group.pages):
        may = {role for word in TABLE["member"][page.address] for role in TABLE["roles"].get(word, [word])}
        assert (str(page.title) in shown) == (role in may and not page.module), page.address


def test_pages_of_a_module_are_there_while_it_is_on() -> None:
    at = f"{HERE}family-links/"
    assert at not in read(sign_in("teacher")).links
    with school_scope(school().pk):
        modules.switch_on(person=person("head"), code="family-links")
        _sign("family-links")
    assert at in read(sign_in("teacher")).links
    assert at not in read(sign_in("parent")).links
    assert "/larksend/family-links/" not in read(sign_in("head", "larksend"), "/larksend/").links


def _sign(code: str) -> None:
    version, review = module(code).version, today() + timedelta(90)
    modules.sign(person=person("dpo"), code=code, version=version, review_on=review, note="")


def test_whoever_is_not_signed_in_sees_the_open_doors_and_the_way_in(visitor: Client) -> None:
    home = read(visitor)
    assert {f"{HERE}may-i/", f"{HERE}policy/", f"{HERE}search/", f"/sign-in/?next={HERE}"} <= set(home.links)
    assert "What waits for you" not in home.text
    assert f"{HERE}notices/" not in home.links


def test_somebody_of_another_school_sees_no_more_than_a_stranger() -> None:
    home = read(sign_in("head", "larksend"))
    assert "What waits for you" not in home.text
    assert f"{HERE}members/" not in home.links


def test_nothing_is_shown_before_the_second_proof_that_a_role_needs() -> None:
    _tell("teacher")
    home = read(sign_in("teacher", second_factor=False))
    assert f"/me/second-factor/?next={HERE}" in home.links
    assert "Then you see what waits for you." in home.text
    assert kinds()["policy-adopted"].says not in home.text
    assert f"{HERE}cover/" not in home.links
    assert "Nothing waits for you." in read(sign_in("parent", second_factor=False)).text


def test_home_is_kept_by_no_cache() -> None:
    assert "no-store" in sign_in("head").get(HERE)["Cache-Control"]


def _tell(key: str, kind: str = "policy-adopted", thing: str = "policy:1", slug: str = "quillbrook") -> None:
    with school_scope(school(slug).pk):
        notify(membership_id=person(key, slug).membership_id, kind=kind, thing=thing)


def test_a_notice_waits_on_its_readers_home_alone_until_it_is_opened() -> None:
    _tell("teacher")
    _tell("deputy", slug="larksend")
    teacher, says = sign_in("teacher"), kinds()["policy-adopted"].says
    assert waiting(teacher) == [says]
    for other in (sign_in("support"), sign_in("parent")):
        assert waiting(other) == []
    (notice,) = teacher.get(HERE).context["waiting"]
    assert teacher.post(f"{HERE}notices/{notice.notice}/").headers["Location"] == f"{HERE}policies/"
    assert waiting(teacher) == []
    assert waiting(sign_in("deputy", "larksend"), "/larksend/") == [says]


def test_notices_that_say_the_same_are_one_line() -> None:
    for number in range(3):
        _tell("teacher", thing=f"policy:{number}")
    assert waiting(sign_in("teacher")) == [kinds()["policy-adopted"].says]


def test_what_is_so_stands_in_place_of_the_notice_that_told_of_it() -> None:
    with school_scope(school().pk):
        modules.switch_on(person=person("head"), code="past-pupils")
    assert waiting(sign_in("dpo")) == ["1 data protection assessment waits for your signature."]
    with school_scope(school().pk):
        modules.switch_off(person=person("head"), code="past-pupils")
    assert waiting(sign_in("dpo")) == []


def test_the_headteacher_reads_that_a_module_is_off_because_its_words_have_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with school_scope(school().pk):
        modules.switch_on(person=person("head"), code="past-pupils")
        _sign("past-pupils")
    says, head = "A module is off until its data protection assessment is signed again.", sign_in("head")
    assert says not in waiting(head)
    # Stands in for a later release that changes the text.
    monkeypatch.setattr(Module, "text", property(lambda self: self.title + " changed"))
    assert says in waiting(head)
    assert says not in waiting(sign_in("chair"))


def test_a_school_without_a_policy_asks_those_who_may_adopt_one() -> None:
    with school_scope(school().pk):
        AdoptedPolicy.objects.update(withdrawn_at=timezone.now())
    says = "The school has no policy here yet: adopt one."
    assert says in waiting(sign_in("head"))
    assert says in waiting(sign_in("chair"))
    assert says not in waiting(sign_in("teacher"))
    assert says not in waiting(sign_in("head", "larksend"), "/larksend/")


def test_a_policy_past_its_review_waits_for_those_who_may_adopt_another() -> None:
    says, overdue = "Our policy is overdue for review.", False
    for slug in ("quillbrook", "larksend"):
        shown = says in waiting(sign_in("head", slug), f"/{slug}/")
        assert shown == ("Overdue" in read(sign_in("head", slug), f"/{slug}/policy/").text)
        overdue |= shown
    assert overdue
    assert says not in waiting(sign_in("teacher"))


def test_a_policy_on_the_table_waits_for_those_who_may_adopt_it() -> None:
    with school_scope(school().pk):
        MAKERS["proposed"]("quillbrook")
    says = "A policy lies on the table for you to look at."
    assert says in waiting(sign_in("chair"))
    assert says not in waiting(sign_in("teacher"))
    assert says not in waiting(sign_in("chair", "larksend"), "/larksend/")


def test_gaps_are_told_only_where_a_rota_is_kept() -> None:
    says, lead = "The safeguarding rota has gaps in the next four weeks.", sign_in("dsl")
    assert says not in waiting(lead)
    with school_scope(school().pk):
        begins = timezone.now() + timedelta(days=2)
        deputy = Membership.objects.get(pk=person("deputy").membership_id)
        Cover(school=school(), membership=deputy, starts_at=begins, ends_at=begins + timedelta(hours=5)).save()
    assert says in waiting(lead)
    assert says not in waiting(sign_in("teacher"))


def test_days_on_which_nobody_acts_are_told() -> None:
    with school_scope(school().pk):
        for key in ("dsl", "deputy"):
            for role in Membership.objects.get(pk=person(key).membership_id).roles.filter(role__endswith="dsl"):
                role.ends_on = today() + timedelta(days=7)
                role.save()
    assert "On a day of the next four weeks nobody acts for safeguarding." in waiting(sign_in("head"))


def test_open_invitations_wait_for_those_who_let_people_in() -> None:
    with school_scope(school().pk):
        for _number in range(2):
            MAKERS["invitation"]("quillbrook")
    says = "2 invitations have not been taken up yet."
    assert says in waiting(sign_in("office"))
    assert says not in waiting(sign_in("dsl"))
    assert says not in waiting(sign_in("head", "larksend"), "/larksend/")


def test_a_file_for_the_roll_waits_for_those_who_may_change_it() -> None:
    with school_scope(school().pk):
        Import(school=school(), format="csv", mode="full", staged_at=timezone.now(), expires_at=timezone.now()).save()
    says = "A file for the roll waits to be checked."
    assert says in waiting(sign_in("office"))
    assert says not in waiting(sign_in("teacher"))
    assert says not in waiting(sign_in("office", "larksend"), "/larksend/")


def test_a_declared_family_link_waits_for_whoever_decides_on_it() -> None:
    says = "A family link waits for your decision."
    with school_scope(school().pk):
        modules.switch_on(person=person("head"), code="family-links")
        _sign("family-links")
        FamilyLink(
            school=school(),
            membership=Membership.objects.get(pk=person("teacher").membership_id),
            other_name="Somebody",
            declared_at=timezone.now(),
            review_on=today() + timedelta(days=100),
        ).save()
    assert says in waiting(sign_in("head"))
    assert says not in waiting(sign_in("chair"))
    assert says not in waiting(sign_in("teacher"))
    with school_scope(school().pk):
        modules.switch_off(person=person("head"), code="family-links")
    assert says not in waiting(sign_in("head"))


def test_the_one_line_about_the_record_is_read_by_those_who_answer_for_it() -> None:
    with school_scope(school().pk):
        line = record_line(school().pk)
    for key in ("chair", "head", "governor", "dpo", "it"):
        assert line in read(sign_in(key)).text
    for key in ("teacher", "office", "parent"):
        assert line not in read(sign_in(key)).text


def test_a_record_that_is_not_as_it_was_stands_first_in_what_waits() -> None:
    now = timezone.now()
    _tell("chair")
    with school_scope(school().pk):
        log = Log.objects.get(name="school")
        Verification(school_id=school().pk, log=log, asked_at=now, at=now, kind="changed", place=3).save()
    chair = sign_in("chair")
    assert "NOT as it was" in waiting(chair)[0]
    assert read(chair).text.count("NOT as it was") == 1
    assert "NOT as it was" not in read(sign_in("teacher")).text
    assert "NOT as it was" not in read(sign_in("chair", "larksend"), "/larksend/").text


def test_that_no_mail_is_set_up_is_told_to_those_who_can_have_it_set_up(settings: Any) -> None:
    says = "E-mail is not set up here"
    settings.MAIL_IS_SET_UP = False
    assert any(one.startswith(says) for one in waiting(sign_in("head")))
    assert not any(one.startswith(says) for one in waiting(sign_in("teacher")))
    settings.MAIL_IS_SET_UP = True
    assert not any(one.startswith(says) for one in waiting(sign_in("head")))


@pytest.mark.parametrize(
    "key", [who["key"] for one in plan()["school"] if one["slug"] == "abercelydd" for who in one["people"]]
)
def test_no_home_of_the_welsh_school_holds_an_english_office(key: str) -> None:
    client = sign_in(key, "abercelydd")
    assert not ENGLISH_ONLY.search(read(client, "/abercelydd/").text)
    found = client.post("/abercelydd/search/", {"words": "safeguarding"})
    assert not ENGLISH_ONLY.search(Page(found.content.decode()).text)


def test_home_takes_the_same_queries_for_little_and_for_much() -> None:
    head = sign_in("head")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            head.get(HERE)
        return len(queries)

    _tell("head")
    with school_scope(school().pk):
        MAKERS["invitation"]("quillbrook")
    count()  # now the calendar is at hand, whichever tests ran before
    before = count()
    for number in range(10):
        _tell("head", thing=f"policy:{number + 2}")
    with school_scope(school().pk):
        for _number in range(10):
            MAKERS["invitation"]("quillbrook")
        assert Invitation.objects.count() == 11
    assert count() == before


def test_the_front_page_leads_straight_on_whoever_belongs_to_one_school() -> None:
    assert sign_in("teacher").get("/").headers["Location"] == HERE


def test_the_front_page_names_ones_own_schools_first() -> None:
    who, other = account("dpo"), school("larksend")
    with school_scope(other.pk):
        membership.place_member(school_id=other.pk, account=who, roles=["governor"], starts_on=today(), ends_on=None)
    text = re.sub(r"\s+", " ", read(enter(who), "/").text)
    mine, others = text.split("Your schools")[1].split("Other schools")
    assert "Quillbrook" in mine
    assert "Larksend" in mine
    assert "Abercelydd" not in mine
    assert "Abercelydd" in others
    assert "Larksend" not in others


def test_every_page_of_a_school_carries_the_ways_that_everybody_needs(visitor: Client) -> None:
    wanted = {HERE, f"{HERE}may-i/", f"{HERE}policy/", f"{HERE}search/"}
    for address in (HERE, f"{HERE}may-i/", f"{HERE}policy/", f"{HERE}search/"):
        html = visitor.get(address).content.decode()
        assert wanted <= set(Page(html).links)
        assert f'<a href="{address}" aria-current="page">' in html
        assert html.count("aria-current") == 1
