"""How every form of the site looks: GOV.UK's components, from Django's own form templates.

`{{ form }}` in a template is the error summary, then the fields; the page brings `<form>`, the token and the button.
"""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select, Textarea
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

FIRST_YEAR, YEARS_AHEAD = 1900, 20
JOINERS = "\u200c\u200d"  # some scripts need them inside a name


class Renderer(TemplatesSetting):
    """Renders forms, fields and widgets from templates/forms and templates/django/forms."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def component(widget: forms.Widget) -> str:
    """The class of the component that a widget is, or empty where its own template says it."""
    match widget:
        case RadioSelect() | CheckboxSelectMultiple() | CheckboxInput():
            return ""
        case Textarea():
            return "govuk-textarea"
        case Select():
            return "govuk-select"
        case FileInput():
            return "govuk-file-upload"
        case _:
            return "govuk-input"


class StyledField(forms.BoundField):
    """A field that gives its widget the classes of its component as it is drawn, when the form knows its errors."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """As Django's, with the classes."""
        made = super().build_widget_attrs(attrs, widget)
        drawn = widget or self.field.widget
        if name := component(drawn):
            given = str(made.get("class", drawn.attrs.get("class", "")))
            made["class"] = f"{given} {name}{f' {name}--error' if self.errors else ''}".strip()
        return made


# What is said where a form says nothing of its own, by the code of the fault.
_FILL, _ANSWER, _CHOOSE, _TICK = (
    gettext_noop("Fill in “%(label)s”."),
    gettext_noop("Choose an answer under “%(label)s”."),
    gettext_noop("Choose “%(label)s”."),
    gettext_noop("Tick “%(label)s”, or leave the page."),
)
_SAID = {
    "max_length": gettext_lazy("This is too long: it may have %(limit_value)d characters, and has %(show_value)d."),
    "min_length": gettext_lazy("This is too short: it needs %(limit_value)d characters, and has %(show_value)d."),
    "max_value": gettext_lazy("Give a number of at most %(limit_value)s."),
    "min_value": gettext_lazy("Give a number of at least %(limit_value)s."),
    "null_characters_not_allowed": gettext_lazy("There is a sign in this that cannot be seen. Type it again."),
    "invalid_choice": gettext_lazy("Choose one of the answers on this page."),
    "invalid_list": gettext_lazy("Choose from the answers on this page."),
    "empty": gettext_lazy("This file is empty. Choose it again."),
    "missing": gettext_lazy("The file did not arrive. Choose it again."),
    "invalid_extension": gettext_lazy("This is not the kind of file that is needed here. Choose another."),
}
_NOT_VALID: tuple[tuple[type[forms.Field], Any], ...] = (
    (forms.DateField, gettext_lazy("Give the day as day/month/year, such as 24/03/2026.")),
    (forms.TimeField, gettext_lazy("Give the time as hours and minutes, such as 13:30.")),
    (forms.IntegerField, gettext_lazy("Type a whole number in digits.")),
    (forms.EmailField, gettext_lazy("Type the e-mail address in full, such as name@example.org.")),
    (forms.FileField, gettext_lazy("The file did not arrive. Choose it again.")),
)


def speak(field: forms.Field) -> None:
    """Give a field this site's sentence for each fault for which its form has none of its own."""
    kinds = [kind for kind in type(field).__mro__ if kind.__module__.startswith("django.")]
    theirs = {
        code: str(words) for kind in kinds[::-1] for code, words in vars(kind).get("default_error_messages", {}).items()
    }
    ours: dict[str, Any] = {**_SAID, "required": _required(field)}
    for kind, words in _NOT_VALID:
        if isinstance(field, kind):
            ours["invalid"] = words
    for code, words in ours.items():
        if str(field.error_messages.get(code, "")) == theirs.get(code, ""):
            field.error_messages[code] = words


def _required(field: forms.Field) -> str:
    match field:
        case forms.BooleanField():
            words = _TICK
        case forms.ChoiceField():
            words = _ANSWER
        case forms.FileField():
            words = _CHOOSE
        case _:
            words = _FILL
    return _(words) % {"label": field.label} if field.label else _("Fill this in.")


class Form(forms.Form):
    """A form of this site."""

    use_required_attribute = False  # the browser's own words would come before ours
    bound_field_class = StyledField

    def full_clean(self) -> None:
        """As Django's, in our own words."""
        for field in self.fields.values():
            speak(field)
        super().full_clean()


def style(bound: forms.BoundField) -> None:
    """Give a field of a form that is not ours the classes of its component."""
    widget = bound.field.widget
    if name := component(widget):
        given = str(widget.attrs.get("class", ""))
        widget.attrs["class"] = f"{given} {name}{f' {name}--error' if bound.errors else ''}".strip()


class NameField(forms.CharField):
    """A person's name: something that can be read, without signs that nobody sees."""

    def to_python(self, value: Any) -> str:
        """The name with single spaces, in the form that composes accents."""
        return " ".join(unicodedata.normalize("NFC", str(value or "")).split())

    def validate(self, value: str) -> None:
        """As Django's; raises ValidationError where a sign is invisible or turns the text round, or no letter is."""
        super().validate(value)
        unseen = any(unicodedata.category(one)[0] == "C" and one not in JOINERS for one in value)
        if unseen or (value and not any(one.isalpha() for one in value)):
            raise forms.ValidationError(_("Type the name with letters, and without signs that cannot be seen."))


class DateField(forms.DateField):
    """A day, chosen or typed; a slip of the keyboard such as the year 2206 is refused."""

    widget = forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(**kwargs)

    def validate(self, value: date | None) -> None:
        """As Django's; raises ValidationError for a day nobody at school can mean."""
        super().validate(value)
        last = timezone.localdate().year + YEARS_AHEAD
        if value is not None and not FIRST_YEAR <= value.year <= last:
            raise forms.ValidationError(
                _("Check the year: it must be from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": last}
            )
