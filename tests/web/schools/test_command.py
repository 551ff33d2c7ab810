"""`gatepost school`: a school, its trust or council, and the one link by which its first headteacher comes in."""

import pytest
from django.test import Client

from gatepost.web.reports.queries import holders
from gatepost.web.schools.actions import invitation
from gatepost.web.schools.models import Body, School
from gatepost.web.schools.person import person_at
from gatepost.web.schools.scope import school_scope
from tests.commands.running import Ran, gatepost
from tests.web import cast
from tests.web.databases import Database

HEAD = ("--head-name", "Nora Field", "--head-email", "head@newfield.example")


def add(slug: str, *more: str) -> Ran:
    return gatepost("school", "add", slug, "--name", "Newfield Primary School", *HEAD, *more)


def test_the_printed_link_lets_the_headteacher_in_once(database: Database) -> None:
    ran = add("newfield")
    assert (ran.code, ran.err) == (0, "")
    link = ran.lines[-1]
    where = "/invitation/" + link.split("/invitation/")[1]
    client = Client(SERVER_NAME="localhost")
    assert "Newfield Primary School" in client.get(where).content.decode()
    assert client.post(where).status_code == 302
    assert Client(SERVER_NAME="localhost").post(where).status_code == 404
    with school_scope(School.objects.get(slug="newfield").pk):
        found = person_at(int(client.session["_auth_user_id"]))
        assert found is not None
        assert found.roles == {"headteacher"}
    again = add("newfield")
    assert again.code == 1
    assert "this school has members" in again.err


def test_a_lost_link_is_replaced_while_nobody_has_come_in(database: Database) -> None:
    first, second = add("newfield").lines[-1], add("newfield").lines[-1]
    number, lost = invitation.parts(first.split("/invitation/")[1].strip("/"))
    with school_scope(number):
        with pytest.raises(invitation.NoInvitation):
            invitation.open_invitation(lost)
        invitation.open_invitation(invitation.parts(second.split("/invitation/")[1].strip("/"))[1])


def test_another_name_for_a_school_that_is_there_is_told_to_change_nothing(database: Database) -> None:
    add("newfield")
    ran = gatepost("school", "add", "newfield", "--name", "Newfields", *HEAD)
    assert (ran.code, "it is `Newfield Primary School`, and keeps that name" in ran.err) == (0, True)
    assert School.objects.get(slug="newfield").name == "Newfield Primary School"


def test_a_school_takes_over_the_country_of_its_council(database: Database) -> None:
    ran = gatepost("school", "body", "dyffryn", "--name", "Dyffryn", "--kind", "council", "--country", "wales")
    assert ran.code == 0
    assert add("newfield", "--body", "dyffryn").code == 0
    school = School.objects.get(slug="newfield")
    assert (school.body, school.jurisdiction) == (Body.objects.get(slug="dyffryn"), "wales")
    assert gatepost("school", "country", "newfield", "england").code == 0
    assert School.objects.get(slug="newfield").jurisdiction == "england"


def test_the_heads_of_a_bodys_schools_go_where_it_says(database: Database) -> None:
    ran = gatepost("school", "heads", "tambervale", "heads@tambervale.example")
    assert (ran.code, ran.err) == (0, "")
    for slug in ("quillbrook", "larksend"):
        school = School.objects.select_related("body").get(slug=slug)
        with school_scope(school.pk):
            assert holders(school)["heads@tambervale.example"] == "body"
    assert gatepost("school", "heads", "tambervale", "no address").code == 1
    assert Body.objects.get(slug="tambervale").heads_mailbox == "heads@tambervale.example"


def test_an_officer_sees_the_page_of_the_body(database: Database) -> None:
    ran = gatepost("school", "officer", "tambervale", "--name", "Ada Rowe", "--email", "Ada@tambervale.example")
    assert ran.code == 0
    client = cast.enter(cast.account("ada", "tambervale"))
    assert "Larksend" in client.get("/bodies/tambervale/").content.decode()


@pytest.mark.parametrize("slug", ["bodies", "me", "sign-in", "invitation", "static", "New", "a b", "é", ""])
def test_an_address_that_the_site_needs_itself_is_refused(database: Database, slug: str) -> None:
    ran = add(slug)
    assert ran.code == 1
    assert "cannot be an address" in ran.err
    reserved = slug not in ("New", "a b", "é", "")
    assert ("is reserved for pages of the site itself" in ran.err) == reserved
    assert not School.objects.filter(slug=slug).exists()


@pytest.mark.parametrize(
    "verb", [("officer", "--name", "X", "--email", "x@example.org"), ("country", "wales"), ("heads", "x@example.org")]
)
def test_what_is_not_there_is_named(database: Database, verb: tuple[str, ...]) -> None:
    ran = gatepost("school", verb[0], "nowhere", *verb[1:])
    assert ran.code == 1
    assert "`nowhere`" in ran.err
