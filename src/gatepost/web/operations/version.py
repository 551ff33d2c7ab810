"""Whether the database and the program are of one version, and a demo's or not alike."""

from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from gatepost import __version__
from gatepost.web.operations.models import DEMO, VERSION, Mark


def mismatch() -> str | None:
    """Why this program must not work on this database, as a sentence that says what to do; None where it may.

    Raises django.db.Error where the database cannot be asked.
    """
    applied = set(MigrationRecorder(connection).applied_migrations()) if _is_there(connection) else set()
    if not applied:
        return (
            "there is no database yet: `gatepost school add` makes it with the first school; if there was one, see what"
            " `gatepost doctor` says"
        )
    missing = known_migrations() - applied
    stored = "" if missing & ours(known_migrations()) else _stored()
    if ours(applied) - known_migrations() or number(stored) > number(__version__):
        told = f"of Gatepost {stored}, newer than" if number(stored) > number(__version__) else "newer than"
        return f"the database is {told} this program, which is {__version__}: run the newer program"
    if missing or stored != __version__:
        told = f"of Gatepost {stored}" if stored else "of an older Gatepost"
        return f"the database is {told} and this program is {__version__}: run `gatepost upgrade`"
    if Mark.objects.filter(name=DEMO).exists() != settings.DEMO:
        if settings.DEMO:
            return "this is no demo's database, and the demo opens no other: unset GATEPOST_DEMO"
        return "this is a demo's database, with invented people and open doors: use another `storage` folder"
    return None


def known_to(connection: BaseDatabaseWrapper) -> bool:
    """Whether a database has been made for Gatepost at all, of whatever version."""
    return _is_there(connection) and bool(MigrationRecorder(connection).applied_migrations())


def _is_there(connection: BaseDatabaseWrapper) -> bool:
    """Whether a question would not make an empty file (SQLite)."""
    return connection.vendor != "sqlite" or Path(str(connection.settings_dict["NAME"])).exists()


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Every migration that this program brings, by app and name."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def ours(migrations: frozenset[tuple[str, str]] | set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of our own apps: a library may drop one of its migrations."""
    labels = {one.label for one in apps.get_app_configs() if one.name.startswith("gatepost.")}
    return {one for one in migrations if one[0] in labels}


def _stored() -> str:
    return Mark.objects.filter(name=VERSION).values_list("value", flat=True).first() or ""


def number(version: str) -> tuple[int, ...]:
    """The numbers of a version, to be compared."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())
