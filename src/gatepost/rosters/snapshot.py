"""What a roster file says of a school, whatever its format: people, contacts, and who was explicitly deleted."""

import json
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any, Literal, TypeAlias, get_args

Kind: TypeAlias = Literal["pupil", "former-pupil", "staff", "governor", "parent"]
Mode: TypeAlias = Literal["full", "delta"]
Responsibility: TypeAlias = Literal["yes", "no", "unknown"]

KINDS: tuple[Kind, ...] = get_args(Kind)
LONGEST_ID = 300  # characters of a source id
TOLD = (  # what a file may tell of a person, and no more
    *("forename", "surname", "known_as", "former_names", "date_of_birth", "class_name", "year_group"),
    *("upn", "email", "role", "starts", "leaves"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, or a member of an archive, and its row as a spreadsheet counts, from 1."""

    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Person:
    """One person as a file tells of them; an empty text or None is "not told".

    `source_id` is empty where the file has no ids. `year_group` is 0 for Reception, -1 and -2 for nursery.
    `date_of_birth` is kept of pupils only, `email` of adults only; `role` is the file's own word, of staff only.
    `leaves` is the last day. A person with two kinds, such as a teacher who is a parent, is two rows.
    """

    place: Place
    kind: Kind
    forename: str
    surname: str
    source_id: str = ""
    known_as: str = ""
    former_names: tuple[str, ...] = ()
    date_of_birth: date | None = None
    class_name: str = ""
    year_group: int | None = None
    upn: str = ""
    email: str = ""
    role: str = ""
    starts: date | None = None
    leaves: date | None = None

    @property
    def ref(self) -> str:
        """Names this row within its file; what a person decided about it is kept under it."""
        return f"{self.place.file}:{self.place.row}:{self.kind}"


@dataclass(frozen=True, slots=True)
class Contact:
    """An adult of a child. `child` and `adult` are source ids; `priority` counts from 1.

    Nobody whose `parental_responsibility` is not "yes" can give a consent.
    """

    place: Place
    child: str
    adult: str
    relationship: str = ""
    parental_responsibility: Responsibility = "unknown"
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """A source id that the file marks as deleted; of every kind when `kind` is None."""

    place: Place
    source_id: str
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A roster file, read. `source` is the system whose ids these are.

    In `full` mode absence means leaving, for the kinds in `kinds`; in `delta` it means nothing. `told` names the
    fields of a person that the file has a place for: no other is compared.
    """

    source: str
    mode: Mode
    kinds: tuple[Kind, ...]
    told: tuple[str, ...]
    people: tuple[Person, ...]
    contacts: tuple[Contact, ...] = ()
    gone: tuple[Gone, ...] = ()


def to_json(snapshot: Snapshot) -> str:
    """The snapshot as compact JSON, for the time between two requests; empty fields are left out."""
    return json.dumps(
        {
            "source": snapshot.source,
            "mode": snapshot.mode,
            "kinds": snapshot.kinds,
            "told": snapshot.told,
            "people": [_plain(person) for person in snapshot.people],
            "contacts": [_plain(contact) for contact in snapshot.contacts],
            "gone": [_plain(gone) for gone in snapshot.gone],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_json(text: str) -> Snapshot:
    """The snapshot that `to_json` wrote; raises ValueError for any other text."""
    try:
        tables = json.loads(text)
        return Snapshot(
            _text(tables["source"]),
            _one_of(tables["mode"], get_args(Mode)),
            tuple(_one_of(kind, KINDS) for kind in tables["kinds"]),
            tuple(_one_of(name, TOLD) for name in tables["told"]),
            tuple(_person(row) for row in tables["people"]),
            tuple(_contact(row) for row in tables["contacts"]),
            tuple(_gone(row) for row in tables["gone"]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("this is not a snapshot of a roster file") from error


def _plain(thing: Person | Contact | Gone) -> dict[str, object]:
    row: dict[str, object] = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        match value:
            case Place(file, number):
                row["at"] = [file, number]
            case date():
                row[field.name] = value.isoformat()
            case _ if field.default is MISSING or value != field.default:
                row[field.name] = value
    return row


def _person(row: dict[str, Any]) -> Person:
    return Person(
        place=_place(row),
        kind=_one_of(row["kind"], KINDS),
        forename=_text(row["forename"]),
        surname=_text(row["surname"]),
        source_id=_text(row.get("source_id", "")),
        known_as=_text(row.get("known_as", "")),
        former_names=tuple(_text(name) for name in row.get("former_names", ())),
        date_of_birth=_date(row.get("date_of_birth")),
        class_name=_text(row.get("class_name", "")),
        year_group=_number(row.get("year_group")),
        upn=_text(row.get("upn", "")),
        email=_text(row.get("email", "")),
        role=_text(row.get("role", "")),
        starts=_date(row.get("starts")),
        leaves=_date(row.get("leaves")),
    )


def _contact(row: dict[str, Any]) -> Contact:
    return Contact(
        _place(row),
        _text(row["child"]),
        _text(row["adult"]),
        _text(row.get("relationship", "")),
        _one_of(row.get("parental_responsibility", "unknown"), get_args(Responsibility)),
        _number(row.get("priority")),
    )


def _gone(row: dict[str, Any]) -> Gone:
    kind = row.get("kind")
    return Gone(_place(row), _text(row["source_id"]), None if kind is None else _one_of(kind, KINDS))


def _place(row: dict[str, Any]) -> Place:
    file, number = row["at"]
    counted = _number(number)
    if counted is None:
        raise TypeError(number)
    return Place(_text(file), counted)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise TypeError(value)
    return value


def _date(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_text(value))


def _one_of(value: object, words: tuple[Any, ...]) -> Any:
    if value not in words:
        raise TypeError(value)
    return value
