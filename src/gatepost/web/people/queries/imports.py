"""Files for the roll: those that wait, those that were applied, and how reports are read."""

from datetime import date
from typing import Any, Literal

from gatepost.rosters.dates import Order
from gatepost.rosters.reading import Options
from gatepost.rosters.snapshot import KINDS, Kind
from gatepost.web.people import permissions
from gatepost.web.people.models import Import, SavedMapping, WatchedFolder
from gatepost.web.people.models.imports import APPLIED
from gatepost.web.schools.person import Person

SHOWN = 20


def imports(person: Person) -> tuple[Import, ...]:
    """The latest, newest first."""
    if not permissions.may_change_roll(person):
        return ()
    rows = Import.objects.select_related("staged_by__account", "confirmed_by__account").defer(
        "unread", "snapshot", "journal"
    )
    return tuple(rows.order_by("-staged_at", "-pk")[:SHOWN])


def one_import(person: Person, number: int) -> Import | None:
    """One of the school's; None where there is none or it is not the person's to see."""
    if not permissions.may_change_roll(person):
        return None
    return Import.objects.defer("unread", "journal").filter(pk=number).first()


def undoable(person: Person) -> int | None:
    """The number of the one import that can be undone, as far as its journal tells."""
    if not permissions.may_change_roll(person):
        return None
    rows = Import.objects.filter(state=APPLIED, journal__isnull=False).order_by("-applied_at", "-pk")
    return rows.values_list("pk", flat=True).first()


def mappings(person: Person) -> tuple[SavedMapping, ...]:
    """How the school's own reports are read, by source."""
    return tuple(SavedMapping.objects.order_by("source"))


def mapping(source: str) -> SavedMapping | None:
    """How the reports of one source are read."""
    return SavedMapping.objects.filter(source=source).first()


def watched(person: Person) -> WatchedFolder:
    """What is done with files in the watched folder."""
    return WatchedFolder.objects.first() or WatchedFolder()


def options_of(mapping: SavedMapping | None, *, on: date, mode: Literal["full", "delta"], **more: Any) -> Options:
    """How a file is to be read: as the saved mapping says, where there is one."""
    if mapping is None:
        return Options(on=on, mode=mode, **more)
    order: Order | None = mapping.order or None  # type: ignore[assignment]
    kind: Kind | None = next((one for one in KINDS if one == mapping.kind), None)
    told: dict[str, Any] = {
        "kind": kind,
        "columns": mapping.columns,
        "preset": mapping.preset or None,
        "order": order,
        "source": mapping.source,
    }
    return Options(on=on, mode=mode, **(told | {name: value for name, value in more.items() if value}))
