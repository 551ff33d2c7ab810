"""What must hold of a whole snapshot: nobody twice under one id or UPN, and no contact of nobody."""

from collections.abc import Iterable

from gatepost.rosters.matching import family
from gatepost.rosters.reading import Notes
from gatepost.rosters.snapshot import Person, Snapshot


def check(snapshot: Snapshot, notes: Notes) -> None:
    """Note a fault for every id or UPN that stands in two rows, and a warning where pupils have no date of birth."""
    _doubled(((person, person.source_id) for person in snapshot.people), "id", notes)
    _doubled(((person, person.upn) for person in snapshot.people), "UPN", notes)
    pupils = [person for person in snapshot.people if family(person.kind) == "pupil"]
    without = sum(person.date_of_birth is None for person in pupils)
    if without:
        file = pupils[0].place.file
        what = "1 pupil has" if without == 1 else f"{without:,} pupils have"
        notes.warnings.add(file, 0, f"{what} no date of birth in this file.")


def _doubled(people: Iterable[tuple[Person, str]], what: str, notes: Notes) -> None:
    seen: dict[tuple[str, str], Person] = {}
    for person, id_ in people:
        if not id_:
            continue
        first = seen.setdefault((family(person.kind), id_), person)
        if first is not person:
            message = f"This {what} stands in row {first.place.row} already."
            notes.faults.add(person.place.file, person.place.row, message)
