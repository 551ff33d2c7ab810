"""What the office types: the rows of a year, a file, the bells, somebody's hours."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from gatepost.terms.dates import find_time
from gatepost.terms.moment import WorkingPattern
from gatepost.terms.timetable import MONDAY_TO_FRIDAY, DayShape, Slot
from gatepost.web.forms import DateField, Form
from gatepost.web.terms import words
from gatepost.web.terms.models import BREAK, HALF_DAY, KINDS, LESSON
from gatepost.web.terms.spans import Span

MOST_ROWS, MORE_ROWS = 32, 6  # a form has at most 200 fields (DATA_UPLOAD_MAX_NUMBER_FIELDS)
MOST_BELLS = 8
_LINE = re.compile(
    r"(\d{1,2}(?:[:.]\d{2})? ?(?:[ap]m)?) ?(?:-|–|—|to|until) ?(\d{1,2}(?:[:.]\d{2})? ?(?:[ap]m)?)\b[ ,:]*(.*)",
    re.IGNORECASE | re.ASCII,
)


class TimeField(forms.TimeField):
    """A time of day, chosen or typed."""

    widget = forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-10"}, format="%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%H:%M", "%H.%M", "%H:%M:%S"])
        kwargs.setdefault("error_messages", {"invalid": _("Give the time as hours and minutes, such as 13:30")})
        super().__init__(**kwargs)


def errors_of(forms_named: Iterable[tuple[str, forms.Form]]) -> list[tuple[str, str]]:
    """For the summary over several forms: the anchor of each field in error, and the error with its form's name."""
    return [
        (f"{field.auto_id}_0" if field.use_fieldset else field.auto_id, f"{named}: {error}" if named else str(error))
        for named, form in forms_named
        if form.is_bound
        for field in form.visible_fields()
        for error in field.errors
    ]


class YearForm(Form):
    """What holds for a year as a whole."""

    ends = DateField(
        label=_("The dates are known until"),
        help_text=_("Usually 31 July. If only the autumn is settled, give the day on which it ends."),
        error_messages={
            "required": _("Give the last day that is known"),
            "invalid": _("Give the last day as day/month/year"),
        },
    )
    edition = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, *args: Any, reach: tuple[date, date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reach = reach

    def clean_ends(self) -> date:
        """Inside the year."""
        ends: date = self.cleaned_data["ends"]
        if not self.reach[0] <= ends <= self.reach[1]:
            raise forms.ValidationError(
                say("Give a day from {first} to {last}").format(
                    first=words.stretch(*[self.reach[0]] * 2), last=words.stretch(*[self.reach[1]] * 2)
                )
            )
        return ends


class RowForm(Form):
    """One date of a year."""

    kind = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Choose")), *KINDS])
    starts = DateField(
        label=_("First day"), required=False, error_messages={"invalid": _("Give the first day as day/month/year")}
    )
    ends = DateField(
        label=_("Last day"), required=False, error_messages={"invalid": _("Give the last day as day/month/year")}
    )
    closes = TimeField(label=_("Half day ends at"), required=False)
    name = forms.CharField(label=_("Name"), required=False, max_length=120)
    remove = forms.BooleanField(label=_("Take away"), required=False)

    def clean(self) -> dict[str, Any]:
        """A date has a kind and a first day; a half day is one day and says when it ends."""
        told = super().clean() or {}
        if told.get("remove") or not self.has_changed():
            return told
        starts, ends, kind = told.get("starts"), told.get("ends"), told.get("kind")
        if not kind:
            self.add_error("kind", _("Choose what kind of date this is"))
        if not starts and "starts" not in self.errors:
            self.add_error("starts", _("Give the first day"))
        if starts and ends and ends < starts:
            self.add_error("ends", _("The last day is before the first"))
        if kind == HALF_DAY:
            if ends and starts and ends != starts:
                self.add_error("ends", _("A half day is one day: leave the last day empty"))
            if not told.get("closes") and "closes" not in self.errors:
                self.add_error("closes", _("Give the time at which the half day ends"))
        elif kind and told.get("closes"):
            self.add_error("closes", _("Only a half day ends at a time of its own"))
        return told

    def span(self) -> Span | None:
        """The date of a valid row; None for one that is empty or taken away."""
        told = self.cleaned_data
        if not self.has_changed() or told["remove"]:
            return None
        return Span(told["starts"], told["ends"] or told["starts"], told["kind"], told["name"], told["closes"])


def row_forms(spans: Sequence[Span]) -> list[RowForm]:
    """The dates that are kept, with a few empty rows below."""
    told = [
        {
            "kind": one.kind,
            "starts": one.starts,
            "ends": one.ends if one.ends != one.starts else None,
            "closes": one.closes,
            "name": one.name,
        }
        for one in spans
    ]
    count = min(len(told) + MORE_ROWS, max(MOST_ROWS, len(told)))
    return _shown([*told, *[{}] * (count - len(told))])


def sent_rows(sent: Mapping[str, str], more: int = 0) -> list[RowForm]:
    """The rows as they came, to be judged; with `more` as they were typed, not judged yet, and empty ones below."""
    count = min(1 + max((int(found[1]) for key in sent if (found := _ROW.fullmatch(key))), default=-1), MOST_ROWS)
    if not more:
        return [RowForm(sent, prefix=f"row-{at}") for at in range(count)]
    typed = [{name: sent.get(f"row-{at}-{name}", "") for name in RowForm.base_fields} for at in range(count)]
    typed += [{}] * min(more, MOST_ROWS - count)
    return _shown(typed)


def _shown(rows: Sequence[Mapping[str, Any]]) -> list[RowForm]:
    """Rows to fill in; there is nothing to take away in an empty one."""
    shown = [RowForm(prefix=f"row-{at}", initial=dict(row)) for at, row in enumerate(rows)]
    for form, row in zip(shown, rows, strict=True):
        if not any(row.values()):
            del form.fields["remove"]
    return shown


_ROW = re.compile(r"row-(\d{1,2})-kind", re.ASCII)


class FileForm(Form):
    """A file of term dates."""

    file = forms.FileField(
        label=_("File of term dates"),
        help_text=_("A CSV file, or a calendar (ICS) as many councils publish, of at most 1 MB."),
        error_messages={
            "required": _("Choose a file of at most 1 MB"),
            "empty": _("The file is empty"),
            "missing": _("Choose a file of at most 1 MB"),
        },
    )


class BellsForm(Form):
    """The hours of some weekdays."""

    weekdays = forms.MultipleChoiceField(label=_("On which days?"), required=False, widget=forms.CheckboxSelectMultiple)
    group = forms.CharField(
        label=_("For whom?"),
        required=False,
        max_length=60,
        help_text=_("Leave empty if it is for everybody. A phase or class with bells of its own: its name."),
    )
    opens = TimeField(label=_("The school day starts"), required=False)
    closes = TimeField(label=_("The school day ends"), required=False)
    staff_from = TimeField(label=_("Staff are at work from"), required=False)
    staff_to = TimeField(label=_("Staff are at work until"), required=False)
    lessons = forms.CharField(
        label=_("Lessons"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line, such as: 9:00 to 10:15 Phonics"),
    )
    breaks = forms.CharField(
        label=_("Breaks"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, such as: 12:10 to 13:10 Lunch"),
    )
    remove = forms.BooleanField(label=_("Take these times away"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(number), words.weekday(number)) for number in sorted(MONDAY_TO_FRIDAY)]
        self.fields["weekdays"].choices = choices  # type: ignore[attr-defined]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.has_changed()

    def clean(self) -> dict[str, Any]:
        """All four times, on some day."""
        told = super().clean() or {}
        if told.get("remove") or self.is_empty:
            return told
        if not told.get("weekdays"):
            self.add_error("weekdays", _("Choose the days on which these times hold"))
        for name in ("opens", "closes", "staff_from", "staff_to"):
            if not told.get(name) and name not in self.errors:
                self.add_error(name, _("Give all four times"))
        return told

    def clean_lessons(self) -> tuple[Slot, ...]:
        """The lines read."""
        return self._slots("lessons", LESSON)

    def clean_breaks(self) -> tuple[Slot, ...]:
        """The lines read."""
        return self._slots("breaks", BREAK)

    def _slots(self, field: str, kind: str) -> tuple[Slot, ...]:
        slots = []
        for line in self.cleaned_data[field].splitlines():
            if not line.strip():
                continue
            match = _LINE.fullmatch(line.strip())
            starts, ends = (find_time(match[1]), find_time(match[2])) if match else (None, None)
            if match is None or starts is None or ends is None:
                raise forms.ValidationError(
                    say("“{line}” does not say from when until when. Write it like: 9:00 to 10:15 Phonics").format(
                        line=line.strip()[:60]
                    )
                )
            slots.append(Slot("lesson" if kind == LESSON else "break", match[3].strip()[:60], starts, ends))
        return tuple(slots)

    def shape(self) -> DayShape | None:
        """The hours of a valid form; None for one that is empty or taken away."""
        told = self.cleaned_data
        if self.is_empty or told["remove"]:
            return None
        slots = sorted([*told["lessons"], *told["breaks"]], key=lambda slot: slot.starts)
        weekdays = frozenset(int(figure) for figure in told["weekdays"])
        times = (told["opens"], told["closes"], told["staff_from"], told["staff_to"])
        return DayShape(*times, tuple(slots), weekdays, told["group"].strip() or None)


def bells_forms(shapes: Sequence[DayShape]) -> list[BellsForm]:
    """The hours that are kept; where there are none, one form for Monday to Friday."""
    told: list[dict[str, Any]] = [
        {
            "weekdays": [str(day) for day in sorted(one.weekdays)],
            "group": one.group or "",
            "opens": one.opens,
            "closes": one.closes,
            "staff_from": one.staff_from,
            "staff_to": one.staff_to,
            "lessons": _typed(one, LESSON),
            "breaks": _typed(one, BREAK),
        }
        for one in shapes
    ] or [{"weekdays": [str(day) for day in sorted(MONDAY_TO_FRIDAY)]}]
    return [BellsForm(prefix=f"bells-{at}", initial=one) for at, one in enumerate(told)]


def sent_bells(sent: Any, more: bool = False) -> list[BellsForm]:
    """The hours as they came, to be judged; with `more` as they were typed, and empty ones below."""
    count = min(1 + max((int(found[1]) for key in sent if (found := _BELLS.fullmatch(key))), default=-1), MOST_BELLS)
    if not more:
        return [BellsForm(sent, prefix=f"bells-{at}") for at in range(count)]
    typed: list[dict[str, Any]] = [
        {name: sent.get(f"bells-{at}-{name}", "") for name in BellsForm.base_fields}
        | {"weekdays": sent.getlist(f"bells-{at}-weekdays")}
        for at in range(count)
    ]
    typed += [{}] * min(1, MOST_BELLS - count)
    return [BellsForm(prefix=f"bells-{at}", initial=one) for at, one in enumerate(typed)]


_BELLS = re.compile(r"bells-(\d{1,2})-group", re.ASCII)


def _typed(shape: DayShape, kind: str) -> str:
    return "\n".join(
        f"{slot.starts:%H:%M} to {slot.ends:%H:%M} {slot.name}".strip() for slot in shape.slots if slot.kind == kind
    )


class HoursForm(Form):
    """When a member works, by weekday."""

    def __init__(self, *args: Any, pattern: WorkingPattern | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (starts, ends) in (pattern.hours if pattern else {}).items():
            self.initial[f"from_{number}"], self.initial[f"to_{number}"] = starts, ends
        for number in sorted(MONDAY_TO_FRIDAY):
            day = words.weekday(number)
            self.fields[f"from_{number}"] = TimeField(label=say("{day} from").format(day=day), required=False)
            self.fields[f"to_{number}"] = TimeField(label=say("{day} until").format(day=day), required=False)

    def clean(self) -> dict[str, Any]:
        """Both times of a day, in order, or none."""
        told = super().clean() or {}
        for number in sorted(MONDAY_TO_FRIDAY):
            starts, ends = told.get(f"from_{number}"), told.get(f"to_{number}")
            if (starts is None) != (ends is None) and not {f"from_{number}", f"to_{number}"} & set(self.errors):
                self.add_error(f"{'from' if starts is None else 'to'}_{number}", _("Give both times of a day, or none"))
            elif starts and ends and ends <= starts:
                self.add_error(f"to_{number}", _("The hours end before they start"))
        return told

    def hours(self) -> dict[int, tuple[time, time]]:
        """The hours of a valid form."""
        told = self.cleaned_data
        return {
            number: (told[f"from_{number}"], told[f"to_{number}"])
            for number in sorted(MONDAY_TO_FRIDAY)
            if told[f"from_{number}"]
        }
