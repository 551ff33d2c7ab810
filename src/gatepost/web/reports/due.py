"""What the clock owes: each day's head of the record, to everybody outside the school who holds its heads."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from gatepost.web.record.queries import due_since, key, newest_head, newest_leaf
from gatepost.web.reports.mail import head_message
from gatepost.web.reports.models import HeadGiven
from gatepost.web.reports.queries import holders
from gatepost.web.schools.models import School

LONGEST_PAUSE = timedelta(hours=3)

log = logging.getLogger(__name__)


def run(school: School, now: datetime) -> None:
    """Send today's head to whoever has not got it. What could not be sent is tried again until the day is over: the
    next day's head stands for it too.

    The head is the one that the record has made today: making one here would keep the log locked, on PostgreSQL, for
    as long as a mail server takes.
    """
    head = newest_head(school.pk)
    if not settings.MAIL_IS_SET_UP or now < due_since(now) or head is None or head.made_at < due_since(now):
        return
    day = timezone.localdate(now)
    addresses = holders(school)
    given = dict(HeadGiven.objects.filter(day=day).values_list("address", "head__size"))
    leaf = newest_leaf(school.pk) or 0
    if too_early := [address for address, size in given.items() if size <= leaf]:
        # Made when a clock that was wrong said that it was this day already.
        rows = HeadGiven.objects.filter(day=day, address__in=too_early)
        rows.update(head=head, sent_at=None, again_at=None, tries=0)
    if addresses.keys() - given:
        HeadGiven.objects.bulk_create(
            HeadGiven(school=school, day=day, head=head, holder=holder, address=address)
            for address, holder in addresses.items()
            if address not in given
        )
    tried = Q(again_at__isnull=True) | Q(again_at__lte=now) | Q(again_at__gt=now + LONGEST_PAUSE)
    waiting = HeadGiven.objects.filter(tried, day=day, sent_at__isnull=True)
    verifier = key(school.pk)
    for one in waiting.filter(address__in=addresses).select_related("head").order_by("pk"):
        assert verifier is not None  # a head has a log
        try:
            head_message(school, one.head, verifier, one.address).send()
        except (OSError, SMTPException):
            log.exception("mail")
            pause = min(timedelta(minutes=1) * 2 ** min(one.tries, 9), LONGEST_PAUSE)
            HeadGiven.objects.filter(pk=one.pk).update(tries=one.tries + 1, again_at=now + pause)
        else:
            HeadGiven.objects.filter(pk=one.pk).update(sent_at=now)
