"""What is typed about a file for the roll, and about the end of a school year."""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gatepost.rosters.mapping import PRESETS, SYNONYMS, is_forbidden
from gatepost.web.forms import DateField, Form
from gatepost.web.people.comparing import Undecided
from gatepost.web.people.models import SavedMapping
from gatepost.web.people.queries.rollover import Room, usual_last_day
from gatepost.web.schools.person import today

MODES = (
    ("delta", gettext_lazy("Only what changed, or only some people: nobody leaves because they are not in it")),
    ("full", gettext_lazy("Everybody: whoever is not in it has left")),
)
_WHOM = (
    ("", gettext_lazy("The file says so")),
    ("pupil", gettext_lazy("Pupils")),
    ("staff", gettext_lazy("Staff")),
    ("governor", gettext_lazy("Governors")),
    ("parent", gettext_lazy("Parents")),
    ("former-pupil", gettext_lazy("Pupils who have left")),
)
_ORDERS = (
    ("", gettext_lazy("The file leaves no doubt")),
    ("dmy", gettext_lazy("Day, month, year: 31/12/2018")),
    ("mdy", gettext_lazy("Month, day, year: 12/31/2018")),
    ("ymd", gettext_lazy("Year, month, day: 2018-12-31")),
)
_MOST_COLUMNS = 80


def fields_of_person() -> list[tuple[str, str]]:
    """Every field that a column can be read as."""
    said = {
        "kind": _("Kind of person"),
        "source_id": _("Number in your system"),
        "forename": _("Forename"),
        "surname": _("Surname"),
        "full_name": _("Whole name, written Surname, Forename"),
        "known_as": _("Known as"),
        "preferred_surname": _("Preferred surname"),
        "former_surname": _("Former surname"),
        "date_of_birth": _("Date of birth"),
        "class_name": _("Class"),
        "year_group": _("Year group"),
        "upn": _("UPN"),
        "email": _("E-mail address"),
        "role": _("Post"),
        "starts": _("First day"),
        "leaves": _("Last day"),
        "child": _("Number or UPN of the child"),
        "relationship": _("Relationship to the child"),
        "parental_responsibility": _("Parental responsibility"),
        "priority": _("Order of contacts"),
    }
    return [("", _("Leave it out")), *((name, said.get(name, name)) for name in SYNONYMS)]


class UploadForm(Form):
    """A file and how it is to be read; the columns of a report where they have been asked about."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, Excel (.xlsx), OneRoster or School Data Sync (.zip), or a common transfer file (.xml). "
            "It is read in memory; a large one waits in the database until the clock has read it, and is then deleted."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file of at most 50 MB"),
            "empty": gettext_lazy("This file is empty. Export it again and choose the new one."),
        },
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Whom does the file list?"),
        choices=MODES,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("OneRoster and School Data Sync say this themselves."),
        initial="delta",
    )
    kind = forms.ChoiceField(label=gettext_lazy("Who are they?"), choices=_WHOM, required=False)
    report = forms.ChoiceField(
        label=gettext_lazy("Which report is it?"),
        required=False,
        help_text=gettext_lazy("For CSV and Excel: how you read this report the last time is remembered."),
    )
    source = forms.CharField(
        label=gettext_lazy("Remember it under a new name"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Such as: SIMS class list. Next time the columns need not be chosen again."),
    )
    order = forms.ChoiceField(label=gettext_lazy("How are dates written?"), choices=_ORDERS, required=False)
    school = forms.ChoiceField(label=gettext_lazy("Which school of the file?"), required=False)
    leavers = forms.BooleanField(
        label=gettext_lazy("This common transfer file lists pupils who have left"), required=False
    )
    headers = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    def __init__(
        self,
        *args: Any,
        mappings: Iterable[SavedMapping],
        schools: Sequence[tuple[str, str]] = (),
        headers: Sequence[str] = (),
        columns: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        presets = [(f"preset:{code}", preset.title) for code, preset in PRESETS.items()]
        saved = [(f"saved:{one.source}", one.source) for one in mappings]
        self.fields["report"].choices = [("", _("None of these")), *saved, *presets]  # type: ignore[attr-defined]
        if schools or self.data.get("school"):
            choices = schools or [(str(self.data["school"]), str(self.data["school"]))]
            self.fields["school"].choices = [("", _("Choose a school")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["school"]
        self.named = list(headers) or _read_headers(str(self.data.get("headers", "")))
        for at, header in enumerate(self.named[:_MOST_COLUMNS]):
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=_("Column “{header}”").format(header=header),
                choices=fields_of_person(),
                required=False,
                initial=(columns or {}).get(header, ""),
            )
        self.initial["headers"] = json.dumps(self.named)

    def columns(self) -> dict[str, str]:
        """The columns as they were chosen; empty where nobody was asked."""
        return {
            header: str(self.cleaned_data[f"column-{at}"])
            for at, header in enumerate(self.named[:_MOST_COLUMNS])
            if f"column-{at}" in self.cleaned_data
        }


def _read_headers(text: str) -> list[str]:
    try:
        told = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    if not isinstance(told, list):
        return []
    return [one[:100] for one in told if isinstance(one, str) and one and not is_forbidden(one)]


class TypedNumber(forms.IntegerField):
    """A number as people write it: `4200`, `4,200` or `4 200`."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        """The number, None where nothing is typed."""
        return super().to_python("".join(str(value or "").replace(",", "").split()))


class ConfirmForm(Form):
    """The number that applies what is on the page: nobody can type it without having looked."""

    agreed = forms.CharField(widget=forms.HiddenInput, max_length=64)
    typed = TypedNumber(
        label=gettext_lazy("How many people leave? Type the number"),
        required=False,
        min_value=0,
        error_messages={"invalid": gettext_lazy("Type the number in digits. Nothing has been changed.")},
    )

    def asking(self, guarded: bool) -> Self:
        """The same, asking for the number of all changes where no unusual number of people leaves."""
        if not guarded:
            self["typed"].label = _("How many changes are there in all? Type the number")
        return self


class BeginForm(ConfirmForm):
    """The word that begins a school year; where there are doubts, that it is meant all the same."""

    sure = forms.BooleanField(label=gettext_lazy("A school year begins now all the same"), required=False)

    def __init__(self, *args: Any, doubted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not doubted:
            del self.fields["sure"]


class DecideForm(Form):
    """Whom rows of a file mean, one choice for each."""

    def __init__(self, *args: Any, rows: Sequence[Undecided], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            name = f"{row.person.forename} {row.person.surname}"
            choices = [
                *((key, _whom(named, born, room)) for key, named, born, room in row.candidates),
                ("new", _("Somebody new")),
                ("", _("Leave this row out for now")),
            ]
            born = f", {row.person.date_of_birth:%d/%m/%Y}" if row.person.date_of_birth else ""
            self.fields[field_of(row)] = forms.ChoiceField(
                label=_("Row {number}: {name}").format(number=row.person.place.row, name=f"{name}{born}"),
                help_text=row.why,
                choices=choices,
                widget=forms.RadioSelect,
                required=False,
            )

    def decided(self) -> dict[str, str]:
        """What was decided: the `ref` of a row to a key, or to an empty text for somebody new."""
        told = {row.person.ref: self.cleaned_data.get(field_of(row), "") for row in self.rows}
        return {ref: "" if choice == "new" else choice for ref, choice in told.items() if choice}


def field_of(row: Undecided) -> str:
    """The field of a row, the same however many others have been decided meanwhile."""
    return f"row-{sha256(row.person.ref.encode()).hexdigest()[:16]}"


def _whom(name: str, born: object, room: str) -> str:
    parts = [name, f"{born:%d/%m/%Y}" if born else "", room]
    return _("The same as {person} on the roll").format(person=", ".join(part for part in parts if part))


class FolderForm(Form):
    """What is done with files in the watched folder."""

    source = forms.ChoiceField(label=gettext_lazy("How are CSV and Excel files read?"), required=False)
    mode = forms.ChoiceField(
        label=gettext_lazy("Whom do CSV and Excel files list?"), choices=MODES, widget=forms.RadioSelect
    )
    small_by_itself = forms.BooleanField(
        label=gettext_lazy("Make small changes without asking"),
        required=False,
        help_text=gettext_lazy(
            "Small: a file of changes only, at most 25 people, at most 2 leavers, and nobody who may be somebody else."
        ),
    )

    def __init__(self, *args: Any, mappings: Iterable[SavedMapping], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = [(one.source, one.source) for one in mappings]
        self.fields["source"].choices = [("", _("By their headers")), *saved]  # type: ignore[attr-defined]


class NewYearForm(Form):
    """The last day of the old year, who leaves, and the new name of each class."""

    last_day = DateField(label=gettext_lazy("Last day of the school year"), initial=lambda: usual_last_day(today()))
    top_year = forms.TypedChoiceField(label=gettext_lazy("The highest year group, which leaves"), coerce=int)

    def __init__(self, *args: Any, rooms: Sequence[Room], years: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = rooms
        self.fields["top_year"].choices = years  # type: ignore[attr-defined]
        self.fields["top_year"].initial = years[0][0] if years else ""
        for at, room in enumerate(rooms):
            self.fields[f"room-{at}"] = forms.CharField(
                label=_("New name of {name}").format(name=room.name),
                initial=room.next_name,
                required=False,
                max_length=100,
                help_text=_("Leave empty if the class is divided: its pupils are put into classes by hand."),
            )

    def classes(self) -> dict[str, str]:
        """The class of this year to that of the next."""
        told = {room.name: self.cleaned_data[f"room-{at}"] for at, room in enumerate(self.rooms)}
        return {old: new for old, new in told.items() if new}
