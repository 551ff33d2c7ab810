"""The common transfer file (CTF) of the Department for Education, read by the local names of its elements."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from gatepost.rosters.cells import Cells
from gatepost.rosters.detect import Opened
from gatepost.rosters.faults import quoted, refused
from gatepost.rosters.names import tidy
from gatepost.rosters.reading import Notes, Options, Reading
from gatepost.rosters.snapshot import KINDS, TOLD, Contact, Kind, Person, Place, Responsibility, Snapshot
from gatepost.rosters.sound import check

LARGEST = 25 * 1024 * 1024  # bytes; as a tree it takes ten times as much
MOST_PUPILS = 20_000
_OLDEST_VERSION = 15
_RESPONSIBLE: dict[str, Responsibility] = {"true": "yes", "1": "yes", "y": "yes", "false": "no", "0": "no", "n": "no"}
_RELATIONSHIPS = {
    "MOT": "mother",
    "FAT": "father",
    "PAM": "parent",
    "STM": "stepmother",
    "STF": "stepfather",
    "STP": "step-parent",
    "FOM": "foster mother",
    "FOF": "foster father",
    "CAR": "carer",
    "GPR": "grandparent",
    "OTR": "other relative",
    "CHM": "childminder",
    "SWR": "social worker",
    "OTH": "other contact",
    "FAM": "other family member",
    "DOC": "doctor",
    "HTC": "head teacher",
    "RLG": "religious contact",
    "TCH": "teacher",
}
_LONGEST_ORDER = 20  # characters; it is a number
_NOT_KEPT = frozenset({"SWR", "DOC", "HTC", "RLG", "TCH"})  # contacts who are no adults of the child


def read_ctf(opened: Opened, options: Options) -> Reading:
    """Read a file; raises RosterFaults with everything that is wrong. Rows count the pupils, from 1.

    A pupil whose leaving date at the sending school is told has left, as has everybody with `options.leavers`.
    """
    root = _root(opened)
    notes = Notes()
    version = _version(root, opened.file, notes)
    pupils = [element for element in root.iter() if _local(element) == "Pupil"]
    if not pupils:
        raise refused(opened.file, "This file holds no pupil.")
    if len(pupils) > MOST_PUPILS:
        raise refused(opened.file, f"This file holds {len(pupils):,} pupils; {MOST_PUPILS:,} is the most.")
    for element in root.iter():
        name = _local(element)
        if name in ("Ethnicity", "SEN", "FSM", "MedicalFlag", "Religion", "Languages", "InCare", "Address", "Gender"):
            notes.dropped[name] = None
    cells = Cells(notes, opened.file, options.on, iso=True)
    people: list[Person] = []
    contacts: list[Contact] = []
    adults: dict[tuple[str, str, str], Person] = {}
    sender = _sender(root)
    for row, pupil in enumerate(pupils, start=1):
        person = _pupil(pupil, row, cells, sender, leavers=options.leavers)
        people.append(person)
        if not person.upn:
            continue  # without one nobody could say whose contacts they are
        for adult, contact in _contacts(pupil, person, row, cells):
            # A parent of two pupils is one person where names and e-mail are the same, never by name alone.
            same = adults.setdefault((adult.forename, adult.surname, adult.email), adult) if adult.email else adult
            if same is adult:
                people.append(adult)
            contacts.append(replace(contact, adult=same.source_id))
    told = ["forename", "surname", "known_as", "former_names", "date_of_birth", "year_group", "upn", "email", "starts"]
    snapshot = Snapshot(
        options.source or "ctf",
        "delta",
        tuple(kind for kind in KINDS if any(person.kind == kind for person in people)),
        tuple(field for field in TOLD if field in (*told, "leaves")),
        tuple(people),
        tuple(contacts),
    )
    check(snapshot, notes)
    if version is not None and version < _OLDEST_VERSION:
        notes.warnings.add(
            opened.file, 0, f"This is version {version} of the format, which is old. Please look closely."
        )
    return notes.reading("ctf", snapshot)


def _root(opened: Opened) -> Element:
    if len(opened.source) > LARGEST:
        raise refused(opened.file, f"This file is larger than {LARGEST // 1024 // 1024} MB, the most for XML.")
    try:
        root: Element = fromstring(opened.source, forbid_dtd=True)
    except DefusedXmlException as error:
        message = (
            "This XML defines a document type or entities of its own, which a transfer file never does. It is not read."
        )
        raise refused(opened.file, message) from error
    except ParseError as error:
        row = getattr(error, "position", (0, 0))[0]
        raise refused(opened.file, "This XML is damaged or cut off. Export it again.", row) from error
    except (ValueError, LookupError, RecursionError) as error:
        raise refused(opened.file, "This XML is damaged, or its encoding is not known. Export it again.") from error
    if _local(root).lower() != "ctfile":
        name = quoted(_local(root))
        raise refused(opened.file, f"This XML is not a common transfer file: it begins with {name}, not with `CTfile`.")
    return root


def _version(root: Element, file: str, notes: Notes) -> int | None:
    text = _text(root, "CTFversion")
    match = re.match(r"\d{1,3}", text)
    if match is None:
        notes.warnings.add(file, 0, "This file does not say the version of its format. Please look closely.")
        return None
    return int(match[0])


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if _local(child) == name)


def _text(element: Element, name: str) -> str:
    """The text of the first descendant of that name, empty where there is none."""
    for found in element.iter():
        if _local(found) == name:
            return tidy(found.text or "")
    return ""


def _own(pupil: Element, name: str) -> str:
    """A value of the pupil, directly or in its basic details: a contact inside has elements of the same names."""
    for holder in (pupil, *_children(pupil, "BasicDetails")):
        for found in _children(holder, name):
            if text := tidy(found.text or ""):
                return text
    return ""


def _sender(root: Element) -> tuple[str, str]:
    """Authority and establishment of the school that wrote the file."""
    for school in root.iter():
        if _local(school) == "SourceSchool":
            return _text(school, "LEA"), _text(school, "Estab")
    return "", ""


def _pupil(pupil: Element, row: int, cells: Cells, sender: tuple[str, str], *, leavers: bool) -> Person:
    starts, leaves = _stay(pupil, row, cells, sender)
    kind: Kind = "former-pupil" if leavers or (leaves is not None and leaves < cells.on) else "pupil"
    upn = cells.upn(_own(pupil, "UPN"), row, "UPN")
    forename = cells.needed_name(_own(pupil, "Forename"), row, "Forename")
    surname = cells.needed_name(_own(pupil, "Surname"), row, "Surname")
    known_as = cells.name(_own(pupil, "PreferredForename"), row, "PreferredForename")
    others = (cells.name(_own(pupil, name), row, name) for name in ("PreferredSurname", "FormerSurname"))
    return Person(
        place=Place(cells.file, row),
        kind=kind,
        forename=forename,
        surname=surname,
        source_id=upn,
        known_as="" if known_as == forename else known_as,
        former_names=tuple(dict.fromkeys(name for name in others if name and name != surname)),
        date_of_birth=cells.born(_own(pupil, "DOB"), row, "DOB", kind),
        year_group=cells.year(_own(pupil, "NCyearActual"), row, "NCyearActual", strict=False),
        upn=upn,
        starts=starts,
        leaves=leaves,
    )


def _stay(pupil: Element, row: int, cells: Cells, sender: tuple[str, str]) -> tuple[date | None, date | None]:
    """First and last day at the sending school, from the history of schools."""
    for school in (element for element in pupil.iter() if _local(element) == "School"):
        if sender != ("", "") and (_text(school, "LEA"), _text(school, "Estab")) != sender:
            continue
        starts = cells.day(_text(school, "EntryDate"), row, "EntryDate")
        return starts, cells.day(_text(school, "LeavingDate"), row, "LeavingDate")
    leaves = _own(pupil, "LeavingDate") or _own(pupil, "DateOfLeaving")
    return None, cells.day(leaves, row, "LeavingDate")


def _contacts(pupil: Element, child: Person, row: int, cells: Cells) -> Iterator[tuple[Person, Contact]]:
    for holder in _children(pupil, "Contacts"):
        for number, contact in enumerate(_children(holder, "Contact"), start=1):
            code = _text(contact, "Relationship")
            if code.upper() in _NOT_KEPT or not _text(contact, "Surname"):
                continue
            order = _text(contact, "Order")[:_LONGEST_ORDER]
            id_ = f"{child.upn}/{order or number}"
            adult = Person(
                place=Place(cells.file, row),
                kind="parent",
                forename=cells.name(_text(contact, "Forename"), row, "Contact Forename"),
                surname=cells.needed_name(_text(contact, "Surname"), row, "Contact Surname"),
                source_id=id_,
                email=cells.email(_text(contact, "Email"), row, "Contact Email", "parent"),
            )
            word = _text(contact, "Responsibility").lower()
            yield (
                adult,
                Contact(
                    adult.place,
                    child.upn,
                    id_,
                    _RELATIONSHIPS.get(code.upper(), cells.word(code, row, "Relationship").lower()),
                    _RESPONSIBLE.get(word, "unknown"),
                    int(order) if order.isdecimal() and len(order) < 4 else None,
                ),
            )
