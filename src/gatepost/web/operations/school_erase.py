"""A school goes: its rows, the accounts that belong nowhere else, and what its record could be proved from.

The entries of the record stay, since nothing can take an entry away: numbers, times and names of actions, and
commitments whose keys are gone (docs/decisions/0012-an-erased-school-leaves-a-bare-record.md).
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import Error, connection, transaction

from gatepost.web.database import APPEND_ONLY, GROWING
from gatepost.web.operations.school_export import manifest_of, models, sizes_now
from gatepost.web.operations.telling import Fault
from gatepost.web.people.actions.folder import folder_of
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.record.models import Entry
from gatepost.web.record.signing import forget_key
from gatepost.web.schools.models import Account, BodyOfficer, Membership, School
from gatepost.web.schools.scope import own_rows_scope, school_scope

STAYS = frozenset(APPEND_ONLY) | set(GROWING)


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went, how many entries of the record stay, and which files could not be removed."""

    rows: int
    accounts: int
    entries: int
    left: tuple[Path, ...]


def refuse_old_export(school: School, path: Path) -> None:
    """Raise Fault unless the file is an export of this school after which nothing has happened there."""
    told = manifest_of(path)
    if (told.get("school"), told.get("host")) != (school.pk, settings.CONFIG.host):
        raise Fault(f"{path}: this is the export of another school, `{told.get('slug')}`")
    with school_scope(school.pk):
        since = sum(size - int(told.get("record", {}).get(name, 0)) for name, size in sizes_now(school))
    if since:
        raise Fault(f"{path}: {since} things have happened at the school since this export: make another")


def erase(school: School) -> Erased:
    """Erase a school for ever, all of it or, where anything fails, nothing."""
    rows = 0
    with transaction.atomic():
        with school_scope(school.pk):
            append(school_id=school.pk, actor=SYSTEM, role="-", action="school.erased", thing=f"school:{school.pk}")
            entries = Entry.objects.filter(school_id=school.pk).count()
            people = list(Membership.objects.values_list("account", flat=True).distinct())
            for model in models():
                if model._meta.db_table not in STAYS:
                    # Plain deletes: the database compares what points to what when all of it is gone.
                    rows += model._base_manager.filter(school_id=school.pk)._raw_delete(connection.alias)
        accounts = sum(_erase_account(pk) for pk in people)
        School.objects.filter(pk=school.pk).delete()
    forget_key(school.pk)
    if connection.vendor == "sqlite":
        # Its log would go on holding what was there until it is written over.
        with suppress(Error), connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    dropped = folder_of(school)
    shutil.rmtree(dropped, ignore_errors=True)  # another user may have left the files that lie there
    return Erased(rows, accounts, entries, (dropped, *sorted(dropped.rglob("*"))) if dropped.exists() else ())


def _erase_account(pk: int) -> bool:
    """Erase an account unless it belongs to another school or body; returns whether it went."""
    with own_rows_scope(pk):
        elsewhere = Membership.objects.filter(account=pk).exists()
    if elsewhere or BodyOfficer.objects.filter(account=pk).exists():
        return False
    Session.objects.filter(
        pk__in=list(UserSession.objects.filter(user=pk).values_list("session_key", flat=True))
    ).delete()
    Account.objects.get(pk=pk).delete()
    return True
