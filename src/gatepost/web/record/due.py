"""What the clock owes to the record: each day a full check, the leaf of the cases, and a signed head."""

from datetime import datetime
from typing import Protocol

from django.db import transaction

from gatepost.web.record.actions import CASE_HEADS, SCHOOL_LOG, add_case_heads, make_head
from gatepost.web.record.models import Entry, Verification
from gatepost.web.record.queries import due_since, log_of, waiting_check
from gatepost.web.record.verifying import verify


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
        done = Verification.objects.filter(school_id=school.pk, log=log, at__gte=since)
        if since <= now and not done.exists():
            verify(log)
    days_leaf = Entry.objects.filter(school_id=school.pk, log__name=SCHOOL_LOG, action=CASE_HEADS, at__gte=since)
    if since <= now and not days_leaf.exists():
        with transaction.atomic():
            add_case_heads(school.pk)
            make_head(school.pk)
