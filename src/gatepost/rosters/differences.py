"""What an import would change, so that a person can look before anything does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from gatepost.rosters.guards import Guard, guards
from gatepost.rosters.matching import Conflict, Known, Matching, PossibleDuplicate, match
from gatepost.rosters.snapshot import TOLD, Contact, Kind, Person, Responsibility, Snapshot

Value: TypeAlias = str | int | date | tuple[str, ...] | None
Why: TypeAlias = Literal["absent", "deleted", "left"]

# Elsewhere an empty cell is more often a cell that could not be read than one that was emptied on purpose.
_MAY_BE_CLEARED = frozenset({"known_as", "role", "leaves"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one person, before and after; `name` is a field of Person, or of Contact."""

    name: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody known of whom the file tells something else."""

    known: Known
    person: Person
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who is no longer there: absent from a full file, marked as deleted, or with a last day that is past."""

    known: Known
    why: Why
    on: date | None


@dataclass(frozen=True, slots=True)
class Link:
    """A source id to be kept beside somebody who was found by another way."""

    known: Known
    source: str
    source_id: str


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A contact we know already; `child` and `adult` are keys of Known."""

    child: str
    adult: str
    relationship: str = ""
    parental_responsibility: Responsibility = "unknown"
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class ContactChange:
    """A contact that is new (`old` is None), or of which the file tells something else.

    `child` and `adult` are people we know, or new people of the same file.
    """

    contact: Contact
    child: Known | Person
    adult: Known | Person
    old: KnownContact | None
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """All that an import would do, in the order of the file; leavers by kind, year, surname and forename.

    Whoever stands in `possible_duplicates` or `conflicts` stands nowhere else: nothing happens to them before somebody
    decides. `guards` must be confirmed in typed words. `ignored` counts rows of adults who had left before they were
    known.
    """

    source: str
    new: tuple[Person, ...]
    changed: tuple[Change, ...]
    leavers: tuple[Leaver, ...]
    returners: tuple[Change, ...]
    possible_duplicates: tuple[PossibleDuplicate, ...]
    conflicts: tuple[Conflict, ...]
    links: tuple[Link, ...]
    new_contacts: tuple[ContactChange, ...]
    changed_contacts: tuple[ContactChange, ...]
    lost_contacts: tuple[KnownContact, ...]
    unchanged: int
    ignored: int
    guards: tuple[Guard, ...]

    def is_empty(self) -> bool:
        """Is there nothing to do and nothing to decide?"""
        people = self.new or self.changed or self.leavers or self.returners or self.links
        contacts = self.new_contacts or self.changed_contacts or self.lost_contacts
        return not (people or contacts or self.possible_duplicates or self.conflicts)


def differences(
    known: Sequence[Known],
    snapshot: Snapshot,
    on: date,
    *,
    known_contacts: Sequence[KnownContact] = (),
    decided: Mapping[str, str] | None = None,
) -> Differences:
    """Compare those we know with a snapshot, as on a day.

    `decided` maps `Person.ref` of a row to the key of whom it is, or to an empty text for "somebody new".
    Only a snapshot in `full` mode makes leavers by absence, and only of the kinds it covers.
    """
    matching = match(known, snapshot, decided or {})
    people = snapshot.people
    new: list[Person] = []
    changed: list[Change] = []
    returners: list[Change] = []
    links: list[Link] = []
    leaving: dict[str, Leaver] = {}
    unchanged = ignored = 0
    for at in sorted([*matching.pairs, *matching.unknown]):
        person = people[at]
        one = matching.pairs.get(at)
        here = _is_here(person, on)
        if one is None:
            if here:
                new.append(person)
            elif person.kind in ("pupil", "former-pupil"):
                new.append(replace(person, kind="former-pupil"))
            else:
                ignored += 1
            continue
        if person.source_id and (snapshot.source, person.source_id) not in one.source_ids:
            links.append(Link(one, snapshot.source, person.source_id))
        fields = tuple(_changes(one, person, snapshot))
        left = one.left or one.kind == "former-pupil"
        if here and left:
            returners.append(Change(one, person, fields))
        elif not here and not left:
            leaving[one.key] = Leaver(one, "left", person.leaves)
        elif fields:
            changed.append(Change(one, person, fields))
        else:
            unchanged += 1
    leaving = {one.known.key: one for one in _deleted(known, snapshot)} | leaving
    present = {one.key for one in matching.pairs.values()} | matching.held
    for one in known if snapshot.mode == "full" else ():
        here = not one.left and one.kind != "former-pupil"
        if here and not one.by_hand and one.kind in snapshot.kinds and one.key not in present:
            leaving.setdefault(one.key, Leaver(one, "absent", None))
    leavers = tuple(sorted(leaving.values(), key=_by_kind_and_name))
    new_contacts, changed_contacts, lost_contacts = _contacts(known, snapshot, matching, known_contacts, leaving)
    return Differences(
        snapshot.source,
        tuple(new),
        tuple(change for change in changed if change.known.key not in leaving),
        leavers,
        tuple(returners),
        matching.possible_duplicates,
        matching.conflicts,
        tuple(links),
        new_contacts,
        changed_contacts,
        lost_contacts,
        unchanged,
        ignored,
        guards(known, [leaver.known for leaver in leavers], on),
    )


def _is_here(person: Person, on: date) -> bool:
    return person.kind != "former-pupil" and not (person.leaves and person.leaves < on)


def _by_kind_and_name(leaver: Leaver) -> tuple[object, ...]:
    one = leaver.known
    year = -9 if one.year_group is None else one.year_group
    return one.kind, year, one.surname.casefold(), one.forename.casefold(), one.key


def _deleted(known: Sequence[Known], snapshot: Snapshot) -> Iterator[Leaver]:
    """Those whom the file marks as deleted and who are still there."""
    if not snapshot.gone:
        return
    marked = {(gone.source_id, gone.kind) for gone in snapshot.gone}
    for one in known:
        if one.left or one.kind == "former-pupil":
            continue
        ids = [id_ for source, id_ in one.source_ids if source == snapshot.source]
        if any((id_, kind) in marked for id_ in ids for kind in (one.kind, None)):
            yield Leaver(one, "deleted", None)


def _changes(one: Known, person: Person, snapshot: Snapshot) -> Iterator[FieldChange]:
    """What the file tells otherwise. In a full file an empty cell clears a few fields, never a birth date or a UPN."""
    for name in TOLD:
        if name not in snapshot.told:
            continue
        old, new = getattr(one, name), getattr(person, name)
        empty = new is None or new in ("", ())
        if old != new and not (empty and (name not in _MAY_BE_CLEARED or snapshot.mode == "delta")):
            yield FieldChange(name, old, new)


def _contacts(
    known: Sequence[Known],
    snapshot: Snapshot,
    matching: Matching,
    known_contacts: Sequence[KnownContact],
    leaving: Mapping[str, Leaver],
) -> tuple[tuple[ContactChange, ...], tuple[ContactChange, ...], tuple[KnownContact, ...]]:
    if not snapshot.contacts:
        return (), (), ()  # a file without contacts tells nothing of them
    children, adults = _parties(known, snapshot, matching)
    old = {(one.child, one.adult): one for one in known_contacts}
    new: list[ContactChange] = []
    changed: list[ContactChange] = []
    seen: set[tuple[str, str]] = set()
    for contact in snapshot.contacts:
        child, adult = children.get(contact.child), adults.get(contact.adult)
        if child is None or adult is None:
            continue
        pair = (_key(child), _key(adult))
        if pair in seen:
            continue
        seen.add(pair)
        before = old.get(pair)
        if before is None:
            new.append(ContactChange(contact, child, adult, None))
        elif fields := tuple(_contact_changes(before, contact)):
            changed.append(ContactChange(contact, child, adult, before, fields))
    lost: list[KnownContact] = []
    if snapshot.mode == "full":
        told = {one.key for one in matching.pairs.values()}
        lost = [
            one
            for one in known_contacts
            if (one.child, one.adult) not in seen and one.child in told and one.adult in told
            if one.child not in leaving and one.adult not in leaving
        ]
    return tuple(new), tuple(changed), tuple(lost)


def _parties(
    known: Sequence[Known], snapshot: Snapshot, matching: Matching
) -> tuple[dict[str, Known | Person], dict[str, Known | Person]]:
    """Source id, or UPN of a child, -> whom it is now; those who await a decision are left out."""
    children: dict[str, Known | Person] = {}
    adults: dict[str, Known | Person] = {}
    kinds: dict[Kind, dict[str, Known | Person]] = {"pupil": children, "parent": adults}
    for one in known:
        if one.kind in kinds and one.key not in matching.held:
            for source, id_ in one.source_ids:
                if source == snapshot.source:
                    kinds[one.kind][id_] = one
            if one.upn and one.kind == "pupil":
                children.setdefault(one.upn, one)
    for at in (*matching.pairs, *matching.unknown):
        person = snapshot.people[at]
        if person.kind in kinds:
            for id_ in {person.source_id, person.upn} - {""}:
                kinds[person.kind][id_] = matching.pairs.get(at, person)
    return children, adults


def _key(party: Known | Person) -> str:
    return party.key if isinstance(party, Known) else f"\0{party.ref}"  # no key of ours begins so


def _contact_changes(old: KnownContact, new: Contact) -> Iterator[FieldChange]:
    """What the file tells otherwise of a contact; "unknown" and empty tell nothing."""
    if new.relationship and new.relationship != old.relationship:
        yield FieldChange("relationship", old.relationship, new.relationship)
    if new.parental_responsibility not in ("unknown", old.parental_responsibility):
        yield FieldChange("parental_responsibility", old.parental_responsibility, new.parental_responsibility)
    if new.priority is not None and new.priority != old.priority:
        yield FieldChange("priority", old.priority, new.priority)
