"""What is typed about answers: by parents, and by the office from paper."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gatepost.web.consents import rule
from gatepost.web.consents.languages import FormWords
from gatepost.web.consents.models.answers import PAPER, SPOKEN
from gatepost.web.consents.purposes import Purpose
from gatepost.web.forms import DateField, Form
from gatepost.web.people.models import Contact, OnRoll

THE_CHILD = "child"
LARGEST_SCAN = 2 * 1024 * 1024  # bytes
_LETTERS = {"y": True, "n": False}
_SKIPPED = "-."


class AnswerForm(Form):
    """A parent's yes or no to each thing, for one child; what is left open is not answered. A field is named by what it
    asks, so that a page that was open while the school chose anew says nothing else than it showed. `changed`: the
    words above the form were others than those in use. `words`: those of the form, in the parent's language.
    """

    def __init__(
        self,
        *args: Any,
        purposes: Sequence[Purpose],
        before: Mapping[str, str],
        changed: bool,
        words: FormWords,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.purposes, self.changed, self.words = purposes, changed, words
        for one in purposes:
            said = before.get(one.code, "")
            self.fields[_name(one)] = forms.ChoiceField(
                label=words.question(one),
                help_text=_in_english(words.beneath(one)),
                choices=(("yes", words.yes), ("no", words.no)),
                widget=forms.RadioSelect,
                required=False,
                initial="yes" if said == rule.YES else "no" if said in (rule.NO, rule.WITHDRAWN) else None,
            )

    def clean(self) -> dict[str, Any]:
        """At least one answer."""
        told = super().clean() or {}
        if self.changed:
            raise forms.ValidationError(self.words.changed)
        if not any(told.get(_name(one)) for one in self.purposes):
            raise forms.ValidationError(self.words.choose)
        return told

    @property
    def told(self) -> dict[Purpose, bool]:
        """What was answered, once the form is valid."""
        said = ((one, self.cleaned_data[_name(one)]) for one in self.purposes)
        return {one: word == "yes" for one, word in said if word}


def _in_english(words: str) -> str:
    return format_html('<span lang="en" dir="ltr">{}</span>', words) if words else ""


def _name(purpose: Purpose) -> str:
    return purpose.code.replace("/", "-")


class PaperForm(Form):
    """What holds for all papers that are keyed in together. `changed`: the questions on the page were others than those
    that are asked now, so that its letters mean nothing. `too_large`: more was sent than is read into memory, so that a
    scan did not arrive.
    """

    method = forms.ChoiceField(
        label=gettext_lazy("How did the answers come?"),
        choices=((PAPER, gettext_lazy("On paper")), (SPOKEN, gettext_lazy("Spoken to the office"))),
        initial=PAPER,
        widget=forms.RadioSelect,
    )
    given_on = DateField(
        label=gettext_lazy("Day on the papers"), help_text=gettext_lazy("Leave empty for today."), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Where the papers are"),
        help_text=gettext_lazy("Such as: folder 3 in the office. No more than that."),
        max_length=200,
        required=False,
    )
    scan = forms.FileField(
        label=gettext_lazy("Scan of the papers, if you have one"),
        help_text=gettext_lazy(
            "At most 2 MB. It is not kept here, only a fingerprint by which it can be shown later that it is the same. "
            "Keep it where the papers are."
        ),
        required=False,
    )
    wording = forms.TypedChoiceField(
        label=gettext_lazy("Wording on the papers"),
        help_text=gettext_lazy("The number stands beside the code."),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, wording: int, changed: bool = False, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changed, self.too_large = changed, too_large
        if wording == 0:
            del self.fields["wording"]
            return
        older = [(str(number), str(number)) for number in range(wording - 1, -1, -1)]
        in_use = _("{number}, in use").format(number=wording)
        self.fields["wording"].choices = [(str(wording), in_use), *older]  # type: ignore[attr-defined]

    def clean_scan(self) -> str:
        """The SHA-256 of the scan in hex, empty where there is none."""
        sent = self.cleaned_data["scan"]
        if self.too_large or (sent and sent.size > LARGEST_SCAN):
            raise forms.ValidationError(_("Choose a scan of at most 2 MB, or none."))
        return hashlib.sha256(sent.read()).hexdigest() if sent else ""

    def clean(self) -> dict[str, Any]:
        """The letters answer the questions of today."""
        if self.changed:
            raise forms.ValidationError(_("What is asked has changed since. Compare the letters with the questions."))
        return super().clean() or {}


class RowForm(Form):
    """One child for whom papers are keyed in: whose word it is, and one letter for each question."""

    by = forms.ChoiceField(label=gettext_lazy("Who answered"), required=False)
    said = forms.CharField(label=gettext_lazy("Answers"), max_length=40, required=False)

    def __init__(
        self,
        *args: Any,
        child: OnRoll,
        name: str,
        contacts: Iterable[Contact],
        purposes: Sequence[Purpose],
        **kwargs: Any,
    ) -> None:
        kwargs["prefix"] = f"c{child.pk}"
        super().__init__(*args, **kwargs)
        self.child, self.name, self.purposes = child, name, purposes
        adults = [
            (str(one.adult_id), f"{one.adult} ({one.relationship})" if one.relationship else str(one.adult))
            for one in sorted(contacts, key=lambda each: each.parental_responsibility != "yes")
        ]
        # Where it is not plain whose form it is, nobody is taken for granted.
        nobody = [] if len(adults) == 1 else [("", _("Choose who answered"))]
        self.fields["by"].choices = [*nobody, *adults, (THE_CHILD, _("The child"))]  # type: ignore[attr-defined]
        self.fields["said"].label = _("Answers for {child}").format(child=name)
        self.fields["by"].label = _("Who answered for {child}").format(child=name)
        self.fields["said"].widget.attrs["class"] = "govuk-input--width-10"
        self.fields["said"].widget.attrs["autocomplete"] = "off"

    def clean_said(self) -> dict[Purpose, bool]:
        """The answers by question; empty where nothing was typed."""
        letters = [letter for letter in self.cleaned_data["said"].lower() if not letter.isspace()]
        if not letters:
            return {}
        if len(letters) != len(self.purposes) or not set(letters) <= {*_LETTERS, *_SKIPPED}:
            raise forms.ValidationError(
                _("Type {number} letters for {child}: y for yes, n for no, - for no answer.").format(
                    number=len(self.purposes), child=self.name
                )
            )
        return {one: _LETTERS[letter] for one, letter in zip(self.purposes, letters, strict=True) if letter in _LETTERS}

    def clean(self) -> dict[str, Any]:
        """Answers are somebody's."""
        told = super().clean() or {}
        if told.get("said") and not told.get("by") and "by" not in self.errors:
            self.add_error("by", _("Choose who answered for {child}.").format(child=self.name))
        return told

    @property
    def adult(self) -> int | None:
        """Whose word it is, once valid; None for the child."""
        told: str = self.cleaned_data["by"]
        return None if told == THE_CHILD else int(told)


class CodeForm(Form):
    """The code on a paper form."""

    code = forms.CharField(
        label=gettext_lazy("Code on the form"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type the code that is printed on the form.")},
    )


class WithdrawForm(Form):
    """Somebody takes back what they agreed to."""

    by = forms.ChoiceField(
        label=gettext_lazy("Who takes it back?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who takes it back.")},
    )
    what = forms.ChoiceField(label=gettext_lazy("What?"))
    method = forms.ChoiceField(
        label=gettext_lazy("How was it said?"),
        choices=((SPOKEN, gettext_lazy("Spoken to the office")), (PAPER, gettext_lazy("On paper"))),
        initial=SPOKEN,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=gettext_lazy("Where the paper is"), max_length=200, required=False)

    def __init__(self, *args: Any, contacts: Iterable[Contact], purposes: Iterable[Purpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adults = [(str(one.adult_id), str(one.adult)) for one in contacts]
        self.fields["by"].choices = [*adults, (THE_CHILD, _("The child"))]  # type: ignore[attr-defined]
        what = [("", _("Everything")), *((one.code, one.words) for one in purposes)]
        self.fields["what"].choices = what  # type: ignore[attr-defined]
        self.fields["what"].required = False

    @property
    def adult(self) -> int | None:
        """Whose word it is, once valid; None for the child."""
        told: str = self.cleaned_data["by"]
        return None if told == THE_CHILD else int(told)


class AsideForm(Form):
    """Why an answer no longer counts."""

    why = forms.CharField(
        label=gettext_lazy("Why does it no longer count?"),
        help_text=gettext_lazy("A few words. Nothing about health or the family is needed."),
        max_length=200,
        error_messages={"required": gettext_lazy("Say why it no longer counts.")},
    )


class BarForm(Form):
    """A child who must not be shown anywhere."""

    child = forms.TypedChoiceField(
        label=gettext_lazy("Child"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose the child.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy(
            "A few words. Read by headteachers, whoever leads on safeguarding, their deputies and the office."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )

    def __init__(self, *args: Any, children: Iterable[OnRoll], names: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [(one.pk, ": ".join(filter(None, (one.class_name, names[one.pk])))) for one in children]
        self.fields["child"].choices = [("", _("Choose a child")), *said]  # type: ignore[attr-defined]


class LiftForm(Form):
    """Why an image bar stands no longer."""

    why = forms.CharField(
        label=gettext_lazy("Why is it lifted?"),
        help_text=gettext_lazy("A few words, such as whose decision it is, and of which day."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why it is lifted, in a few words.")},
    )
