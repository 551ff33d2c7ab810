"""The commands that work on this installation's own database; importing this module does not start Django."""

import argparse
import logging
import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

FINE, FOUND, WRONG_USE = 0, 1, 2
log = logging.getLogger(__name__)
CLOCK_MAY_DRIFT = 60  # seconds between two ticks; more is said in the log


def tick(
    every: int | None, share: tuple[int, int] = (1, 1), believe_clock: bool = False, *, logged: bool = False
) -> int:
    """What the clock owes at every school of a share: once, or again and again with a pause of `every` seconds until
    somebody stops it; 1 where a piece failed, where database and program are of different versions, or where the clock
    is in doubt and is not to be believed. Why is said as a sentence, or, once lines are `logged`, as one of them.
    """
    start()
    from django.db import close_old_connections
    from django.utils import timezone

    from gatepost.web.operations.tick import clock_in_doubt, tick
    from gatepost.web.operations.version import mismatch

    stop = threading.Event()
    if every is not None:
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda *_: stop.set())
    while True:
        other = mismatch()
        fault = other or (None if believe_clock else clock_in_doubt(timezone.now()))
        believe_clock = False
        if fault:
            if logged:
                log.error("other-version" if other else "clock-in-doubt")
            else:
                print(f"gatepost: {fault}", file=sys.stderr)
            return FOUND
        logged = True
        failed = tick(stop=stop, share=share)
        if every is None:
            return FOUND if failed else FINE
        close_old_connections()
        before = time.time() - time.monotonic()
        if stop.wait(every):
            return FINE
        jumped = round(time.time() - time.monotonic() - before)
        if abs(jumped) > CLOCK_MAY_DRIFT:
            log.warning("clock-jumped", extra={"seconds": jumped})


def verify(chosen: argparse.Namespace) -> int:
    """Check the record of the school whose address is `chosen.school`, as the checker checks an export of it, and what
    an export does not show. Raises CheckerError for wrong use, or OSError.
    """
    from gatepost.ledger.checker import CheckerError, check

    if chosen.log is not None:
        raise CheckerError("give the export of a log or `--school`, not both")
    start()
    from gatepost.web.record.checking import beside
    from gatepost.web.record.export import export_log
    from gatepost.web.record.queries import log_of
    from gatepost.web.schools.models import School
    from gatepost.web.schools.scope import school_scope

    school = School.objects.filter(slug=chosen.school).first()
    if school is None:
        raise CheckerError(f"there is no school `{chosen.school}` here")
    with school_scope(school.pk), tempfile.TemporaryDirectory() as folder:
        log = log_of(school.pk)
        if log is None:
            raise CheckerError(f"nothing has happened at `{chosen.school}` yet: there is no log to check")
        chosen.log = Path(folder) / "log.jsonl"
        with chosen.log.open("wb") as file:
            file.writelines(export_log(log))
        code = check(chosen)
        for finding in beside(log):
            code = FOUND
            print(f"  {finding.kind}: {finding.says}", file=sys.stderr if chosen.json else sys.stdout)
    return code


def start() -> None:
    """Set Django up on the settings of this installation; raises ConfigError."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gatepost.web.settings")
    import django

    django.setup()
