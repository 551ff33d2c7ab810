"""What the clock owes to the record: each day a full check, the leaf of the cases, and a signed head."""

from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction

from gatepost.web.record.actions import SCHOOL_LOG, add_case_heads, make_head
from gatepost.web.record.models import Head, Verification
from gatepost.web.record.queries import due_since, log_of, newest_leaf, waiting_check
from gatepost.web.record.verifying import verify

A_DAY = timedelta(days=1)


class School(Protocol):
    """A school, which stands above the record."""

    @property
    def pk(self) -> int:
        """Its number."""


def run(school: School, now: datetime) -> None:
    """Do what is due; each piece once a day, and a check at once where somebody has asked for one.

    The check comes first: on PostgreSQL the log would be locked while it lasts.
    """
    since = due_since(now)
    log = log_of(school.pk)
    if log is not None:
        if asked := waiting_check(school.pk):
            verify(log, asked=asked)
        last = Verification.objects.filter(school_id=school.pk, log=log, at__isnull=False).order_by("-pk").first()
        if since <= now and not (last and last.at and since <= last.at < since + A_DAY):
            verify(log)
    if since <= now and not _has_leaf(school.pk, since):
        with transaction.atomic():
            add_case_heads(school.pk)
            make_head(school.pk)


def _has_leaf(school_id: int, since: datetime) -> bool:
    """Whether the newest leaf of the cases is the day's, by the time of the head that was made with it.

    Its own time would not do: after a clock that was wrong, entries stand at the latest moment there was.
    """
    leaf = newest_leaf(school_id)
    made = Head.objects.filter(school_id=school_id, log__name=SCHOOL_LOG, made_at__gte=since, made_at__lt=since + A_DAY)
    return leaf is not None and made.filter(size=leaf + 1).exists()
