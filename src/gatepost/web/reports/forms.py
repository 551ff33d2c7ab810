"""Choosing what to see of the record; heads and receipts that somebody holds."""

import re
from collections.abc import Mapping
from contextlib import suppress
from email import message_from_bytes
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from gatepost.ledger.receipt import LONGEST
from gatepost.web.forms import Form
from gatepost.web.record.queries import known_actions
from gatepost.web.reports.queries import month_words

LONGEST_PASTED = 50_000  # characters
LARGEST_HEADS = 1_000_000  # bytes of a file of heads: two years of daily e-mails
_BETWEEN_LETTERS = re.compile(rb"^From .*\n", re.MULTILINE)


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
        required=False,
        max_length=LONGEST_PASTED,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"max_length": _("This is too long: choose a file of them below, or paste fewer at once.")},
    )
    file = forms.FileField(
        label=_("Or choose a file of them"),
        help_text=_("Saved e-mails, one or many in one file, of up to 1 MB: two years of daily ones."),
        required=False,
    )

    def clean_file(self) -> str:
        """The file's text."""
        too_large = _("This file is larger than 1 MB. Choose a smaller one, with fewer heads in it.")
        return _letters_in(_read(self.cleaned_data.get("file"), LARGEST_HEADS, too_large))

    def clean(self) -> dict[str, Any]:
        """At least one of the two."""
        told = super().clean() or self.cleaned_data
        if not self.errors and not (told.get("held") or told.get("file")):
            self.add_error("held", _("Paste a head that you hold, or choose a file of them."))
        return told

    @property
    def text(self) -> str:
        """All that is to be looked through, pasted and sent."""
        return f"{self.cleaned_data['held']}\n{self.cleaned_data['file']}"


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
        return _text(_read(self.cleaned_data.get("file"), LONGEST, _("This file is too large to be a receipt")))

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


def _read(chosen: UploadedFile | None, largest: int, too_large: Any) -> bytes:
    """What stands in a file that was chosen, nothing without one."""
    if chosen is None:
        return b""
    if (chosen.size or 0) > largest:
        raise forms.ValidationError(too_large)
    return bytes(chosen.read())


def _text(source: bytes) -> str:
    return source.decode("utf-8-sig", errors="replace")


def _letters_in(source: bytes) -> str:
    """A text; of e-mails as a program saves them also what stands in those that were encoded on the way."""
    texts = [_text(source)]
    for letter in _BETWEEN_LETTERS.split(source):
        with suppress(RecursionError):  # a thousand parts in one another are no letter of ours
            for part in message_from_bytes(letter).walk():
                if str(part.get("Content-Transfer-Encoding", "")).strip().lower() in ("quoted-printable", "base64"):
                    decoded = part.get_payload(decode=True)
                    texts.append(_text(decoded) if isinstance(decoded, bytes) else "")
    return "\n".join(texts)
