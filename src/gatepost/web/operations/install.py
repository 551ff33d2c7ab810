"""Bringing a database to this version: tables, then what the database itself must refuse."""

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from gatepost.web.database import harden


def install() -> None:
    """Migrate as the owner of the tables and put every guard back. Can be repeated."""
    owner = "owner" if "owner" in settings.DATABASES else "default"
    call_command("migrate", database=owner, verbosity=0, interactive=False)
    call_command("createcachetable", database=owner, verbosity=0)
    harden(connections[owner], site_role=str(settings.DATABASES["default"].get("USER") or ""))
