"""Choosing what to see of the record; heads and receipts that somebody holds."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from gatepost.ledger.receipt import LONGEST
from gatepost.web.forms import Form
from gatepost.web.record.queries import known_actions
from gatepost.web.reports.queries import month_words

LONGEST_PASTED = 50_000  # characters


class EntriesForm(Form):
    """Which entries; both lists are fixed words, so that an address may carry them."""

    month = forms.ChoiceField(label=_("Month"), required=False)
    action = forms.ChoiceField(label=_("What happened"), required=False)

    def __init__(self, data: Mapping[str, Any], months: tuple[str, ...]) -> None:
        super().__init__(data)
        self.fields["month"].choices = [("", _("All months")), *((one, month_words(one)) for one in months)]  # type: ignore[attr-defined]
        self.fields["action"].choices = [("", _("Everything")), *known_actions()]  # type: ignore[attr-defined]


class HeldForm(Form):
    """Heads that somebody holds."""

    held = forms.CharField(
        label=_("Heads that you hold"),
        help_text=_("Paste one or more e-mails with heads, or the head from paper."),
        max_length=LONGEST_PASTED,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "required": _("Paste a head that you hold"),
            "max_length": _("This is too long: paste fewer heads at once"),
        },
    )


class ReceiptForm(Form):
    """A receipt, pasted or chosen."""

    text = forms.CharField(
        label=_("Paste the receipt"),
        help_text=_("From BEGIN GATEPOST RECEIPT to END GATEPOST RECEIPT. Words around it do no harm."),
        required=False,
        max_length=LONGEST_PASTED,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"max_length": _("This is too long to be a receipt")},
    )
    file = forms.FileField(label=_("Or choose the file that it is in"), required=False)

    def clean_file(self) -> str:
        """The file's text."""
        chosen: UploadedFile | None = self.cleaned_data.get("file")
        if chosen is None:
            return ""
        if (chosen.size or 0) > LONGEST:
            raise forms.ValidationError(_("This file is too large to be a receipt"))
        return chosen.read().decode("utf-8-sig", errors="replace")

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        told = super().clean() or self.cleaned_data
        if not self.errors and not (told.get("text") or told.get("file")):
            self.add_error("text", _("Paste a receipt, or choose the file that it is in"))
        return told

    @property
    def receipt(self) -> str:
        """The text to check; what was pasted goes before a file."""
        return str(self.cleaned_data.get("text") or self.cleaned_data["file"])
