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


class Form(forms.Form):
    """A form of this site."""

    use_required_attribute = False  # the browser's own words would come before ours
    bound_field_class = StyledField


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
