"""What the clock owes, school by school: each app says in its `due` what is to be done now."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import F
from django.utils import timezone

from gatepost.web import locks
from gatepost.web.operations import lasting, nightly, queue
from gatepost.web.operations.models import TICKED, Mark, put_mark
from gatepost.web.schools.models import School
from gatepost.web.schools.scope import school_scope

Due = Callable[[School, datetime], None]

LONGEST_AWAY = timedelta(days=60)  # longer than any school is closed
SEEN = timedelta(seconds=30)  # after which a long tick says again that it is at work

log = logging.getLogger(__name__)


def dues() -> tuple[Due, ...]:
    """Every app's `due.run(school, now)`, in the order of the floors."""
    modules = [f"{one.name}.due" for one in apps.get_app_configs() if one.name.startswith("gatepost.web.")]
    return tuple(import_module(name).run for name in modules if find_spec(name) is not None)


def tick(now: datetime | None = None, stop: threading.Event | None = None, share: tuple[int, int] = (1, 1)) -> int:
    """Do everything that is due now at every school; returns how many pieces failed, which the next tick tries again.

    One school's fault keeps no other school waiting, and at a school only one process is at work at a time: what
    another has in hand is left to it. Once `stop` is set, nothing new is begun.
    `share` (number, of how many) is for a site whose schools are too many for one process: each school is in one share.
    """
    moment = now or timezone.now()
    failed = _tried(_house, moment) + _tried(nightly.begin_if_due, moment)
    number, shares = share
    for school in School.objects.alias(left=F("pk") % shares).filter(left=number % shares).order_by("pk"):
        with locks.held("school", school.pk) as ours:
            for run in dues() if ours else ():
                if stop is not None and stop.is_set():
                    return failed
                failed += _tried(_at, school, run, moment)
        _seen()
    return failed


def clock_in_doubt(now: datetime) -> str | None:
    """Why a person should look at the machine's clock before anything is ended or erased by it, as a sentence."""
    ticked = Mark.objects.filter(name=TICKED).values_list("at", flat=True).first()
    if ticked is None or now - ticked <= LONGEST_AWAY:
        return None
    return (
        f"this machine's clock says {now:%d.%m.%Y}, and what is due was last seen to on {ticked:%d.%m.%Y}: nothing is "
        "done by such a clock, since it would end and erase. Set the machine's time, or, if it is right, say so once "
        "with `gatepost tick --believe-clock`"
    )


def _tried(piece: Callable[..., object], *given: object) -> int:
    """Do one piece; 1 where it failed."""
    try:
        piece(*given)
    except Exception:
        log.exception("tick")
        if connection.errors_occurred and not connection.is_usable():
            connection.close()  # a database that was started anew is asked on a new connection
        return 1
    return 0


def _house(moment: datetime) -> None:
    """What belongs to no school."""
    put_mark(TICKED, at=timezone.now())
    SessionStore.clear_expired()
    lasting.cut_short(moment)
    queue.put_back()
    queue.tidy(moment)


def _at(school: School, run: Due, moment: datetime) -> None:
    with school_scope(school.pk):
        run(school, moment)


def _seen() -> None:
    now = timezone.now()
    seen = Mark.objects.filter(name=TICKED).values_list("at", flat=True).first()
    if seen is None or abs(now - seen) > SEEN:
        put_mark(TICKED, at=now)
