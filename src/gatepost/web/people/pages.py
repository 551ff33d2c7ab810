"""Differences as a page shows them: in sections, a line for each person, each changed field before and after."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gatepost.rosters.differences import Differences, FieldChange
from gatepost.rosters.faults import FaultList
from gatepost.rosters.mapping import propose
from gatepost.web.people.models.roll import KINDS
from gatepost.web.people.queries.roll import names_of
from gatepost.web.people.years import year_name

SHOWN = 10  # people of each section on the first page
_KIND_WORDS = {**dict(KINDS), "former-pupil": None}


@dataclass(frozen=True, slots=True)
class Line:
    """One person: a name, who they are, and what is to be said of them, field by field."""

    name: str
    who: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of difference. `rows` are the first of `count`."""

    code: str
    title: str
    says: str
    count: int
    rows: tuple[Line, ...]

    @property
    def more(self) -> bool:
        """Whether there are more than are shown."""
        return self.count > len(self.rows)


def sections(found: Differences, most: int | None = SHOWN) -> tuple[Section, ...]:
    """Every kind of difference that there is, with its first people, or with all of them."""
    lost = found.lost_contacts[:most]
    names = names_of([key for one in lost for key in (one.child, one.adult)])
    told: list[tuple[str, str, str, Sequence[Any], Callable[[Any], Line]]] = [
        ("new", _("New"), _("They come on to the roll."), found.new, _new),
        ("changed", _("Changed"), _("What the file tells otherwise."), found.changed, _changed),
        (
            "leavers",
            _("Leaving"),
            _("They are taken off the roll; so are parents whose last child leaves."),
            found.leavers,
            _leaver,
        ),
        ("returners", _("Back again"), _("Past pupils who are here again."), found.returners, _changed),
        (
            "recognised",
            _("Recognised"),
            _("They are on the roll already; their number in your system is noted, so that they are found by it."),
            found.links,
            lambda one: Line(f"{one.known.forename} {one.known.surname}", _who(one.known), (one.source_id,)),
        ),
        ("contacts", _("Parents of children: new or changed"), "", _contacts(found), _contact),
        (
            "lost",
            _("Parents of children: no longer"),
            _("The file no longer names them as an adult of this child."),
            found.lost_contacts,
            lambda one: Line(names[one.adult], _("of {child}").format(child=names[one.child]), (one.relationship,)),
        ),
    ]
    return tuple(
        Section(code, title, says, len(rows), tuple(line(one) for one in rows[:most]))
        for code, title, says, rows, line in told
        if rows
    )


def _contacts(found: Differences) -> Sequence[Any]:
    return (*found.new_contacts, *found.changed_contacts)


def _who(one: Any) -> str:
    kind = str(_KIND_WORDS.get(one.kind) or _("Past pupil"))
    year = year_name(one.year_group)
    return ", ".join(part for part in dict.fromkeys((kind, one.class_name, year)) if part)


def _new(one: Any) -> Line:
    return Line(f"{one.forename} {one.surname}", _who(one), ())


def _changed(one: Any) -> Line:
    return Line(f"{one.known.forename} {one.known.surname}", _who(one.known), said(one.fields))


def _leaver(one: Any) -> Line:
    why = {
        "absent": _("not in the file"),
        "deleted": _("marked as deleted in the file"),
        "left": _("their last day is over"),
    }[one.why]
    return Line(f"{one.known.forename} {one.known.surname}", _who(one.known), (why,))


def _contact(one: Any) -> Line:
    told = said(one.fields) if one.old else (f"{one.contact.relationship} {_responsible(one.contact)}".strip(),)
    child = f"{one.child.forename} {one.child.surname}"
    return Line(f"{one.adult.forename} {one.adult.surname}", _("of {child}").format(child=child), told)


def _responsible(one: Any) -> str:
    return {
        "yes": _("with parental responsibility"),
        "no": _("without parental responsibility"),
        "unknown": _("parental responsibility not known"),
    }[one.parental_responsibility]


def said(fields: Iterable[FieldChange]) -> tuple[str, ...]:
    """Each changed field, before and after."""
    words = {
        "forename": _("Forename"),
        "surname": _("Surname"),
        "known_as": _("Known as"),
        "former_names": _("Former names"),
        "date_of_birth": _("Date of birth"),
        "class_name": _("Class"),
        "year_group": _("Year group"),
        "upn": _("UPN"),
        "email": _("E-mail address"),
        "role": _("Post"),
        "starts": _("First day"),
        "leaves": _("Last day"),
        "relationship": _("Relationship"),
        "parental_responsibility": _("Parental responsibility"),
        "priority": _("Order"),
    }
    return tuple(
        _("{field}: {old} becomes {new}").format(
            field=words[one.name], old=_shown(one.name, one.old), new=_shown(one.name, one.new)
        )
        for one in fields
    )


def _shown(field: str, value: Any) -> str:
    match value:
        case int() if field == "year_group":
            return year_name(value)
        case None | "" | ():
            return _("nothing")
        case date():
            return f"{value:%d/%m/%Y}"
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)


def proposed(headers: Sequence[str]) -> Mapping[str, str]:
    """What the columns of a report seem to be, by their headers."""
    return propose(headers, FaultList(), "").columns if headers else {}
