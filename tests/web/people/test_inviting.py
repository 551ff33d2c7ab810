"""Parents are invited by class at the addresses of the roll, and no child is shown before somebody has said whose."""

import re
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from gatepost.web.people.actions.inviting import MOST, invite_parents
from gatepost.web.people.models import OnRoll
from gatepost.web.people.queries.inviting import of_class
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions.invitation import withdraw_invitation
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.mail import send_invitations
from gatepost.web.schools.models import Invitation
from tests.web.cast import person, school, sign_in
from tests.web.consents.families import adult, consents, join, on_roll, pupil
from tests.web.people.inviting import (
    accept,
    family,
    here,
    invite,
    joined,
    proposed,
    reached,
    say,
    states,
    text_of,
)
from tests.web.people.switching import off, on
from tests.web.post_office import post_office

pytestmark = pytest.mark.usefixtures("database", "mail_is_set_up")

INVITE, PARENTS = "/quillbrook/parents/invite/", "/quillbrook/parents/"


# Who can be invited


def test_a_class_shows_who_can_be_invited_and_what_stands_against_the_others() -> None:
    with consents():
        robin, wren = pupil(), pupil("Wren")
        ada = reached(robin, "Ada", "Ada@Post.example")
        join(wren, ada)
        reached(robin, "Ben", "both@post.example")
        reached(wren, "Cleo", " Both@post.example ")
        adult(robin, "Dot")
        reached(robin, "Eve", "teacher@quillbrook.example")
        reached(robin, "Fay", responsible="no")
        reached(robin, "Gus", responsible="unknown")
        reached(pupil("Finch", class_name="Hawks"), "Hal")
    told = {"Ada": "ready", "Ben": "shared", "Cleo": "shared", "Dot": "without", "Eve": "member"}
    assert states() == told
    with here():
        assert [one.forename for one in of_class(person("office"), "Owls")[0].children] == ["Robin", "Wren"]
    invite(ada)
    assert states() == told | {"Ada": "invited"}
    assert states("Hawks") == {"Hal": "ready"}


def test_each_gets_one_letter_at_the_address_of_the_roll_that_names_nobody() -> None:
    _robin, ada, ben = family("Ada", "Ben")
    assert invite(ada, ben) == 2
    assert sorted(one.to for one in mail.outbox) == [["ada@post.example"], ["ben@post.example"]]
    for letter in mail.outbox:
        assert not re.search("Ada|Ben|Robin|Vane|Owls|parent", f"{letter.subject} {letter.body}", re.IGNORECASE)
    with here():
        assert Entry.objects.filter(action="invitation.made").count() == 2


def test_where_one_of_them_cannot_be_invited_nobody_is() -> None:
    robin, ada = family("Ada")
    with here():
        dot, hal = adult(robin, "Dot"), reached(pupil(class_name="Hawks"), "Hal")
    for wrong in (dot, hal, robin):
        with pytest.raises(Fault, match="Look again"):
            invite(ada, wrong)
    with pytest.raises(Fault, match="at least one"):
        invite()
    with here(), pytest.raises(Fault, match=f"at most {MOST}"):
        invite_parents(person=person("office"), room="Owls", chosen=range(MOST + 1))
    with here():
        assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_without_the_module_or_without_mail_nobody_is_invited(settings: Any) -> None:
    _robin, ada = family("Ada")
    settings.MAIL_IS_SET_UP = False
    with pytest.raises(Fault, match="no e-mail"):
        invite(ada)
    settings.MAIL_IS_SET_UP = True
    with here():
        off("parents-on-roll")
    with pytest.raises(Fault, match="no pages of their own"):
        invite(ada)
    with here():
        on("parents-on-roll")
    assert invite(ada) == 1


@pytest.mark.parametrize("key", ["teacher", "dsl", "business", "chair", "parent", "dpo"])
def test_nobody_but_office_and_head_invites_or_says_whose_children_are_whose(key: str) -> None:
    _robin, ada, ben = family("Ada", "Ben")
    (found,) = joined(ben)
    assert states(by=key) == {}
    assert proposed(by=key) == []
    with pytest.raises(Refused):
        invite(ada, by=key)
    with pytest.raises(Refused):
        say(found, by=key)


def test_two_who_send_at_once_send_each_parent_one_letter() -> None:
    _robin, ada = family("Ada")
    at_once, outcomes = Barrier(2), []

    def send() -> None:
        try:
            at_once.wait()
            outcomes.append(str(invite(ada)))
        except Fault as fault:
            outcomes.append(str(fault))
        finally:
            connection.close()

    both = [Thread(target=send) for _number in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes)[0] == "1"
    assert "has been invited meanwhile" in sorted(outcomes)[1]
    assert len(mail.outbox) == 1


# The letters


def test_a_letter_that_no_server_took_can_be_sent_again(settings: Any) -> None:
    _robin, ada, ben = family("Ada", "Ben")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    invite(ada, ben)
    assert states() == {"Ada": "unsent", "Ben": "unsent"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    invite(ada)
    assert states() == {"Ada": "invited", "Ben": "unsent"}


@pytest.mark.parametrize("refused", ["head@post.example", "full@post.example"])
def test_a_letter_that_is_refused_keeps_nobody_elses(settings: Any, refused: str) -> None:
    robin, ada, cleo = family("Ada", "Cleo")
    with here():
        ben = reached(robin, "Ben", refused)
    with post_office(settings):
        invite(ada, ben, cleo)
    assert states() == {"Ada": "invited", "Ben": "unsent", "Cleo": "invited"}


def test_once_the_time_for_a_page_is_over_no_letter_is_tried() -> None:
    letters = [("ada@post.example", "1-a"), ("ben@post.example", "1-b")]
    assert send_invitations(school=school(), letters=letters, seconds=0) == set()
    assert mail.outbox == []
    assert send_invitations(school=school(), letters=letters) == {"1-a", "1-b"}


def test_an_invitation_at_a_mistyped_address_is_told_of_when_the_roll_is_corrected() -> None:
    _robin, ada = family("Ada")
    invite(ada)
    with here():
        OnRoll.objects.filter(pk=ada.pk).update(email="ada.vane@post.example")
        (one,) = of_class(person("office"), "Owls")
        assert (one.state, one.elsewhere) == ("ready", True)
        withdraw_invitation(person=person("office"), invitation=Invitation.objects.get())
        (one,) = of_class(person("office"), "Owls")
        assert (one.state, one.elsewhere) == ("ready", False)


def test_an_invitation_that_has_run_out_stands_against_no_other() -> None:
    _robin, ada = family("Ada")
    invite(ada)
    with here():
        Invitation.objects.update(expires_at=timezone.now())
    assert states() == {"Ada": "ready"}


def test_a_name_of_any_length_that_the_roll_takes_can_be_invited() -> None:
    with consents():
        ada = reached(pupil(), "A" * 100)
        OnRoll.objects.filter(pk=ada.pk).update(surname="V" * 100)
    assert invite(ada) == 1


# The pages


def test_the_pages_carry_it_from_the_class_to_the_parent() -> None:
    _robin, _ada, ben = family("Ada", "Ben")
    with here():
        on_roll("pupil", "Kit", class_name="")
    office = sign_in("office")
    assert "Invite parents" in text_of(office.get(PARENTS))
    (place,) = re.findall(r'\?class=(\d+)">Owls<', office.get(INVITE).content.decode())
    assert office.get(f"{INVITE}?class={place}").content.decode().count(" checked>") == 0
    assert office.get(f"{INVITE}?class={place}&tick=all").content.decode().count(" checked>") == 2
    again = office.post(INVITE, {"class": place, "chosen": [ben.pk, 10**9]})
    assert "Somebody whom you ticked has been invited meanwhile" in text_of(again)
    assert again.content.decode().count(" checked>") == 1
    sent = office.post(INVITE, {"class": place, "chosen": [ben.pk]}, follow=True)
    assert "1 parent is invited." in text_of(sent)
    assert "Ben Vane: has been invited." in text_of(sent)
    accept()
    page = office.get(PARENTS).content.decode()
    shown = re.findall(r'name="shown" value="(\d+-\d+)"', page)
    (member,) = re.findall(r'name="chosen" value="(\d+)"', page)
    empty = office.post(PARENTS, {"shown": shown})
    assert "Tick at least one parent." in text_of(empty)
    assert f'href="#member-{member}"' in empty.content.decode()
    for junk in ("", "1", "-", "a-b", "1-2-3", "9" * 99 + "-1", "²-1"):
        answer = office.post(PARENTS, {"shown": [junk], "chosen": [member]})
        assert "Look again" in text_of(answer)
    saved = office.post(PARENTS, {"shown": shown, "chosen": [member]}, follow=True)
    assert "Ben Vane: 1 child" in text_of(saved)
    assert "Whose children are these?" not in text_of(saved)
    late = office.post(PARENTS, {"shown": shown, "chosen": [member]})
    assert "Look again" in text_of(late)
    assert 'href="#member-' not in late.content.decode(), "a link leads to a box that is there"


def test_each_look_at_whose_children_are_whose_is_in_the_record() -> None:
    _robin, _ada, ben = family("Ada", "Ben")
    joined(ben)
    office = sign_in("office")
    (place,) = re.findall(r'\?class=(\d+)">Owls<', office.get(INVITE).content.decode())

    def looks() -> int:
        with here():
            return Entry.objects.filter(action="own-child.looked-up").count()

    before = looks()
    office.get(f"{INVITE}?class={place}")
    office.get(PARENTS)
    assert looks() == before + 2


@pytest.mark.parametrize("place", ["", "99", "-1", "x", "²", "9" * 5_000])
def test_a_class_that_is_none_shows_the_classes(place: str) -> None:
    _robin, ada = family("Ada")
    office = sign_in("office")
    posted = office.post(INVITE, {"class": place, "chosen": [str(ada.pk), "x"]})
    assert "Look again" in text_of(posted)
    for answer in (office.get(INVITE, {"class": place}), posted):
        assert "Which class?" in text_of(answer)
        assert "Ada" not in text_of(answer)
    assert mail.outbox == []


def test_the_page_says_where_the_module_or_mail_is_missing(settings: Any) -> None:
    office = sign_in("office")
    assert "Parents have no pages of their own yet" in text_of(office.get(INVITE))
    family()
    settings.MAIL_IS_SET_UP = False
    page = text_of(office.get(INVITE))
    assert "This site sends no e-mail yet" in page
    assert "Which class?" not in page
