"""What the clock owes to requests: a reminder, an end in time, and nothing kept for longer than it is needed."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from gatepost.web.approvals.actions import accounts, clock
from gatepost.web.approvals.models import ASKED, GRANTED, REFUSED, PermissionRequest, SchoolAccount
from gatepost.web.approvals.queries.requests import module_on
from gatepost.web.schools.models import School

REMINDED_AFTER = timedelta(days=3)  # of waiting
REMINDED_BEFORE = timedelta(days=1)  # the day by which it is wanted
KEPT = timedelta(days=365)  # after the end of a request, or the closing of an account


def run(school: School, now: datetime) -> None:
    """Inside the school's scope."""
    day = timezone.localdate(now)
    rows = PermissionRequest.objects.select_related("membership__account").defer("told").order_by("pk")
    for request in rows.filter(state__in=(ASKED, GRANTED), membership__ended_at__isnull=False):
        clock.end_of_leaver(request=request, now=now)
    for request in rows.filter(state=ASKED, lapses_on__lt=day):
        clock.lapse(request=request, now=now)
    near = Q(asked_at__lte=now - REMINDED_AFTER) | Q(wanted_by__lte=day + REMINDED_BEFORE, asked_at__date__lt=day)
    # Where a question was put back, the next step is the asker's.
    waits = rows.filter(near, state=ASKED, reminded_at__isnull=True)
    for request in waits if module_on() else ():
        if not request.question or request.reply:
            clock.remind(request=request, now=now)
    for request in rows.filter(state=GRANTED, expires_on__lt=day):
        clock.expire(request=request, now=now)
    for request in rows.filter(state=REFUSED, lapses_on__lt=day, pictures__isnull=False).distinct():
        clock.drop_pictures(request=request)
    for request in rows.filter(ended_at__lt=now - KEPT):
        clock.erase(request=request)
    _accounts(now)


def _accounts(now: datetime) -> None:
    rows = SchoolAccount.objects.order_by("pk")
    for account in rows.filter(closed_at__isnull=True, owner__ended_at__isnull=False):
        accounts.end_of_leaver(account=account, now=now)
    for account in rows.filter(closed_at__lt=now - KEPT):
        accounts.erase(account=account)
