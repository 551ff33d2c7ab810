"""Bringing a database to this version: tables, then what the database itself must refuse."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from gatepost import __version__
from gatepost.web.database import harden
from gatepost.web.operations.models import VERSION, put_mark


def install() -> None:
    """Migrate as the owner of the tables and put every guard back. Can be repeated."""
    owner = "owner" if "owner" in settings.DATABASES else "default"
    with _by_the_owner(owner):
        call_command("migrate", database=owner, verbosity=0, interactive=False)
    call_command("createcachetable", database=owner, verbosity=0)
    harden(connections[owner], site_role=str(settings.DATABASES["default"].get("USER") or ""))
    put_mark(VERSION, __version__, database=owner)


@contextmanager
def _by_the_owner(owner: str) -> Iterator[None]:
    """All that is asked of the database goes over the owner's connection.

    A migration of the tasks' library asks the default one, which would wait for ever for what the owner's has locked.
    """
    site = connections["default"]
    connections["default"] = connections[owner]
    try:
        yield
    finally:
        connections["default"] = site
