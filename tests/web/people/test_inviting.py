"""Parents are invited by class at the addresses of the roll, and no child is shown before somebody has said whose."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from gatepost.web.consents.actions.rounds import close, start
from gatepost.web.consents.queries.rounds import choices
from gatepost.web.notices.models import Notice
from gatepost.web.people.actions.inviting import MOST, confirm_alike, invite_parents
from gatepost.web.people.models import Contact, OnRoll, OwnChild
from gatepost.web.people.queries.inviting import alike, of_class
from gatepost.web.people.queries.parents import own_children
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Account, Invitation, Membership
from gatepost.web.schools.person import Person, person_at, today
from tests.web.cast import person, sign_in
from tests.web.consents.families import adult, consents, join, on_roll, pupil, tick
from tests.web.conversations import Page
from tests.web.post_office import post_office
from tests.web.signin.ways import browser

pytestmark = pytest.mark.usefixtures("database")

INVITE, PARENTS = "/quillbrook/parents/invite/", "/quillbrook/parents/"


def text_of(response: Any) -> str:
    return Page(response.content.decode()).text


def reached(child: OnRoll, forename: str, email: str = "", responsible: str = "yes") -> OnRoll:
    """An adult of a child, with an address on the roll."""
    row = adult(child, forename, responsible)
    OnRoll.objects.filter(pk=row.pk).update(email=email or f"{forename.lower()}@post.example")
    row.refresh_from_db()
    return row


def states(room: str = "Owls", by: str = "office") -> dict[str, str]:
    return {one.adult.forename: one.state for one in of_class(person(by), room)}


def invite(*rows: OnRoll, by: str = "office") -> int:
    return invite_parents(person=person(by), room="Owls", chosen=[row.pk for row in rows])


def accept() -> Client:
    """The newest letter's link is opened, and its button pressed."""
    link = re.search(r"https?://[^/]+(/invitation/\S+/)", str(mail.outbox[-1].body))
    assert link, mail.outbox[-1].body
    client = browser()
    assert client.post(link[1]).status_code == 302
    return client


def joined(email: str) -> Person:
    found = person_at(Account.objects.get(email=email).pk)
    assert found is not None
    return found


def say(*members: Person, by: str = "office") -> int:
    shown = {(one.member.pk, contact.pk) for one in alike(person(by)) for contact in one.contacts}
    return confirm_alike(person=person(by), shown=shown, chosen=[one.membership_id for one in members])


def test_a_class_shows_who_can_be_invited_and_what_stands_against_the_others() -> None:
    with consents():
        robin, wren = pupil(), pupil("Wren")
        ada = reached(robin, "Ada", "Ada@Post.example")
        join(wren, ada)
        reached(robin, "Ben", "both@post.example")
        reached(wren, "Cleo", "Both@post.example")
        adult(robin, "Dot")
        reached(robin, "Eve", "teacher@quillbrook.example")
        reached(robin, "Fay", responsible="no")
        reached(robin, "Gus", responsible="unknown")
        reached(pupil("Finch", class_name="Hawks"), "Hal")
        told = {"Ada": "ready", "Ben": "shared", "Cleo": "shared", "Dot": "without", "Eve": "member"}
        assert states() == told
        assert [one.forename for one in of_class(person("office"), "Owls")[0].children] == ["Robin", "Wren"]
        invite(ada)
        assert states() == told | {"Ada": "invited"}
        assert states("Hawks") == {"Hal": "ready"}


def test_each_gets_one_letter_at_the_address_of_the_roll_that_names_nobody() -> None:
    with consents():
        robin = pupil()
        ada, ben = reached(robin, "Ada"), reached(robin, "Ben")
        assert invite(ada, ben) == 2
        told = Entry.objects.filter(action="invitation.made").count()
    assert sorted(one.to for one in mail.outbox) == [["ada@post.example"], ["ben@post.example"]]
    for letter in mail.outbox:
        assert not re.search("Ada|Ben|Robin|Vane|Owls|parent", f"{letter.subject} {letter.body}", re.IGNORECASE)
    assert told == 2


def test_where_one_of_them_cannot_be_invited_nobody_is() -> None:
    with consents():
        robin = pupil()
        ada, dot, hal = reached(robin, "Ada"), adult(robin, "Dot"), reached(pupil(class_name="Hawks"), "Hal")
        for wrong in (dot, hal, robin):
            with pytest.raises(Fault, match="Look again"):
                invite(ada, wrong)
        with pytest.raises(Fault, match="at least one"):
            invite()
        with pytest.raises(Fault, match=f"at most {MOST}"):
            invite_parents(person=person("office"), room="Owls", chosen=range(MOST + 1))
        assert not Invitation.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("key", ["teacher", "dsl", "business", "chair", "parent", "dpo"])
def test_nobody_but_office_and_head_invites_or_says_whose_children_are_whose(key: str) -> None:
    with consents():
        ada = reached(pupil(), "Ada")
        assert of_class(person(key), "Owls") == ()
        assert alike(person(key)) == ()
        with pytest.raises(Refused):
            invite(ada, by=key)
        with pytest.raises(Refused):
            say(by=key)


def test_a_letter_that_no_server_took_can_be_sent_again(settings: Any) -> None:
    with consents():
        robin = pupil()
        ada, ben = reached(robin, "Ada"), reached(robin, "Ben")
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
        invite(ada, ben)
        assert states() == {"Ada": "ready", "Ben": "ready"}
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        invite(ada)
        assert states() == {"Ada": "invited", "Ben": "ready"}


def test_an_address_that_is_refused_keeps_nobody_elses_letter(settings: Any) -> None:
    with consents():
        robin = pupil()
        ada, ben, cleo = reached(robin, "Ada"), reached(robin, "Ben", "head@post.example"), reached(robin, "Cleo")
        with post_office(settings):
            invite(ada, ben, cleo)
        assert states() == {"Ada": "invited", "Ben": "ready", "Cleo": "invited"}


def test_no_child_is_shown_before_the_office_has_said_whose() -> None:
    with consents():
        robin, wren = pupil(), pupil("Wren")
        ada = reached(robin, "Ada")
        join(wren, ada, "no")
        invite(ada)
        client = accept()
        found = joined("ada@post.example")
        assert own_children(found) == ()
        assert "Robin" not in client.get("/quillbrook/my-children/").content.decode()
        (one,) = alike(person("office"))
        assert (one.adult, [contact.child for contact in one.contacts]) == (ada, [robin])
        assert say(found) == 1
        assert [contact.child for contact in own_children(found)] == [robin]
        assert alike(person("office")) == ()
    page = client.get("/quillbrook/my-children/").content.decode()
    assert "Robin" in page
    assert "Wren" not in page


def test_a_name_or_an_address_alone_is_proposed_for_nobody() -> None:
    with consents():
        robin = pupil()
        ada = reached(robin, "Ada")
        invite(ada)
        accept()
        member = Membership.objects.get(account__email="ada@post.example")
        assert [one.member for one in alike(person("office"))] == [member]
        for changed in ({"folded": " edith vane"}, {"email": "other@post.example"}):
            kept = {name: getattr(ada, name) for name in changed}
            OnRoll.objects.filter(pk=ada.pk).update(**changed)
            assert alike(person("office")) == ()
            OnRoll.objects.filter(pk=ada.pk).update(**kept)
        reached(pupil("Wren"), "Adam", "ada@post.example")
        assert alike(person("office")) == (), "two adults have this address"


def test_what_has_changed_since_the_page_was_shown_is_not_said() -> None:
    with consents():
        robin = pupil()
        ada = reached(robin, "Ada")
        invite(ada)
        accept()
        found = joined("ada@post.example")
        (seen,) = alike(person("office"))[0].contacts
        join(pupil("Wren"), ada)
        with pytest.raises(Fault, match="Look again"):
            confirm_alike(
                person=person("office"),
                shown={(found.membership_id, seen.pk)},
                chosen=[found.membership_id],
            )
        Contact.objects.filter(adult=ada).delete()
        with pytest.raises(Fault, match="Look again"):
            confirm_alike(person=person("office"), shown={(found.membership_id, seen.pk)}, chosen=[found.membership_id])
        with pytest.raises(Fault, match="at least one"):
            say()
        assert not OwnChild.objects.exists()


def test_whoever_gets_a_page_while_a_round_runs_is_asked_once() -> None:
    with consents():
        robin = pupil()
        ada = reached(robin, "Ada")
        owls = next(word for word, said in choices(person("office")) if said == "Owls")
        made = start(person=person("office"), whom=owls, closes_on=today() + timedelta(days=20))
        invite(ada)
        accept()
        tick()
        asked = Notice.objects.filter(kind="consents-asked")
        assert not asked.exists()
        found = joined("ada@post.example")
        say(found)
        tick()
        assert [one.membership_id for one in asked] == [found.membership_id]
        asked.update(read_at=made.started_at)
        tick()
        assert asked.count() == 1
        close(person=person("office"), round=made)
        Notice.objects.all().delete()
        tick()
        assert not asked.exists()


def test_the_pages_carry_it_from_the_class_to_the_parent(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    with consents():
        robin = pupil()
        reached(robin, "Ada")
        ben = reached(robin, "Ben")
        on_roll("pupil", "Kit", class_name="")
    office = sign_in("office")
    assert "Invite parents" in text_of(office.get(PARENTS))
    (place,) = re.findall(r'\?class=(\d+)">Owls<', office.get(INVITE).content.decode())
    shown = office.get(f"{INVITE}?class={place}").content.decode()
    assert shown.count(" checked>") == 2
    again = office.post(INVITE, {"class": place, "chosen": [ben.pk, 10**9]})
    assert "Somebody whom you ticked has been invited meanwhile" in text_of(again)
    assert again.content.decode().count(" checked>") == 1
    sent = office.post(INVITE, {"class": place, "chosen": [ben.pk]}, follow=True)
    assert "1 parent is invited." in text_of(sent)
    assert "Ben Vane: has been invited." in text_of(sent)
    accept()
    page = office.get(PARENTS).content.decode()
    shown_pairs = re.findall(r'name="shown" value="(\d+-\d+)"', page)
    (member,) = re.findall(r'name="chosen" value="(\d+)"', page)
    assert "Tick at least one parent." in text_of(office.post(PARENTS, {"shown": shown_pairs}))
    for junk in ("", "1", "-", "a-b", "1-2-3", "9" * 99 + "-1", "²-1"):
        answer = office.post(PARENTS, {"shown": [junk], "chosen": [member]})
        assert "Look again" in text_of(answer)
    saved = office.post(PARENTS, {"shown": shown_pairs, "chosen": [member]}, follow=True)
    assert "Ben Vane: 1 child" in text_of(saved)
    assert "Whose children are these?" not in text_of(saved)


@pytest.mark.parametrize("place", ["", "99", "-1", "x", "²", "9" * 5_000])
def test_a_class_that_is_none_shows_the_classes(settings: Any, place: str) -> None:
    settings.MAIL_IS_SET_UP = True
    with consents():
        reached(pupil(), "Ada")
    for answer in (
        sign_in("office").get(INVITE, {"class": place}),
        sign_in("office").post(INVITE, {"class": place, "chosen": ["1", "x"]}),
    ):
        assert "Which class?" in text_of(answer)
        assert "Ada" not in text_of(answer)


def test_while_the_module_is_off_or_no_mail_is_sent_nobody_can_be_invited(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    assert "Parents have no pages of their own yet" in text_of(sign_in("office").get(INVITE))
    with consents():
        settings.MAIL_IS_SET_UP = False
        page = text_of(sign_in("office").get(INVITE))
    assert "This site sends no e-mail yet" in page
    assert "Which class?" not in page
