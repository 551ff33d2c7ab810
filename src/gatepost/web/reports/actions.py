"""Reading the record, taking a copy, having it checked: each is an entry too."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from gatepost.ledger.verify import Held, Report
from gatepost.web.record.actions import append, make_head
from gatepost.web.record.checking import check_log, held_in
from gatepost.web.record.export import export_log
from gatepost.web.record.models import Head, Log
from gatepost.web.record.queries import log_of
from gatepost.web.record.verifying import ask, verify
from gatepost.web.reports import permissions
from gatepost.web.reports.queries import close_to
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person
from gatepost.web.schools.scope import school_scope

MOST_AT_ONCE = 20_000  # entries that are checked while somebody waits: seconds


def read_entries(*, person: Person) -> None:
    """The person opens the list of what happened."""
    if not permissions.may_read_entries(person):
        raise Refused("record")
    _entry(person, "record.read")


def export(*, person: Person) -> Iterator[bytes]:
    """The lines of the export, to be read after the school's scope has closed. The last entry is that it was taken.

    Nothing can be left out of it, or the checker would find a gap: so nobody takes it who has a child at the school.
    """
    if not permissions.may_read_entries(person):
        raise Refused("record")
    if close_to(person):
        raise Fault(
            _(
                "A copy of the record holds what concerns your own child, and nothing can be left out of it. Ask "
                "somebody else to take it: a headteacher, the chair or the data protection officer."
            )
        )
    _entry(person, "record.exported")
    return export_log(_log(person), opened=school_scope)


def print_head(*, person: Person) -> Head:
    """A head of the record as it is now, to be kept on paper; the same one while nothing happens but this."""
    if not permissions.may_see_record(person):
        raise Refused("record")
    with transaction.atomic():
        _entry(person, "record.head-printed")
        return make_head(person.school_id)


def check_now(*, person: Person) -> Report | None:
    """Check the whole record; None where it is so long that the clock does it within minutes."""
    if not permissions.may_see_record(person):
        raise Refused("record")
    log = _log(person)
    # In no transaction: on SQLite nobody else could write while the check lasts.
    report = verify(log) if log.size <= MOST_AT_ONCE else None
    with transaction.atomic():
        if report is None:
            ask(log)
        _entry(person, "record.checked")
    return report


def check_against(*, person: Person, text: str) -> Report:
    """Check the whole record against heads that the person holds.

    What is found is told to this person alone: anybody can paste a head that never was. Raises Fault where there is no
    head in the text, or the record is too long to be checked while somebody waits.
    """
    if not permissions.may_see_record(person):
        raise Refused("record")
    held: list[Held] = held_in(text, _("what you pasted"))
    if not held:
        raise Fault(
            _("There is no head in this text. Copy the whole e-mail, or from the first line of the head."), "held"
        )
    log = _log(person)
    if log.size > MOST_AT_ONCE:
        raise Fault(_("The record is too long to be checked here. Take the export and the checker, and check there."))
    report = check_log(log, held)
    _entry(person, "record.checked")
    return report


def _log(person: Person) -> Log:
    log = log_of(person.school_id)
    if log is None:
        raise Fault(_("Nothing has happened yet: there is no record to check."))
    return log


def _entry(person: Person, action: str) -> None:
    append(school_id=person.school_id, actor=person.actor, role=person.role_words, action=action, thing="-")
