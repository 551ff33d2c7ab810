"""A file for the roll that has been read: decided, applied or put away, and undone."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.rosters.differences import Differences
from gatepost.web.modules.queries import is_on
from gatepost.web.notices.actions import notify, settle
from gatepost.web.people import comparing, permissions, progress, tasks
from gatepost.web.people.actions.reading import NOTICE, entry, refuse_others
from gatepost.web.people.journal import Touched, pack, take_back, unpack
from gatepost.web.people.known import PAST_PUPILS
from gatepost.web.people.models import Import
from gatepost.web.people.models.imports import APPLIED, GIVEN_UP, READING, STAGED, UNDONE, WAITING
from gatepost.web.people.writing import Writing, lock_roll, write
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person, person_at
from gatepost.web.schools.scope import current_school_id

UNDONE_WITHIN = timedelta(days=30)
AT_ONCE = 2000  # people in a file; what is larger is written by the clock


def decide(*, person: Person, waiting: Import, decided: Mapping[str, str]) -> None:
    """Say of rows whom they are: the key of somebody known, or an empty text for somebody new."""
    refuse_others(person)
    with transaction.atomic():
        row = _locked(waiting)
        if row.state != STAGED or row.snapshot is None:
            raise Fault(_("This file has been dealt with already."))
        row.decided = {**row.decided, **decided}
        row.save(update_fields=["decided"])
        entry(person, "roster.decided", row, {"decided": json.dumps(row.decided, sort_keys=True).encode()})


def confirm(*, person: Person, waiting: Import, agreed: str, typed: int | None) -> None:
    """Apply a file as it was on the page, `agreed` being the digest of that. A large one is left to the clock.

    `typed` is the number of changes, or of leavers where a guard asks for it. Raises Fault for another number, where
    the roll has changed since, and where there is nothing to change.
    """
    refuse_others(person)
    now = timezone.now()
    with transaction.atomic():
        lock_roll(person.school_id)
        row = _locked(waiting)
        if row.state != STAGED or row.snapshot is None or row.expires_at < now:
            raise Fault(_("This file has been dealt with already, or has waited for more than a day."))
        found = comparing.compare(row, timezone.localdate(now))
        if comparing.digest(found) != agreed:
            raise Fault(_("The roll has changed since you opened this page. Look at the differences again."))
        if not comparing.changes(found):
            raise Fault(_("There is nothing to change: put the file away."))
        if typed != comparing.to_type(found):
            raise Fault(_wrong_number(bool(found.guards)), "typed")
        row.confirmed_by_id = person.membership_id
        row.confirmed_at, row.agreed = now, agreed
        settle(kind=NOTICE, thing=f"import:{row.pk}")
        if row.people > AT_ONCE:
            row.state = WAITING
            row.save()
            entry(person, "roster.confirmed", row, {"differences": agreed.encode()})
            tasks.go_on.enqueue(row.school_id, row.pk)
        else:
            apply(row, found, now, person)


def _wrong_number(guarded: bool) -> str:
    if guarded:
        return _("Type the number of people who would leave, exactly as it stands above.")
    return _("Type the number of changes, exactly as it stands above. Nothing has been changed.")


def go_on(waiting: Import, now: datetime) -> None:
    """The clock's part of a large file that somebody confirmed. Where the roll has changed since, they look again."""
    member = Membership.objects.select_related("account").get(pk=waiting.confirmed_by_id)
    person = person_at(member.account_id, now)
    if person is None or not permissions.may_change_roll(person):
        return give_up(waiting=waiting, person=None)
    with progress.telling(waiting.pk) as told, transaction.atomic():
        lock_roll(waiting.school_id)
        row = _locked(waiting)
        if row.state != WAITING:
            return None
        found = comparing.compare(row, timezone.localdate(now))
        if comparing.digest(found) == row.agreed:
            told.of = comparing.changes(found)
            apply(row, found, now, person, told.step)
        else:
            row.state, row.agreed = STAGED, ""
            row.save()
            notify(membership_id=member.pk, kind=NOTICE, thing=f"import:{row.pk}")


def apply(
    row: Import, found: Differences, now: datetime, by: Person | None, step: Callable[[int], None] | None = None
) -> None:
    """Write the differences and what undoes them; inside a transaction that has the row and the roll for itself.

    `step` is told of every few changes how many they were.
    """
    writing = Writing(current_school_id(), timezone.localdate(now), is_on(PAST_PUPILS), bool(row.told.get("parents")))
    if step is not None:
        writing.step = step
    write(found, writing)
    finish(row, writing, comparing.counts(found), now, by, "roster.applied", comparing.digest(found))


def finish(
    row: Import, writing: Writing, counts: Mapping[str, int], now: datetime, by: Person | None, action: str, told: str
) -> None:
    """Keep the journal of what was written and forget everything older, then say so in the record."""
    Import.objects.filter(journal__isnull=False).update(journal=None)
    row.state, row.applied_at, row.counts = APPLIED, now, dict(counts)
    row.journal, row.snapshot, row.decided = pack(writing.journal), None, {}
    row.save()
    contents = {"counts": json.dumps(row.counts, sort_keys=True).encode(), "differences": told.encode()}
    entry(by, action, row, contents)


def give_up(*, waiting: Import, person: Person | None) -> None:
    """Forget what was read; `person` is None for the clock."""
    if person is not None:
        refuse_others(person)
    with transaction.atomic():
        row = _locked(waiting)
        if row.state not in (READING, STAGED, WAITING):
            return
        row.state, row.unread, row.snapshot, row.decided, row.how = GIVEN_UP, None, None, {}, {}
        row.save()
        settle(kind=NOTICE, thing=f"import:{row.pk}")
        entry(person, "roster.given-up", row)


def undo(*, person: Person, done: Import) -> None:
    """Put back every row of the roll as it was before the last import.

    Raises Fault after a later import, after a month, and where somebody has touched a row since.
    """
    refuse_others(person)
    with transaction.atomic():
        lock_roll(person.school_id)
        row = _locked(done)
        if row.state != APPLIED or row.journal is None:
            raise Fault(_("This can no longer be undone: there was a later import, or it is more than a month ago."))
        try:
            take_back(unpack(row.journal))
        except Touched:
            raise Fault(
                _("This can no longer be undone: somebody has changed a person since whom it had changed too.")
            ) from None
        row.state, row.journal = UNDONE, None
        row.save()
        entry(person, "roster.undone", row)


def _locked(row: Import) -> Import:
    """The row again, for this transaction alone; on SQLite the transaction as a whole is alone."""
    return Import.objects.select_for_update().get(pk=row.pk)
