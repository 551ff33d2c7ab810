"""`gatepost school export` and `erase`: a school takes what is kept of it, and goes."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gatepost.web.operations.place import found
from gatepost.web.operations.telling import Fault, full_at, size, tell

if TYPE_CHECKING:  # Django is set up first
    from gatepost.web.schools.models import School

FINE, FOUND = 0, 1


def run(chosen: argparse.Namespace) -> int:
    """Run one of the two; returns the exit code. Raises ConfigError, OSError."""
    try:
        here = found()
        if here.is_empty():
            raise Fault("there is no database yet, so there is no school")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gatepost.web.settings")
        import django

        django.setup()
        from django.db import DatabaseError

        from gatepost.web.operations.version import mismatch

        if fault := mismatch():
            raise Fault(fault)
        try:
            return {"export": _export, "erase": _erase}[chosen.verb](chosen)
        except DatabaseError as error:
            raise Fault(f"the database refuses, and nothing was erased: {str(error).splitlines()[0]}") from None
    except Fault as fault:
        print(f"gatepost: {fault}", file=sys.stderr)
        return FOUND


def _export(chosen: argparse.Namespace) -> int:
    from gatepost.web.operations.school_export import export

    target, school = Path(chosen.to), _school(chosen.slug)
    tell("writing everything that is kept of the school")
    with full_at(target):
        export(school, target, sealed=chosen.sealed)
    print(f"{target} ({size(target.stat().st_size)})")
    if chosen.sealed:
        print("It is sealed: `gatepost recovery open` opens it with two of the site's recovery cards.")
    else:
        print("It is in clear: names, dates of birth, families. Hand it over safely, and delete it here.")
    return FINE


def _erase(chosen: argparse.Namespace) -> int:
    from gatepost.web.operations.school_erase import erase, refuse_old_export

    school = _school(chosen.slug)
    if bool(chosen.export) == bool(chosen.without_export):
        raise Fault("give the school's export with `--export FILE`, or say `--without-export`")
    if chosen.export:
        refuse_old_export(school, Path(chosen.export))
    if _typed(f"Type the school's name, {school.name}, to erase it for ever: ") != school.name:
        raise Fault("that is not its name: nothing was erased")
    if chosen.export:
        refuse_old_export(school, Path(chosen.export))  # again: somebody may have written while the name was typed
    done = erase(school)
    print(f"{school.name} is erased: {done.rows:,} rows, {done.accounts} accounts that belonged nowhere else.")
    print(
        f"Of its record {done.entries:,} entries stay: numbers and hashes, without anything they could be proved from."
    )
    print("Backups made until now still hold the school: they go as newer ones take their place (`--keep`).")
    for path in done.left:
        print(f"gatepost: {path}: this could not be removed: remove it by hand, as its owner", file=sys.stderr)
    return FOUND if done.left else FINE


def _school(slug: str) -> "School":
    from gatepost.web.schools.models import School

    school = School.objects.filter(slug=slug).first()
    if school is None:
        raise Fault(f"there is no school `{slug}` here")
    return school


def _typed(prompt: str) -> str:
    if sys.stdin.isatty():
        return input(prompt).strip()
    return sys.stdin.readline().strip()
