"""One school at a time: rows of a school are reached only inside `school_scope`.

django-scopes refuses a query outside it, on every database. On PostgreSQL the scope is also a transaction that tells
row-level security which school it is, so that a forgotten filter finds nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection, transaction
from django_scopes import get_scope, scope, scopes_disabled

SCHOOL_SETTING, ACCOUNT_SETTING = "gatepost.school", "gatepost.account"


class _Never(Exception):
    """Never raised."""


class NoSchool(RuntimeError):
    """A scope was opened for nothing, for what is no school's id, or for a second school inside a first."""


@contextmanager
def school_scope(school_id: int) -> Iterator[None]:
    """Reach the rows of one school and of no other; within it a second school is refused.

    Each action inside commits or rolls back by itself: an exception that leaves the scope undoes no earlier action.
    """
    if type(school_id) is not int or school_id <= 0:
        raise NoSchool(f"a school's id is needed, not {type(school_id).__name__}")
    held = get_scope().get("school")
    if held is not None and held != school_id:
        raise NoSchool("another school's scope is open")
    with scope(school=school_id), _told_to_database(SCHOOL_SETTING, school_id):
        yield


@contextmanager
def own_rows_scope(account_id: int) -> Iterator[None]:
    """Reach the memberships of one account in every school, to read: where somebody belongs is asked before any school
    is known. Queries inside must filter by the account; on PostgreSQL row security filters again.
    """
    if type(account_id) is not int or account_id <= 0:
        raise NoSchool("an account's id is needed")
    with scopes_disabled(), _told_to_database(ACCOUNT_SETTING, account_id):
        yield


@contextmanager
def _told_to_database(setting: str, value: int) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    failure: BaseException | None = None
    with transaction.atomic():
        before = _tell(setting, str(value))
        try:
            yield
        except BaseException as error:  # carried past the commit: what earlier actions did stands
            failure = error
        with suppress(DatabaseError if failure is not None else _Never):  # a broken transaction takes no more
            # Inside an outer transaction the setting would outlive this one.
            _tell(setting, before)
    if failure is not None:
        raise failure


def _tell(setting: str, value: str) -> str:
    """Set a setting for this transaction; returns what it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [setting])
        row = cursor.fetchone()
        cursor.execute("SELECT set_config(%s, %s, true)", [setting, value])
    return str(row[0]) if row else ""


def current_school_id() -> int:
    """The school whose scope is open; raises NoSchool."""
    held = get_scope().get("school")
    if not isinstance(held, int):
        raise NoSchool("no school's scope is open")
    return held
