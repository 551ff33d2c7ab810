"""What a file that waits would change on the roll as it is now, and a digest by which two such answers are the same."""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date

from gatepost.rosters.differences import Change, Differences, differences
from gatepost.rosters.matching import Known
from gatepost.rosters.snapshot import Person, Snapshot, from_json, to_json
from gatepost.web.modules.queries import is_on
from gatepost.web.people.known import PAST, PAST_PUPILS, known_contacts, known_people
from gatepost.web.people.models import Import

# What is kept of a past pupil: whatever else a file tells of one is not compared.
_OF_PAST_PUPILS = frozenset({"forename", "surname", "known_as", "former_names", "date_of_birth", "starts", "leaves"})


@dataclass(frozen=True, slots=True)
class Undecided:
    """A row of a file of which a person has to say whom it is: (key, name, date of birth, class) of each candidate."""

    person: Person
    candidates: tuple[tuple[str, str, date | None, str], ...]
    why: str


def pack(snapshot: Snapshot) -> bytes:
    """What was read, for the time between two requests."""
    return zlib.compress(to_json(snapshot).encode(), 1)


def unpack(packed: bytes | memoryview) -> Snapshot:
    """The snapshot that `pack` wrote."""
    return from_json(zlib.decompress(bytes(packed)).decode())


def compare(waiting: Import, on: date) -> Differences:
    """What the file would change now, as on a day."""
    return compared(unpack(waiting.snapshot or b""), on, waiting.decided)


def compared(snapshot: Snapshot, on: date, decided: dict[str, str] | None = None) -> Differences:
    """What a snapshot would change now; of past pupils only what is kept of them, and only while their module is on."""
    found = differences(known_people(), snapshot, on, known_contacts=known_contacts(), decided=decided or {})
    changed = tuple(one for change in found.changed if (one := _kept(change)) is not None)
    new = found.new
    if not is_on(PAST_PUPILS):
        new = tuple(one for one in new if one.kind != "former-pupil")
    leaving = {one.known.key for one in found.leavers}
    links = tuple(one for one in found.links if not one.known.left and one.known.key not in leaving)
    return replace(found, changed=changed, new=new, links=links, ignored=found.ignored + len(found.new) - len(new))


def _kept(change: Change) -> Change | None:
    if not change.known.key.startswith(PAST):
        return change
    told = tuple(one for one in change.fields if one.name in _OF_PAST_PUPILS)
    return replace(change, fields=told) if told else None


def digest(found: Differences) -> str:
    """A hex digest of all that would be done."""
    told = hashlib.sha256()
    for field in fields(found):
        value = getattr(found, field.name)
        told.update(f"{field.name}:".encode())
        for one in value if isinstance(value, tuple) else (value,):
            told.update(repr(one).encode())
            told.update(b"\n")
    return told.hexdigest()


def changes(found: Differences) -> int:
    """How many changes there are in all: each line of the sections of the page is one."""
    told = counts(found)
    return sum(told[name] for name in ("new", "changed", "leavers", "returners", "links", "contacts"))


def to_type(found: Differences) -> int:
    """The number that whoever confirms has to type: of leavers where unusually many would leave, else of changes."""
    return len(found.leavers) if found.guards else changes(found)


def undecided(found: Differences) -> tuple[Undecided, ...]:
    """Every row that waits for a person's word, in the order of possible duplicates, then conflicts."""
    rows = [Undecided(one.person, _named(one.known), one.why) for one in found.possible_duplicates]
    rows += [Undecided(person, _named(one.known), one.why) for one in found.conflicts for person in one.people]
    return tuple(rows)


def _named(known: Iterable[Known]) -> tuple[tuple[str, str, date | None, str], ...]:
    return tuple((one.key, f"{one.forename} {one.surname}", one.date_of_birth, one.class_name) for one in known)


def counts(found: Differences) -> dict[str, int]:
    """How many of each kind of difference."""
    return {
        "new": len(found.new),
        "changed": len(found.changed),
        "leavers": len(found.leavers),
        "returners": len(found.returners),
        "links": len(found.links),
        "undecided": len(found.possible_duplicates) + len(found.conflicts),
        "contacts": len(found.new_contacts) + len(found.changed_contacts) + len(found.lost_contacts),
        "unchanged": found.unchanged,
        "ignored": found.ignored,
    }
