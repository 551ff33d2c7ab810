"""What the clock owes to notices: their e-mails."""

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Least

from gatepost.web.notices.mail import message
from gatepost.web.notices.models import Notice
from gatepost.web.schools.models import School

LONGEST_PAUSE = timedelta(hours=6)
MOST_AT_ONCE = 200

log = logging.getLogger(__name__)


def run(school: School, now: datetime) -> None:
    """Send what is unsent, one e-mail to each member. A leaver and somebody without an address get none."""
    if not settings.MAIL_IS_SET_UP:
        return
    unsent = Notice.objects.filter(
        mailed_at__isnull=True,
        read_at__isnull=True,
        mail_after__lte=now,
        membership__ended_at__isnull=True,
        membership__account__email__isnull=False,
        membership__account__is_active=True,
    ).select_related("membership__account")
    waiting: dict[str, list[int]] = defaultdict(list)
    for notice in unsent.order_by("pk")[:MOST_AT_ONCE]:
        waiting[str(notice.membership.account.email)].append(notice.pk)
    for address, notices in waiting.items():
        rows = Notice.objects.filter(pk__in=notices)
        try:
            message(school, address).send()
        except (OSError, SMTPException):
            log.exception("mail")
            pause = min(timedelta(minutes=1) * 2 ** min(int(rows.values_list("tries", flat=True)[0]), 9), LONGEST_PAUSE)
            rows.update(tries=Least(F("tries") + 1, 1000), mail_after=now + pause)
        else:
            rows.update(mailed_at=now)
