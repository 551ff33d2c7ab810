"""The commands that work on this installation's own database; importing this module does not start Django."""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

FINE, FOUND, WRONG_USE = 0, 1, 2


def tick(every: int | None) -> int:
    """What the clock owes at every school: once, or again and again with a pause of `every` seconds; 1 where a piece
    failed.
    """
    _start()
    from django.db import close_old_connections

    from gatepost.web.operations.tick import tick

    while True:
        failed = tick()
        if every is None:
            return FOUND if failed else FINE
        close_old_connections()
        time.sleep(every)


def verify(chosen: argparse.Namespace) -> int:
    """Check the record of the school whose address is `chosen.school`, as the checker checks an export of it, and what
    an export does not show. Raises CheckerError for wrong use, or OSError.
    """
    from gatepost.ledger.checker import CheckerError, check

    if chosen.log is not None:
        raise CheckerError("give the export of a log or `--school`, not both")
    _start()
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


def _start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gatepost.web.settings")
    import django

    django.setup()
