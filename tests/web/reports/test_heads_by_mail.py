"""Each day a head goes to whoever outside the school holds heads."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from tests.web.cast import account, person, school, sign_in

from gatepost.ledger.checkpoint import heads_in, open_checkpoint
from gatepost.web.operations.tick import tick
from gatepost.web.record import due as record_due
from gatepost.web.record.actions import append
from gatepost.web.record.models import Head
from gatepost.web.record.queries import key
from gatepost.web.reports import due
from gatepost.web.reports.models import HeadGiven
from gatepost.web.reports.queries import holders, outside_line
from gatepost.web.schools.models import Body, Membership, SchoolSettings
from gatepost.web.schools.scope import school_scope

MORNING = datetime(2099, 11, 23, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _mail(database: object, settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    body = school().body
    assert body is not None
    Body.objects.filter(pk=body.pk).update(heads_mailbox="heads@trust.example")
    with school_scope(school().pk):
        SchoolSettings.objects.update_or_create(school_id=school().pk, defaults={"record_mailbox": "record@it.example"})


def _run(now: datetime) -> list[str]:
    mail.outbox = []
    with time_machine.travel(now, tick=False), school_scope(school().pk):
        record_due.run(school(), now)
        due.run(school(), now)
    return sorted(one.to[0] for one in mail.outbox)


EVERYBODY = sorted(["heads@trust.example", "record@it.example", "dpo@quillbrook.example"])


def test_the_head_goes_to_trust_mailbox_and_officer_once_a_day() -> None:
    assert _run(MORNING - timedelta(minutes=2)) == []
    assert _run(MORNING) == EVERYBODY
    assert _run(MORNING + timedelta(hours=3)) == []
    assert _run(MORNING + timedelta(days=1)) == EVERYBODY


def test_the_tick_of_the_morning_makes_the_head_and_sends_it() -> None:
    with time_machine.travel(MORNING, tick=False):
        assert tick() == 0
    assert set(EVERYBODY) <= {one.to[0] for one in mail.outbox}


def test_sending_makes_no_head_of_its_own_since_that_would_lock_the_log_meanwhile() -> None:
    with time_machine.travel(MORNING, tick=False), school_scope(school().pk):
        due.run(school(), MORNING)
        assert mail.outbox == []  # there is no head of today yet
        record_due.run(school(), MORNING)
        sizes = list(Head.objects.values_list("size", flat=True))
        append(school_id=school().pk, actor="system", role="-", action="record.read", thing="-")
        due.run(school(), MORNING)
        assert sorted(one.to[0] for one in mail.outbox) == EVERYBODY
        assert list(Head.objects.values_list("size", flat=True)) == sizes


def test_what_arrives_is_a_head_that_the_checker_reads_and_tells_of_nobody() -> None:
    _run(MORNING)
    assert key is not None
    with school_scope(school().pk):
        verifier = key(school().pk)
    assert verifier is not None
    for one in mail.outbox:
        for text in (str(one.body), one.message().as_bytes().decode("utf-8")):
            (note,) = heads_in(text)
            assert open_checkpoint(note, [verifier]).origin == verifier.name
        assert verifier.to_text() in str(one.body)
        assert account("head").name not in one.message().as_string()


def test_a_mail_server_that_is_down_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: EmailBackend, messages: Any) -> int:
        raise OSError("down")

    with monkeypatch.context() as down:
        down.setattr(EmailBackend, "send_messages", refuse)
        assert _run(MORNING) == []
    assert _run(MORNING) == []
    assert _run(MORNING + timedelta(minutes=2)) == EVERYBODY
    with school_scope(school().pk):
        assert set(HeadGiven.objects.values_list("tries", flat=True)) == {1}


def test_an_officer_who_has_left_gets_no_more_heads() -> None:
    with school_scope(school().pk):
        Membership.objects.filter(pk=person("dpo").membership_id).update(ended_at=timezone.now())
        assert sorted(holders(school())) == ["heads@trust.example", "record@it.example"]
    assert "dpo@quillbrook.example" not in _run(MORNING)


def test_nothing_is_sent_where_no_mail_is_set_up(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = False
    assert _run(MORNING) == []
    with school_scope(school().pk):
        assert not HeadGiven.objects.exists()
        assert "Nobody outside the school" in outside_line(school().pk)


def test_the_page_of_heads_says_where_they_went_and_shows_one_to_print() -> None:
    assert "None yet" in sign_in("it").get("/quillbrook/record/heads/").content.decode()
    _run(MORNING)
    client = sign_in("it")
    shown = client.post("/quillbrook/record/heads/new/", follow=True).content.decode()
    for words in ("The trust or council", "The mailbox that the school has named", "The data protection officer"):
        assert words in shown
    with school_scope(school().pk):
        verifier = key(school().pk)
    assert verifier is not None
    assert f"— {verifier.name}" in shown
