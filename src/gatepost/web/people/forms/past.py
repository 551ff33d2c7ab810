"""What is typed about past pupils."""

from django import forms
from django.utils.translation import gettext_lazy

from gatepost.web.forms import DateField, Form


class BornForm(Form):
    """When a past pupil was born; `sure` is asked for where that erases them at once."""

    date_of_birth = DateField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("The day of the 18th birthday everything is erased."),
        error_messages={"required": gettext_lazy("Enter the date of birth.")},
    )
    sure = forms.BooleanField(label=gettext_lazy("The date is right: erase this past pupil"), required=False)


class RemoveForm(Form):
    """The word that removes a past pupil for good."""

    surname = forms.CharField(
        label=gettext_lazy("Type the surname, to remove this child for good"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Type the surname. Nothing has been removed.")},
    )
