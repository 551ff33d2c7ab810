"""`gatepost doctor`: everything it looks at, in order, as lines for people or JSON for programs."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from functools import partial

from gatepost import __version__
from gatepost.web.config import ENVIRONMENT, ConfigError
from gatepost.web.operations.beginning import not_made, trace
from gatepost.web.operations.doctor import certificate, files, mail, safekeeping, settings
from gatepost.web.operations.doctor.finding import OK, WRONG, Finding, guarded
from gatepost.web.operations.place import Installation, found
from gatepost.web.operations.telling import Fault, tell, unusable

FINE, FOUND = 0, 1


def run(chosen: argparse.Namespace) -> int:
    """Print what was found; 1 where something is wrong."""
    findings = examine(full=chosen.full, send_to=chosen.send_to or "", quiet=chosen.json)
    wrong = any(one.state == WRONG for one in findings)
    if chosen.json:
        print(
            json.dumps(
                {"version": __version__, "wrong": wrong, "findings": [asdict(one) for one in findings]}, indent=2
            )
        )
        return FOUND if wrong else FINE
    for one in findings:
        print(f"{one.state:6}{one.about}: {one.says}")
        if one.do:
            print(f"      -> {one.do}")
    counted = {state: sum(one.state == state for one in findings) for state in (OK, "look", WRONG)}
    print(f"{counted[OK]} ok, {counted['look']} to look at, {counted[WRONG]} wrong")
    return FOUND if wrong else FINE


def examine(*, full: bool = False, send_to: str = "", quiet: bool = True) -> list[Finding]:
    """Everything that is found; what needs the database is left out where the database cannot be reached."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gatepost.web.settings")
    try:
        here = found()
    except OSError as error:
        says = f"{error.filename or 'a file'}: {(error.strerror or str(error)).lower()}"
        return [Finding(WRONG, "settings", says, "see that it is there, and ask as the site's own user")]
    except (ConfigError, Fault) as error:
        return [Finding(WRONG, "settings", str(error), "mend gatepost.toml: docs/settings.md names every key")]
    if here.settings is None and not here.config.folder.exists():
        do = f"go to the folder of the site, or name its settings in {ENVIRONMENT}; for a new site write gatepost.toml"
        return [Finding(WRONG, "settings", f"there is no gatepost.toml in {here.config.place}, and no site", do)]
    say = (lambda _: None) if quiet else tell
    findings = guarded("settings", partial(settings.look, here))
    findings += guarded("files", partial(files.look, here))
    reached = guarded("database", partial(_reach, here))
    findings += reached
    if not any(one.state == WRONG for one in reached):
        from gatepost.web.operations.doctor import clock, database, record  # they need the models

        say("looking at the database")
        findings += guarded("database", database.look)
        findings += guarded("clock", partial(clock.look, here))
        say("checking every record" if full else "checking the newest entries of every record")
        findings += guarded("record", partial(record.look, full))
    say("looking at mail and certificates")
    findings += guarded("mail", partial(mail.look, here.config, send_to))
    findings += guarded("certificate", partial(certificate.look, here))
    findings += guarded("backup", partial(safekeeping.look, here))
    return findings


def _reach(here: Installation) -> list[Finding]:
    if here.is_empty():
        if seen := trace(here):
            do = "restore the newest backup with `gatepost restore`, or see that the settings name the right database"
            return [Finding(WRONG, "database", f"it is gone: there was one, since {seen}", do)]
        if lacking := not_made(here):
            return [Finding(WRONG, "database", *lacking)]
        return [Finding(WRONG, "database", "there is none yet", "`gatepost school add` makes it with the first school")]
    import django

    django.setup()
    from django.db import Error

    from gatepost.web.operations.version import mismatch

    try:
        fault = mismatch()
    except Error as error:
        return [Finding(WRONG, "database", *unusable(error))]
    if fault:
        return [Finding(WRONG, "version", fault, "")]
    return [
        Finding(OK, "version", f"database and program are of version {__version__}, on Python {sys.version.split()[0]}")
    ]
