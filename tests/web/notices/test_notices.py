"""A notice says that something waits, to the one it waits for, and never what."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from tests.web.cast import person, school, sign_in
from tests.web.post_office import post_office

from gatepost.web.notices import due
from gatepost.web.notices.actions import notify, settle
from gatepost.web.notices.kinds import UnknownKind, kinds
from gatepost.web.notices.models import Notice
from gatepost.web.notices.queries import waiting_for
from gatepost.web.schools.models import Membership
from gatepost.web.schools.scope import school_scope

KIND = "assessment-to-sign"


@pytest.fixture
def posted(settings: Any) -> list[Any]:
    """The e-mails that were sent, where a mail server is set up."""
    settings.MAIL_IS_SET_UP = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


def _told(key: str = "dpo", slug: str = "quillbrook", thing: str = "module:past-pupils") -> None:
    with school_scope(school(slug).pk):
        notify(membership_id=person(key, slug).membership_id, kind=KIND, thing=thing)


def _sent(after: timedelta = timedelta(), slug: str = "quillbrook") -> None:
    with school_scope(school(slug).pk):
        due.run(school(slug), timezone.now() + after)


def test_every_kind_leads_to_a_page_and_says_a_fixed_sentence() -> None:
    for one in kinds().values():
        assert reverse(one.page, args=["quillbrook"])
        assert not set(one.says) & set("{}%0123456789")


@pytest.mark.usefixtures("database")
def test_a_notice_is_its_readers_alone() -> None:
    _told()
    says = kinds()[KIND].says
    assert says in sign_in("dpo").get("/quillbrook/notices/").content.decode()
    for key, slug in (("head", "quillbrook"), ("teacher", "quillbrook"), ("dpo", "larksend")):
        assert says not in sign_in(key, slug).get(f"/{slug}/notices/").content.decode()
    with school_scope(school().pk):
        number = Notice.objects.get().pk
    assert sign_in("head").post(f"/quillbrook/notices/{number}/").status_code == 404
    assert sign_in("dpo", "larksend").post(f"/larksend/notices/{number}/").status_code == 404
    with school_scope(school().pk):
        assert Notice.objects.get().read_at is None


@pytest.mark.usefixtures("database")
def test_opening_a_notice_reads_it_and_leads_on() -> None:
    _told()
    officer = sign_in("dpo")
    with school_scope(school().pk):
        number = Notice.objects.get().pk
    answer = officer.post(f"/quillbrook/notices/{number}/")
    assert answer.headers["Location"] == "/quillbrook/modules/"
    assert "Nothing waits for you" in officer.get("/quillbrook/notices/").content.decode()


@pytest.mark.usefixtures("database")
def test_the_same_thing_waits_once_until_it_is_settled() -> None:
    _told()
    _told()
    with school_scope(school().pk):
        assert len(waiting_for(person("dpo"))) == 1
        settle(kind=KIND, thing="module:past-pupils")
        assert not waiting_for(person("dpo"))
    _told()
    with school_scope(school().pk):
        assert len(waiting_for(person("dpo"))) == 1


@pytest.mark.usefixtures("database")
def test_a_kind_that_nobody_named_is_refused() -> None:
    with school_scope(school().pk), pytest.raises(UnknownKind):
        notify(membership_id=person("head").membership_id, kind="gossip", thing="x:1")


@pytest.mark.usefixtures("database")
def test_one_mail_for_all_that_waits_and_its_words_are_the_same_for_everybody(posted: list[Any]) -> None:
    _told()
    _told(thing="module:family-links")
    _told("head")
    _sent()
    _sent()
    assert sorted(one.to[0] for one in posted) == ["dpo@quillbrook.example", "head@quillbrook.example"]
    assert len({(one.subject, one.body) for one in posted}) == 1
    text = posted[0].subject + posted[0].body
    for word in ("past-pupils", "assessment", "Olive", "Trent", "Marian"):
        assert word not in text


@pytest.mark.usefixtures("database")
def test_somebody_who_has_left_gets_no_mail(posted: list[Any]) -> None:
    _told()
    with school_scope(school().pk):
        Membership.objects.filter(pk=person("dpo").membership_id).update(ended_at=timezone.now())
    _sent()
    assert not posted


@pytest.mark.usefixtures("database")
def test_without_a_mail_server_nothing_is_marked_as_sent() -> None:
    _told()
    _sent()
    with school_scope(school().pk):
        assert Notice.objects.get().mailed_at is None


@pytest.mark.usefixtures("database")
def test_an_address_that_is_refused_keeps_nobody_elses_letter(settings: Any) -> None:
    _told("head")
    _told("dpo")
    with post_office(settings):
        _sent()
    with school_scope(school().pk):
        told = {one.membership_id: one for one in Notice.objects.all()}
    refused, taken = told[person("head").membership_id], told[person("dpo").membership_id]
    assert (refused.mailed_at, refused.tries) == (None, 1)
    assert taken.mailed_at is not None


@pytest.mark.usefixtures("database")
def test_a_mail_server_that_does_not_answer_is_asked_once_and_not_by_every_school(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens on the port of `discard`
    for slug in ("quillbrook", "larksend"):
        _told(slug=slug)
        _told("head", slug=slug)
        _sent(slug=slug)
    tries: list[int] = []
    for slug in ("quillbrook", "larksend"):
        with school_scope(school(slug).pk):
            tries += Notice.objects.values_list("tries", flat=True)
    assert tries == [1, 1, 0, 0]


@pytest.mark.usefixtures("database")
def test_a_mail_server_that_refuses_is_tried_again_later(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens on the port of `discard`
    _told()
    _sent()
    with school_scope(school().pk):
        notice = Notice.objects.get()
    assert notice.mailed_at is None
    assert notice.tries == 1
    assert notice.mail_after > timezone.now()
