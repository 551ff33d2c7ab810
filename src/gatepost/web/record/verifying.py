"""Full checks of a school's log, and what is remembered of them."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from gatepost.ledger.verify import Held, Report
from gatepost.web.record.checking import check_log
from gatepost.web.record.models import Log, Verification


def verify(log: Log, held: Iterable[Held] = (), asked: Verification | None = None) -> Report:
    """Check a log from end to end and remember what was found first; `asked` is the row of whoever asked for it."""
    report = check_log(log, held)
    first = next((one for one in report.findings if not one.warning), None)
    done = asked or Verification(school_id=log.school_id, log=log, asked_at=timezone.now())
    done.at = timezone.now()
    done.size = report.entries
    done.since = datetime.fromisoformat(report.first_at) if report.first_at else None
    done.complete = report.complete
    done.kind, done.place = (first.kind, first.first) if first else ("", None)
    done.save()
    return report


def ask(log: Log) -> Verification:
    """Leave a check to the clock; one that waits already stands for both."""
    waits = Verification.objects.filter(school_id=log.school_id, log=log, at__isnull=True).first()
    return waits or Verification.objects.create(school_id=log.school_id, log=log, asked_at=timezone.now())
