"""The officer's signature."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gatepost.web.forms import DateField, Form


class SignForm(Form):
    """What the officer adds to the words."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=12)
    review_on = DateField(
        label=_("Look at it again by"),
        help_text=_("After this day the module is off until it is signed again."),
        error_messages={
            "required": _("Choose the day of the next review"),
            "invalid": _("Give the day as day/month/year"),
        },
    )
    note = forms.CharField(
        label=_("Conditions, if there are any"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed = forms.BooleanField(
        label=_("I have read the assessment and sign it as data protection officer"),
        error_messages={"required": _("Tick that you have read the assessment, or leave the page")},
    )
