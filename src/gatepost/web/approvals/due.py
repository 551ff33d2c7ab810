"""What the clock owes to requests: reminders, an end in time, and nothing kept for longer than it is needed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from gatepost.web.approvals.actions import accounts, clock
from gatepost.web.approvals.kinds import KINDS
from gatepost.web.approvals.models import ASKED, GRANTED, REFUSED, PermissionRequest, SchoolAccount
from gatepost.web.approvals.queries.requests import module_on
from gatepost.web.schools.models import School

REMINDED_AFTER = timedelta(days=3)  # since whoever has the next step was last told
REMINDED_BEFORE = timedelta(days=1)  # the day by which it is wanted; from then on daily
ENDS_SOON = timedelta(days=14)  # before the last day of a yes that is bound to no draft
KEPT = timedelta(days=365)  # after the end of a request, or the closing of an account


def run(school: School, now: datetime) -> None:
    """Inside the school's scope."""
    day = timezone.localdate(now)
    rows = PermissionRequest.objects.select_related("membership__account").defer("told").order_by("pk")
    for request in rows.filter(state__in=(ASKED, GRANTED), membership__ended_at__isnull=False):
        clock.end_of_leaver(request=request, now=now)
    for request in rows.filter(state=ASKED, lapses_on__lt=day):
        clock.lapse(request=request, now=now)
    if module_on():
        for request in _waiting(rows, now):
            clock.remind(request=request)
        for request in _ending(rows, day):
            clock.say_it_ends_soon(request=request)
    for request in rows.filter(state=GRANTED, expires_on__lt=day):
        clock.expire(request=request, now=now)
    for request in rows.filter(state=REFUSED, lapses_on__lt=day, pictures__isnull=False).distinct():
        clock.drop_pictures(request=request)
    for request in rows.filter(ended_at__lt=now - KEPT):
        clock.erase(request=request)
    _accounts(now)


def _waiting(rows: QuerySet[PermissionRequest], now: datetime) -> QuerySet[PermissionRequest]:
    """The requests of which somebody is to be told again."""
    day = timezone.localdate(now)
    near = Q(wanted_by__lte=day + REMINDED_BEFORE, reminded_at__date__lt=day)
    return rows.filter(near | Q(reminded_at__lte=now - REMINDED_AFTER), state=ASKED)


def _ending(rows: QuerySet[PermissionRequest], day: date) -> Iterable[PermissionRequest]:
    """The yeses of which it is to be said that they end soon: not those that were given for so short a time."""
    kinds = [one.code for one in KINDS.values() if one.standing]
    for request in rows.filter(state=GRANTED, kind__in=kinds, expires_on__lte=day + ENDS_SOON):
        last_told = [timezone.localdate(one) for one in (request.decided_at, request.reminded_at) if one]
        if request.expires_on and max(last_told) < request.expires_on - ENDS_SOON:
            yield request


def _accounts(now: datetime) -> None:
    rows = SchoolAccount.objects.order_by("pk")
    for account in rows.filter(closed_at__isnull=True, owner__ended_at__isnull=False):
        accounts.end_of_leaver(account=account, now=now)
    for account in rows.filter(closed_at__lt=now - KEPT):
        accounts.erase(account=account)
