"""A file for the roll: staged, looked at, decided, applied or put away, and undone."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.rosters.differences import Differences
from gatepost.rosters.faults import Fault as RosterFault
from gatepost.rosters.faults import RosterFaults
from gatepost.rosters.read import read_roster
from gatepost.rosters.reading import Options, Reading
from gatepost.web.modules.queries import is_on
from gatepost.web.notices.actions import notify, settle
from gatepost.web.people import comparing, permissions
from gatepost.web.people.journal import Touched, pack, take_back, unpack
from gatepost.web.people.known import PAST_PUPILS
from gatepost.web.people.models import Import, SavedMapping
from gatepost.web.people.models.imports import APPLIED, FAILED, GIVEN_UP, STAGED, UNDONE, WAITING
from gatepost.web.people.writing import Writing, lock_roll, write
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person, holding, person_at
from gatepost.web.schools.scope import current_school_id

WAITS_FOR = timedelta(hours=24)
UNDONE_WITHIN = timedelta(days=30)
AT_ONCE = 2000  # people in a file; what is larger is written by the clock
NOTICE = "roster-staged"
_TOLD = 100  # warnings and faults that are kept
_WORD = re.compile(r"`[^`]*`")


def stage(*, person: Person, source: bytes, name: str, options: Options) -> Import:
    """Read a file and keep what it says for a day, until somebody has looked at what it would change.

    Raises RosterFaults when it cannot be used: then a row without anything of the file's content tells where.
    """
    _refuse_others(person)
    try:
        reading = read_roster(source, name, options)
    except RosterFaults as faults:
        failed(faults, by=person)
        raise
    return staged(reading, by=person)


def staged(reading: Reading, by: Person | None) -> Import:
    """Keep what was read; `by` is None for a file from the watched folder."""
    now = timezone.now()
    snapshot = reading.snapshot
    with transaction.atomic():
        row = Import.objects.create(
            school_id=current_school_id(),
            state=STAGED,
            format=reading.kind,
            source=snapshot.source,
            mode=snapshot.mode,
            from_folder=by is None,
            staged_by_id=by.membership_id if by else None,
            staged_at=now,
            expires_at=now + WAITS_FOR,
            snapshot=comparing.pack(snapshot),
            people=len(snapshot.people),
            told={
                "columns": dict(reading.columns),
                "dropped": list(reading.dropped),
                "ignored": list(reading.ignored),
                "warnings": _without_words(reading.warnings),
                "warning_count": reading.warning_count,
                "parents": "parent" in snapshot.kinds,
            },
        )
        if by is None:
            _notify_office(row)
        _entry(by, "roster.staged", row, {"people": str(row.people).encode()})
    return row


def failed(faults: RosterFaults, by: Person | None) -> Import:
    """Keep where a file is wrong, and nothing that stood in it."""
    now = timezone.now()
    with transaction.atomic():
        row = Import.objects.create(
            school_id=current_school_id(),
            state=FAILED,
            format="-",
            mode="-",
            from_folder=by is None,
            staged_by_id=by.membership_id if by else None,
            staged_at=now,
            expires_at=now,
            told={"faults": _without_words(faults.faults, len(faults.faults)), "fault_count": faults.count},
        )
        if by is None:
            _notify_office(row)
        _entry(by, "roster.refused", row)
    return row


def _without_words(faults: tuple[RosterFault, ...], most: int = _TOLD) -> list[list[object]]:
    """File, row, column and sentence of each, without the words of the file that a sentence repeats."""
    return [[one.file, one.row, one.column, _WORD.sub("…", one.message)] for one in faults[:most]]


def _notify_office(row: Import) -> None:
    for membership_id in holding("office") or holding("headteacher"):
        notify(membership_id=membership_id, kind=NOTICE, thing=f"import:{row.pk}")


def save_mapping(
    *, person: Person, source: str, columns: Mapping[str, str], kind: str, preset: str, order: str
) -> SavedMapping:
    """Remember how the reports of one source are to be read."""
    _refuse_others(person)
    with transaction.atomic():
        row, _made = SavedMapping.objects.update_or_create(
            source=source,
            defaults={
                "school_id": person.school_id,
                "columns": dict(columns),
                "kind": kind,
                "preset": preset,
                "order": order,
                "saved_at": timezone.now(),
            },
        )
        append(
            school_id=person.school_id,
            actor=person.actor,
            role=person.role_words,
            action="roster.mapping-saved",
            thing=f"mapping:{row.pk}",
            contents={"columns": json.dumps(dict(columns), sort_keys=True).encode()},
        )
    return row


def decide(*, person: Person, waiting: Import, decided: Mapping[str, str]) -> None:
    """Say of rows whom they are: the key of somebody known, or an empty text for somebody new."""
    _refuse_others(person)
    with transaction.atomic():
        row = _locked(waiting)
        if row.state != STAGED or row.snapshot is None:
            raise Fault(_("This file has been dealt with already."))
        row.decided = {**row.decided, **decided}
        row.save(update_fields=["decided"])
        _entry(person, "roster.decided", row, {"decided": json.dumps(row.decided, sort_keys=True).encode()})


def confirm(*, person: Person, waiting: Import, agreed: str, typed: int | None) -> None:
    """Apply a file as it was on the page, `agreed` being the digest of that. A large one is left to the clock.

    Raises Fault where the roll has changed since, or where a guard asks for the number of leavers and gets another.
    """
    _refuse_others(person)
    now = timezone.now()
    with transaction.atomic():
        lock_roll(person.school_id)
        row = _locked(waiting)
        if row.state != STAGED or row.snapshot is None or row.expires_at < now:
            raise Fault(_("This file has been dealt with already, or has waited for more than a day."))
        found = comparing.compare(row, timezone.localdate(now))
        if comparing.digest(found) != agreed:
            raise Fault(_("The roll has changed since you opened this page. Look at the differences again."))
        if found.guards and typed != len(found.leavers):
            raise Fault(_("Type the number of people who would leave, exactly as it stands above."), "typed")
        row.confirmed_by_id = person.membership_id
        row.confirmed_at, row.agreed = now, agreed
        settle(kind=NOTICE, thing=f"import:{row.pk}")
        if row.people > AT_ONCE:
            row.state = WAITING
            row.save()
            _entry(person, "roster.confirmed", row, {"differences": agreed.encode()})
        else:
            apply(row, found, now, person)


def go_on(waiting: Import, now: datetime) -> None:
    """The clock's part of a large file that somebody confirmed. Where the roll has changed since, they look again."""
    member = Membership.objects.select_related("account").get(pk=waiting.confirmed_by_id)
    person = person_at(member.account_id, now)
    if person is None or not permissions.may_change_roll(person):
        return give_up(waiting=waiting, person=None)
    with transaction.atomic():
        lock_roll(waiting.school_id)
        row = _locked(waiting)
        if row.state != WAITING:
            return None
        found = comparing.compare(row, timezone.localdate(now))
        if comparing.digest(found) == row.agreed:
            apply(row, found, now, person)
        else:
            row.state, row.agreed = STAGED, ""
            row.save()
            notify(membership_id=member.pk, kind=NOTICE, thing=f"import:{row.pk}")


def apply(row: Import, found: Differences, now: datetime, by: Person | None) -> None:
    """Write the differences and what undoes them; inside a transaction that has the row and the roll for itself."""
    writing = Writing(current_school_id(), timezone.localdate(now), is_on(PAST_PUPILS), bool(row.told.get("parents")))
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
    _entry(by, action, row, contents)


def give_up(*, waiting: Import, person: Person | None) -> None:
    """Forget what was read; `person` is None for the clock."""
    if person is not None:
        _refuse_others(person)
    with transaction.atomic():
        row = _locked(waiting)
        if row.state not in (STAGED, WAITING):
            return
        row.state, row.snapshot, row.decided = GIVEN_UP, None, {}
        row.save()
        settle(kind=NOTICE, thing=f"import:{row.pk}")
        _entry(person, "roster.given-up", row)


def undo(*, person: Person, done: Import) -> None:
    """Put back every row of the roll as it was before the last import.

    Raises Fault after a later import, after a month, and where somebody has touched a row since.
    """
    _refuse_others(person)
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
        _entry(person, "roster.undone", row)


def _locked(row: Import) -> Import:
    """The row again, for this transaction alone; on SQLite the transaction as a whole is alone."""
    return Import.objects.select_for_update().get(pk=row.pk)


def _refuse_others(person: Person) -> None:
    if not permissions.may_change_roll(person):
        raise Refused("the roll is not theirs to change")


def _entry(by: Person | None, action: str, row: Import, contents: Mapping[str, bytes] | None = None) -> None:
    append(
        school_id=row.school_id,
        actor=by.actor if by else SYSTEM,
        role=by.role_words if by else "",
        action=action,
        thing=f"import:{row.pk}",
        contents=contents,
    )
