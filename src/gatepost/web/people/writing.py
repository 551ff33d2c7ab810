"""Differences to rows: everything an import changes goes through here, and into its journal."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gatepost.rosters.ages import birth, eighteenth_birthday
from gatepost.rosters.differences import Change, ContactChange, Differences, FieldChange, Leaver
from gatepost.rosters.matching import Known
from gatepost.rosters.snapshot import Person
from gatepost.web.people import journal as book
from gatepost.web.people.journal import Journal, batches, plain
from gatepost.web.people.keeping_out import admissible
from gatepost.web.people.known import PAST
from gatepost.web.people.models import Contact, OnRoll, PastPupil, SourceId
from gatepost.web.people.names import folded
from gatepost.web.schools.models import School

_PLAIN = (
    *("forename", "surname", "known_as", "date_of_birth", "class_name", "year_group"),
    *("upn", "email", "role", "starts", "leaves"),
)


def _to_nobody(_more: int) -> None:
    """Nobody waits for this change."""


@dataclass(slots=True)
class Writing:
    """One change of the roll on its way: at which school, on which day, whether past pupils are kept, and whether a
    file tells of parents itself.

    `numbers` holds the new row of each row of the file, by its `ref`, and of each returner, by their key; `parents`
    those of children who left. `step` is told of every few changes how many they were.
    """

    school_id: int
    on: date
    keeps_past: bool
    tells_of_parents: bool = False
    journal: Journal = field(default_factory=Journal)
    numbers: dict[str, int] = field(default_factory=dict)
    parents: set[int] = field(default_factory=set)
    step: Callable[[int], None] = _to_nobody


def lock_roll(school_id: int) -> None:
    """Let nobody else change the school's roll until this transaction ends. On SQLite it is alone anyway."""
    # Not the key: every new row of the school looks at that, and would wait here while we wait for its log.
    School.objects.select_for_update(no_key=True).get(pk=school_id)


def write(found: Differences, writing: Writing) -> None:
    """Do everything that was found; to be called in one transaction."""
    _leave(found.leavers, writing)
    _change(found.changed, writing)
    _admit(found.new, found.source, writing)
    _readmit(found.returners, found.source, writing)
    _link(found, writing)
    _write_contacts(found, writing)
    _remove_childless(writing)


def leave(leavers: Sequence[Leaver], writing: Writing) -> None:
    """Take people off the roll: pupils become past pupils where these are kept, everybody else is deleted."""
    _leave(leavers, writing)
    _remove_childless(writing)


def change_fields(changes: Iterable[tuple[Known, Sequence[FieldChange]]], writing: Writing) -> None:
    """Write single fields of people on the roll."""
    wanted = {int(known.key): told for known, told in changes}
    for numbers in batches(wanted):
        pairs = []
        for row in OnRoll.objects.filter(pk__in=numbers).order_by("pk"):
            before = plain(row)
            _set(row, wanted[row.pk])
            pairs.append((before, row))
        book.change(writing.journal, OnRoll, pairs)
        writing.step(len(pairs))


def _set(row: OnRoll, told: Sequence[FieldChange]) -> None:
    for one in told:
        setattr(row, one.name, list(one.new) if isinstance(one.new, tuple) else one.new)
    row.folded = folded_of(row)


def folded_of(row: OnRoll | PastPupil) -> str:
    """Every name of a person as they are looked for."""
    return folded((row.known_as, row.forename, row.surname, *row.former_names))


def past_pupil(row: OnRoll, left: date, on: date) -> PastPupil | None:
    """What is kept of a pupil who left; None for somebody who is 18, or whose age nobody can tell."""
    born = birth(row.date_of_birth, row.year_group, left)
    if born is None or eighteenth_birthday(born.on) <= on:
        return None
    made = PastPupil(
        school_id=row.school_id,
        forename=row.forename,
        surname=row.surname,
        known_as=row.known_as,
        former_names=row.former_names,
        date_of_birth=born.on,
        estimated=born.estimated,
        came_on=row.starts,
        left_on=left,
    )
    made.folded = folded_of(made)
    return made


def _leave(leavers: Sequence[Leaver], writing: Writing) -> None:
    last_days = {int(one.known.key): one.on or writing.on for one in leavers}
    for numbers in batches(last_days):
        rows = list(OnRoll.objects.filter(pk__in=numbers).order_by("pk"))
        if writing.keeps_past:
            kept = (past_pupil(row, last_days[row.pk], writing.on) for row in rows if row.kind == "pupil")
            book.make(writing.journal, PastPupil, admissible(kept))
        writing.parents |= _remove(rows, writing) - last_days.keys()
        writing.step(len(rows))


def _remove(rows: Sequence[OnRoll], writing: Writing) -> set[int]:
    """Delete people with all that hangs on them; returns the numbers of their adults."""
    numbers = [row.pk for row in rows]
    contacts = [*Contact.objects.filter(child_id__in=numbers), *Contact.objects.filter(adult_id__in=numbers)]
    apart = {one.pk: one for one in contacts}
    book.remove(writing.journal, Contact, apart.values())
    book.remove(writing.journal, SourceId, SourceId.objects.filter(person_id__in=numbers))
    book.remove(writing.journal, OnRoll, rows)
    return {one.adult_id for one in apart.values()}


def _remove_childless(writing: Writing) -> None:
    """A parent whose last child has left is on the roll no longer, unless the office put them there by hand."""
    for numbers in batches(() if writing.tells_of_parents else sorted(writing.parents)):
        left = OnRoll.objects.filter(pk__in=numbers, kind="parent", by_hand=False, children__isnull=True)
        _remove(list(left.order_by("pk")), writing)


def _change(changes: Sequence[Change], writing: Writing) -> None:
    change_fields([(one.known, one.fields) for one in changes if not one.known.key.startswith(PAST)], writing)
    past = {int(one.known.key[len(PAST) :]): one.fields for one in changes if one.known.key.startswith(PAST)}
    renamed = {"starts": "came_on", "leaves": "left_on"}
    for numbers in batches(past):
        pairs = []
        for row in PastPupil.objects.filter(pk__in=numbers).order_by("pk"):
            before = plain(row)
            for one in past[row.pk]:
                setattr(row, renamed.get(one.name, one.name), list(one.new) if isinstance(one.new, tuple) else one.new)
                if one.name == "date_of_birth":
                    row.estimated = False
            row.folded = folded_of(row)
            pairs.append((before, row))
        book.change(writing.journal, PastPupil, pairs)
        writing.step(len(pairs))


def _admit(new: Sequence[Person], source: str, writing: Writing) -> None:
    for some in batches(one for one in new if one.kind != "former-pupil"):
        rows = [_on_roll(one, writing.school_id) for one in some]
        book.make(writing.journal, OnRoll, rows)
        writing.numbers |= {one.ref: row.pk for one, row in zip(some, rows, strict=True)}
        book.make(
            writing.journal,
            SourceId,
            [
                SourceId(school_id=writing.school_id, person_id=row.pk, source=source, source_id=one.source_id)
                for one, row in zip(some, rows, strict=True)
                if one.source_id
            ],
        )
        writing.step(len(some))
    if writing.keeps_past:
        gone = (one for one in new if one.kind == "former-pupil")
        kept = (past_pupil(_on_roll(one, writing.school_id), one.leaves or writing.on, writing.on) for one in gone)
        book.make(writing.journal, PastPupil, admissible(kept))
        writing.step(sum(one.kind == "former-pupil" for one in new))


def _on_roll(one: Person, school_id: int) -> OnRoll:
    row = OnRoll(school_id=school_id, kind=one.kind, **{name: getattr(one, name) for name in _PLAIN})
    row.former_names = list(one.former_names)
    row.folded = folded_of(row)
    return row


def _readmit(returners: Sequence[Change], source: str, writing: Writing) -> None:
    """Past pupils who are back: their old row goes, and what the file tells becomes a new one."""
    for some in batches(returners):
        old = {row.pk: row for row in PastPupil.objects.filter(pk__in=[_past_number(one.known) for one in some])}
        rows = []
        for one in some:
            row = _on_roll(one.person, writing.school_id)
            before = old[_past_number(one.known)]
            row.kind = "pupil"
            row.starts = row.starts or before.came_on
            row.date_of_birth = row.date_of_birth or (None if before.estimated else before.date_of_birth)
            rows.append(row)
        book.remove(writing.journal, PastPupil, old.values())
        book.make(writing.journal, OnRoll, rows)
        ids = []
        for one, row in zip(some, rows, strict=True):
            writing.numbers[one.known.key] = writing.numbers[one.person.ref] = row.pk
            if told := one.person.source_id:
                ids.append(SourceId(school_id=writing.school_id, person_id=row.pk, source=source, source_id=told))
        book.make(writing.journal, SourceId, ids)
        writing.step(len(some))


def _past_number(known: Known) -> int:
    return int(known.key[len(PAST) :])


def _link(found: Differences, writing: Writing) -> None:
    leaving = {one.known.key for one in found.leavers}
    wanted = {int(one.known.key): one for one in found.links if one.known.key not in leaving}
    for numbers in batches(wanted):
        held = SourceId.objects.filter(person_id__in=numbers, source=found.source).order_by("pk")
        pairs = []
        for row in held:
            before = plain(row)
            row.source_id = wanted[row.person_id].source_id
            pairs.append((before, row))
        book.change(writing.journal, SourceId, pairs)
        fresh = set(numbers) - {row.person_id for _before, row in pairs}
        _known_to_files(numbers, writing)
        book.make(
            writing.journal,
            SourceId,
            [
                SourceId(
                    school_id=writing.school_id,
                    person_id=number,
                    source=found.source,
                    source_id=wanted[number].source_id,
                )
                for number in sorted(fresh)
            ],
        )
        writing.step(len(numbers))


def _known_to_files(numbers: Sequence[int], writing: Writing) -> None:
    """Whoever was put on the roll by hand and is in a file now leaves when the file no longer tells of them."""
    pairs = []
    for row in OnRoll.objects.filter(pk__in=numbers, by_hand=True).order_by("pk"):
        before = plain(row)
        row.by_hand = False
        pairs.append((before, row))
    book.change(writing.journal, OnRoll, pairs)


def _write_contacts(found: Differences, writing: Writing) -> None:
    gone = {int(one.known.key) for one in found.leavers}
    book.make(writing.journal, Contact, _new_contacts(found.new_contacts, gone, writing))
    wanted: Mapping[tuple[int, int], Any] = {
        (int(one.old.child), int(one.old.adult)): one for one in found.changed_contacts if one.old is not None
    }
    for some in batches(wanted.items()):
        told = dict(some)
        pairs = []
        for row in Contact.objects.filter(child_id__in={child for child, _adult in told}).order_by("pk"):
            if one := told.get((row.child_id, row.adult_id)):
                before = plain(row)
                for change in one.fields:
                    setattr(row, change.name, change.new)
                pairs.append((before, row))
        book.change(writing.journal, Contact, pairs)
        writing.step(len(some))
    lost = {(int(one.child), int(one.adult)) for one in found.lost_contacts}
    for some in batches(sorted(lost)):
        rows = Contact.objects.filter(child_id__in={child for child, _adult in some}).order_by("pk")
        book.remove(writing.journal, Contact, [row for row in rows if (row.child_id, row.adult_id) in lost])
        writing.step(len(some))


def _new_contacts(contacts: Sequence[ContactChange], gone: set[int], writing: Writing) -> Iterator[Contact]:
    for one in contacts:
        writing.step(1)
        child, adult = _number(one.child, writing), _number(one.adult, writing)
        if child is None or adult is None or child in gone or adult in gone:
            continue
        yield Contact(
            school_id=writing.school_id,
            child_id=child,
            adult_id=adult,
            relationship=one.contact.relationship,
            parental_responsibility=one.contact.parental_responsibility,
            priority=one.contact.priority,
        )


def _number(party: Known | Person, writing: Writing) -> int | None:
    """The row on the roll; None for somebody who is not on it, such as a past pupil."""
    if isinstance(party, Person):
        return writing.numbers.get(party.ref)
    if party.key.startswith(PAST):
        return writing.numbers.get(party.key)
    return int(party.key)
