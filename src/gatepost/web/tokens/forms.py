"""What is typed about a token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gatepost.web.forms import Form, NameField
from gatepost.web.tokens.actions import LONGEST, USUAL
from gatepost.web.tokens.scopes import SCOPES


class TokenForm(Form):
    """A new token."""

    name = NameField(
        label=_("What is it for?"),
        max_length=80,
        help_text=_("A name by which you and the IT lead will know it, such as: trust dashboard. Name no person."),
        error_messages={"required": _("Say what it is for.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may the program do?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It never sees more than you see on your own pages."),
        error_messages={"required": _("Choose at least one thing that the program may do.")},
    )
    days = forms.IntegerField(
        label=_("For how many days?"),
        min_value=1,
        max_value=LONGEST,
        initial=USUAL,
        help_text=_("At most 365."),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={
            "required": _("Enter for how many days."),
            "invalid": _("Enter a number of days, such as 90."),
            "min_value": _("A token lasts from 1 day to 365 days."),
            "max_value": _("A token lasts from 1 day to 365 days."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = list(SCOPES.items())  # type: ignore[attr-defined]
