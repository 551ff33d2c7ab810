"""A file for the roll is sent and read: at once, or by the clock where it is large."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone

from gatepost.rosters.faults import Fault as RosterFault
from gatepost.rosters.faults import RosterFaults, refused
from gatepost.rosters.read import headers_in, read_roster, schools_in
from gatepost.rosters.reading import Options, Reading
from gatepost.web.notices.actions import notify
from gatepost.web.people import comparing, permissions, progress, tasks
from gatepost.web.people.models import Import, SavedMapping
from gatepost.web.people.models.imports import FAILED, GIVEN_UP, READING, STAGED
from gatepost.web.people.uploads import unpacked
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person, holding, person_at
from gatepost.web.schools.scope import current_school_id

WAITS_FOR = timedelta(hours=24)
READ_AT_ONCE = 4 * 1024 * 1024  # bytes unpacked, some three seconds; what is larger is read by the clock
NOTICE = "roster-staged"
_TOLD = 100  # warnings and faults that are kept
_WORD = re.compile(r"`[^`]*`")

How: TypeAlias = dict[str, Any]


def stage(*, person: Person, source: bytes, name: str, options: Options, remember: bool = False) -> Import:
    """Read a file and keep what it says for a day, until somebody has looked at what it would change. A large one is
    kept as it is until the clock reads it. `remember` saves how it was read under the name of its source.

    Raises RosterFaults when it cannot be used: then a row without anything of the file's content tells where.
    """
    refuse_others(person)
    how = _how(options, name, remember)
    if unpacked(source) > READ_AT_ONCE and _opens(source, name):
        return _left_to_the_clock(person, source, how)
    found = _read(source, how, options.on)
    if isinstance(found, RosterFaults):
        failed(found, by=person, how=how)
        raise found
    row = staged(found, by=person)
    if remember:
        save_mapping(person=person, options=options, columns=found.columns)
    return row


def _opens(source: bytes, name: str) -> bool:
    try:
        schools_in(source, name)
    except RosterFaults:
        return False
    return True


def _left_to_the_clock(person: Person, source: bytes, how: How) -> Import:
    now = timezone.now()
    with transaction.atomic():
        row = Import.objects.create(
            school_id=person.school_id,
            state=READING,
            format="-",
            mode="-",
            staged_by_id=person.membership_id,
            staged_at=now,
            expires_at=now + WAITS_FOR,
            how=how,
            unread=source,
        )
        entry(person, "roster.sent", row)
        tasks.go_on.enqueue(row.school_id, row.pk)
    return row


def read_on(waiting: Import, now: datetime) -> None:
    """The clock's part of a large file: read it, then forget the file itself."""
    member = Membership.objects.select_related("account").get(pk=waiting.staged_by_id)
    person = person_at(member.account_id, now)
    may = person is not None and permissions.may_change_roll(person)
    with progress.telling(waiting.pk):
        # Not in the transaction: on SQLite everybody else who writes would wait so long.
        found = _read(bytes(waiting.unread or b""), waiting.how, timezone.localdate(now)) if may else None
        with transaction.atomic():
            row = Import.objects.select_for_update().get(pk=waiting.pk)
            if row.state != READING:
                return
            row.unread = None
            if found is not None:
                notify(membership_id=member.pk, kind=NOTICE, thing=f"import:{row.pk}")
            match found:
                case Reading():
                    staged(found, by=person, row=row)
                case RosterFaults():
                    failed(found, by=person, how=waiting.how, row=row)
                case None:
                    row.state, row.how = GIVEN_UP, {}
                    row.save()
                    entry(None, "roster.given-up", row)
        if person is not None and isinstance(found, Reading) and waiting.how["remember"]:
            save_mapping(person=person, options=_options(waiting.how, timezone.localdate(now)), columns=found.columns)


def _read(source: bytes, how: How, on: date) -> Reading | RosterFaults:
    """What stands in a file, or what is wrong with it; `how` is told then what can be asked of it."""
    try:
        return read_roster(source, how["name"], _options(how, on))
    except RosterFaults as faults:
        how |= _what_to_ask(source, how["name"])
        return faults
    except ValueError:
        return refused(how["name"], "This file cannot be read.")


def staged(reading: Reading, by: Person | None, row: Import | None = None) -> Import:
    """Keep what was read, in the row that has waited for it, where there is one; `by` is None for a file from the
    watched folder.
    """
    now = timezone.now()
    snapshot = reading.snapshot
    with transaction.atomic():
        row = row or _row(by, now)
        row.state, row.format, row.source, row.mode = STAGED, reading.kind, snapshot.source, snapshot.mode
        row.expires_at, row.how = now + WAITS_FOR, {}
        row.snapshot, row.people = comparing.pack(snapshot), len(snapshot.people)
        row.told = {
            "columns": dict(reading.columns),
            "dropped": list(reading.dropped),
            "ignored": list(reading.ignored),
            "warnings": _without_words(reading.warnings),
            "warning_count": reading.warning_count,
            "parents": "parent" in snapshot.kinds,
        }
        row.save()
        if by is None:
            _notify_office(row)
        entry(by, "roster.staged", row, {"people": str(row.people).encode()})
    return row


def failed(faults: RosterFaults, by: Person | None, how: How | None = None, row: Import | None = None) -> Import:
    """Keep where a file is wrong and what was said of it, and nothing that stood in it but headers and schools."""
    now = timezone.now()
    with transaction.atomic():
        row = row or _row(by, now)
        row.state, row.format, row.mode = FAILED, "-", "-"
        row.expires_at, row.how = now, how or {}
        row.told = {"faults": _without_words(faults.faults, len(faults.faults)), "fault_count": faults.count}
        row.save()
        if by is None:
            _notify_office(row)
        entry(by, "roster.refused", row)
    return row


def _row(by: Person | None, now: datetime) -> Import:
    return Import(
        school_id=current_school_id(),
        from_folder=by is None,
        staged_by_id=by.membership_id if by else None,
        staged_at=now,
    )


def _how(options: Options, name: str, remember: bool) -> How:
    """What was said of a file, as JSON holds it; `_options` reads it."""
    return {
        "name": name[:200],
        "remember": remember,
        "mode": options.mode,
        "kind": options.kind,
        "columns": dict(options.columns),
        "preset": options.preset,
        "order": options.order,
        "source": options.source,
        "school": options.school,
        "leavers": options.leavers,
    }


def _options(how: How, on: date) -> Options:
    told = {key: value for key, value in how.items() if key not in ("name", "remember")}
    return Options(on=on, **told)


def _what_to_ask(source: bytes, name: str) -> How:
    """What can be asked of a file that could not be used: which column is which, and which of its schools is meant."""
    try:
        return {"headers": list(headers_in(source, name)), "schools": [list(one) for one in schools_in(source, name)]}
    except RosterFaults:
        return {"headers": [], "schools": []}


def _without_words(faults: tuple[RosterFault, ...], most: int = _TOLD) -> list[list[object]]:
    """File, row, column and sentence of each, without the words of the file that a sentence repeats."""
    return [[one.file, one.row, one.column, _WORD.sub("…", one.message)] for one in faults[:most]]


def _notify_office(row: Import) -> None:
    for membership_id in holding("office") or holding("headteacher"):
        notify(membership_id=membership_id, kind=NOTICE, thing=f"import:{row.pk}")


def save_mapping(*, person: Person, options: Options, columns: Mapping[str, str]) -> SavedMapping:
    """Remember under the name of its source how a report is to be read: `columns` as they were read, unless somebody
    has said which is which.
    """
    refuse_others(person)
    told = dict(options.columns or columns)
    with transaction.atomic():
        row, _made = SavedMapping.objects.update_or_create(
            source=options.source,
            defaults={
                "school_id": person.school_id,
                "columns": told,
                "kind": options.kind or "",
                "preset": options.preset or "",
                "order": options.order or "",
                "saved_at": timezone.now(),
            },
        )
        append(
            school_id=person.school_id,
            actor=person.actor,
            role=person.role_words,
            action="roster.mapping-saved",
            thing=f"mapping:{row.pk}",
            contents={"columns": json.dumps(told, sort_keys=True).encode()},
        )
    return row


def refuse_others(person: Person) -> None:
    """Raise Refused for whoever may not change the roll."""
    if not permissions.may_change_roll(person):
        raise Refused("the roll is not theirs to change")


def entry(by: Person | None, action: str, row: Import, contents: Mapping[str, bytes] | None = None) -> None:
    """Say in the record what was done with a file; `by` is None for the clock."""
    append(
        school_id=row.school_id,
        actor=by.actor if by else SYSTEM,
        role=by.role_words if by else "",
        action=action,
        thing=f"import:{row.pk}",
        contents=contents,
    )
