"""How a roster file is to be read, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gatepost.rosters.dates import Order
from gatepost.rosters.faults import Fault, FaultList
from gatepost.rosters.snapshot import Kind, Mode, Snapshot


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says of a file beside sending it.

    `on` is today. `mode`, `kind`, `columns` (header to field, empty for "leave it out"), `preset` and `order` are for
    CSV and Excel: the other formats say such things themselves. `source` names the system whose ids these are, where
    format or preset do not. `school` chooses one of several schools of an archive, by id or name. `leavers` says that a
    common transfer file tells of pupils who left.
    """

    on: date
    mode: Mode = "delta"
    kind: Kind | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    preset: str | None = None
    order: Order | None = None
    source: str = ""
    school: str = ""
    leavers: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A roster file that could be read. `kind` is `csv`, `xlsx`, `oneroster-1.1`, `oneroster-1.2`, `sds` or `ctf`.

    `warnings` are the first of `warning_count`. `dropped` are headers of columns that must not be read, `ignored` of
    those that are not needed. `columns` says which header was read as which field.
    """

    kind: str
    snapshot: Snapshot
    warnings: tuple[Fault, ...]
    warning_count: int
    dropped: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notes:
    """What a reader writes down on its way: faults, which refuse the file, warnings, which do not, and headers."""

    faults: FaultList = field(default_factory=FaultList)
    warnings: FaultList = field(default_factory=FaultList)
    dropped: dict[str, None] = field(default_factory=dict)
    ignored: dict[str, None] = field(default_factory=dict)

    def reading(self, kind: str, snapshot: Snapshot, columns: Mapping[str, str] | None = None) -> Reading:
        """The reading with all that was noted; raises RosterFaults when there is a fault."""
        self.faults.refuse_if_any()
        warnings = self.warnings
        return Reading(
            kind, snapshot, warnings.listed(), warnings.count, tuple(self.dropped), tuple(self.ignored), columns or {}
        )
