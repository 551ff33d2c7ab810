"""What is typed about people on the roll."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gatepost.rosters.ages import OLDEST, YOUNGEST, age
from gatepost.rosters.names import NotAName, is_formula
from gatepost.rosters.names import name as as_name
from gatepost.rosters.upn import is_upn
from gatepost.web.forms import DateField, Form
from gatepost.web.people.actions.roll import FIELDS
from gatepost.web.people.models.roll import KINDS
from gatepost.web.people.years import year_choices
from gatepost.web.schools.person import today


def _not_a_name(text: str) -> str:
    """Why a text that was typed is no name, as a sentence to whoever typed it."""
    if is_formula(text):
        return _("Type the name itself, without =, +, - or @ at the beginning.")
    if any(one.isdigit() for one in text):
        return _("A name holds no digits.")
    return _("Type the name with letters, and without signs that no name has.")


class SearchForm(Form):
    """Words of a name."""

    words = forms.CharField(label=gettext_lazy("Part of a name"), max_length=100)


class KindForm(Form):
    """Whom to put on the roll."""

    kind = forms.ChoiceField(label=gettext_lazy("Who is it?"), choices=KINDS, widget=forms.RadioSelect)


class OnRollForm(Form):
    """What the roll holds of somebody, as far as their kind goes."""

    forename = forms.CharField(label=gettext_lazy("Forename"), max_length=100)
    surname = forms.CharField(label=gettext_lazy("Surname"), max_length=100)
    known_as = forms.CharField(label=gettext_lazy("Known as"), max_length=100, required=False)
    date_of_birth = DateField(label=gettext_lazy("Date of birth"), required=False)
    class_name = forms.CharField(label=gettext_lazy("Class"), max_length=100, required=False)
    year_group = forms.TypedChoiceField(
        label=gettext_lazy("Year group"), choices=year_choices, coerce=int, empty_value=None, required=False
    )
    upn = forms.CharField(label=gettext_lazy("Unique pupil number (UPN)"), max_length=13, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254, required=False)
    role = forms.CharField(label=gettext_lazy("Post"), max_length=100, required=False)
    starts = DateField(label=gettext_lazy("First day"), required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(OnRollForm.base_fields) - set(FIELDS[kind]):
            del self.fields[name]

    def _name(self, field: str) -> str:
        text: str = self.cleaned_data[field]
        try:
            return as_name(text)
        except NotAName:  # its sentence is about the cell of a file
            raise forms.ValidationError(_not_a_name(text)) from None

    def clean_forename(self) -> str:
        """A name."""
        return self._name("forename")

    def clean_surname(self) -> str:
        """A name."""
        return self._name("surname")

    def clean_known_as(self) -> str:
        """A name or nothing."""
        return self._name("known_as")

    def clean_date_of_birth(self) -> date | None:
        """A day on which a pupil can have been born."""
        born: date | None = self.cleaned_data["date_of_birth"]
        if born is not None and not YOUNGEST <= age(born, today()) <= OLDEST:
            raise forms.ValidationError(_("Nobody born on this day can be a pupil here now. Is the year right?"))
        return born

    def clean_upn(self) -> str:
        """A number of the right shape."""
        upn: str = self.cleaned_data["upn"].upper().replace(" ", "")
        if upn and not is_upn(upn):
            raise forms.ValidationError(_("A UPN is a letter and twelve more characters, such as H801200001001."))
        return upn


class ChangeForm(OnRollForm):
    """The same of somebody who is on the roll, with the mark of what it said when the page was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class TakeOffForm(Form):
    """When somebody leaves."""

    last_day = DateField(label=gettext_lazy("Last day at this school"), initial=today)
