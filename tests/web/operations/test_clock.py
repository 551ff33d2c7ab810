"""A clock that was wrong for a while loses no timer once it is right again."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from gatepost.web.notices.actions import notify
from gatepost.web.notices.models import Notice
from gatepost.web.operations.tick import tick
from gatepost.web.people.actions.folder import whole_files
from gatepost.web.record.actions import CASE_HEADS
from gatepost.web.record.models import Entry, Head, Verification
from gatepost.web.reports.models import HeadGiven
from gatepost.web.schools.models import Membership, SchoolSettings
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school
from tests.web.databases import Database

TODAY = datetime(2099, 11, 23, 6, 1, tzinfo=UTC)  # at school the same time
LIES = [timedelta(hours=-1), timedelta(hours=1), timedelta(days=1), timedelta(days=365), -timedelta(days=365)]


@pytest.fixture(autouse=True)
def _mail(database: Database, settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    with school_scope(school().pk):
        SchoolSettings.objects.update_or_create(school_id=school().pk, defaults={"record_mailbox": "record@it.example"})


def _tick(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        assert tick() == 0


def _tell(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False), school_scope(school().pk):
        notify(membership_id=person("dpo").membership_id, kind="assessment-to-sign", thing="module:past-pupils")


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_each_day_has_its_leaf_its_check_and_its_head_for_outside(lie: timedelta) -> None:
    _tick(TODAY - timedelta(days=1))
    _tick(TODAY + lie)  # the clock is wrong
    for days in range(3):  # and right again, also on the day that it had named
        day = TODAY + timedelta(days=days, minutes=1)
        _tick(day)
        with school_scope(school().pk):
            leaf = Entry.objects.filter(action=CASE_HEADS).order_by("-seq")[0]
            head = Head.objects.get(size=leaf.seq + 1)
            assert head.made_at.date() == day.date()
            assert Verification.objects.filter(at__date=day.date(), complete=True).exists()
            given = HeadGiven.objects.get(day=day.date(), address="record@it.example")
            assert given.sent_at is not None
            assert given.head.size > leaf.seq
    later = TODAY + lie + timedelta(minutes=5)
    if lie > timedelta():  # the day that had been named too early
        _tick(later)
        with school_scope(school().pk):
            assert (
                HeadGiven.objects.get(day=later.date(), address="record@it.example").head.made_at.date() == later.date()
            )


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_leaf_is_made_once_a_day_however_often_the_clock_looks(lie: timedelta) -> None:
    _tick(TODAY + lie)
    _tick(TODAY + timedelta(minutes=1))
    with school_scope(school().pk):
        before = Entry.objects.filter(action=CASE_HEADS).count()
    for minutes in (2, 3, 600):
        _tick(TODAY + timedelta(minutes=minutes))
    with school_scope(school().pk):
        assert Entry.objects.filter(action=CASE_HEADS).count() == before


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_notice_made_while_the_clock_was_wrong_is_mailed_when_it_is_right(lie: timedelta) -> None:
    _tell(TODAY + lie)
    _tick(TODAY)
    _tick(TODAY + timedelta(hours=1))
    assert ["dpo@quillbrook.example"] in [one.to for one in mail.outbox if "Something waits" in one.subject]


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_mail_server_that_was_away_while_the_clock_was_wrong_is_asked_again(
    lie: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    _tell(TODAY - timedelta(days=400))

    def away(self: object, messages: object) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", away)
        _tick(TODAY + lie)
    for minutes in (2, 10, 70):
        _tick(TODAY + timedelta(minutes=minutes))
    with school_scope(school().pk):
        assert not Notice.objects.filter(kind="assessment-to-sign", mailed_at=None).exists()


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_file_that_was_left_while_the_clock_was_wrong_is_taken(database: Database, lie: timedelta) -> None:
    path = database.folder / "roll.csv"
    path.write_text("surname\n", "utf-8")
    now = datetime.fromtimestamp(path.stat().st_ctime, UTC)  # this time cannot be set: the clock is moved instead
    os.utime(path, (now.timestamp(), now.timestamp()))
    assert "roll.csv" in [one.name for one in whole_files(database.folder, now - lie)]
    assert "roll.csv" not in [one.name for one in whole_files(database.folder, now + timedelta(seconds=30))]


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_whoever_left_while_the_clock_was_wrong_is_swept_up_after(lie: timedelta) -> None:
    with school_scope(school().pk):
        Membership.objects.filter(pk=person("supply").membership_id).update(ended_at=TODAY + lie)
    _tick(TODAY)
    with school_scope(school().pk):
        assert not Membership.objects.filter(ended_at__isnull=False, swept_at=None).exists()
