"""What the clock owes to notices: their e-mails."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.db.models import Q

from gatepost.web.notices.mail import message
from gatepost.web.notices.models import Notice
from gatepost.web.schools.models import School

LONGEST_PAUSE = timedelta(hours=6)
MOST_AT_ONCE = 200
# While the mail server does not answer, the clock has no time to ask it for every school: leavers wait behind it.
RESTS, REST = "notices:mail-server-rests", 60  # seconds

log = logging.getLogger(__name__)


def run(school: School, now: datetime) -> None:
    """Send what is unsent, one e-mail to each member. A leaver and somebody without an address get none."""
    if not settings.MAIL_IS_SET_UP:
        return
    unsent = Notice.objects.filter(
        # No pause is as long as one from a clock that was wrong may seem.
        Q(mail_after__lte=now) | Q(mail_after__gt=now + LONGEST_PAUSE),
        mailed_at__isnull=True,
        read_at__isnull=True,
        membership__ended_at__isnull=True,
        membership__account__email__isnull=False,
        membership__account__is_active=True,
    ).select_related("membership__account")
    waiting: dict[str, list[int]] = defaultdict(list)
    for notice in unsent.order_by("pk")[:MOST_AT_ONCE]:
        waiting[str(notice.membership.account.email)].append(notice.pk)
    if not waiting or abs(now.timestamp() - cache.get(RESTS, 0)) < REST:
        return
    try:
        with get_connection() as connection:
            for address in list(waiting):
                try:
                    message(school, address, connection).send()
                except (SMTPRecipientsRefused, ValueError):  # one address that no letter reaches keeps nobody waiting
                    log.exception("mail")
                    _pause(waiting.pop(address), now)
                else:
                    Notice.objects.filter(pk__in=waiting.pop(address)).update(mailed_at=now)
    except OSError:
        log.exception("mail")
        cache.set(RESTS, now.timestamp(), REST)
        _pause((number for numbers in waiting.values() for number in numbers), now)


def _pause(numbers: Iterable[int], now: datetime) -> None:
    """Each time twice as long as before."""
    rows = list(Notice.objects.filter(pk__in=list(numbers)))
    for row in rows:
        row.mail_after = now + min(timedelta(minutes=1) * 2 ** min(row.tries, 9), LONGEST_PAUSE)
        row.tries = min(row.tries + 1, 1000)
    Notice.objects.bulk_update(rows, ["mail_after", "tries"])
