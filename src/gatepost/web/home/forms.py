"""What to look for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gatepost.web.forms import Form


class SearchForm(Form):
    """A few words."""

    words = forms.CharField(
        label=_("What are you looking for?"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Type a word to look for"),
            "max_length": _("Look for at most 100 characters"),
        },
    )
