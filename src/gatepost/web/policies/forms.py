"""The forms of policies: which two to compare, what to propose, and the word that adopts it."""

from importlib.resources import files
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gatepost.policy.library import pack, packs
from gatepost.web.forms import DateField, Form
from gatepost.web.policies.actions import LARGEST
from gatepost.web.policies.models import FILE
from gatepost.web.policies.queries import in_force_at
from gatepost.web.schools.person import today
from gatepost.web.schools.queries import schools


def _every_school() -> list[tuple[str, str]]:
    return [("", _("Choose a school")), *((one.slug, one.name) for one in schools())]


class CompareForm(Form):
    """Two schools whose policies are to be set side by side."""

    left = forms.ChoiceField(
        choices=_every_school,
        label=gettext_lazy("The first policy"),
        error_messages={
            "required": gettext_lazy("Choose the first policy"),
            "invalid_choice": gettext_lazy("Choose the first policy"),
        },
    )
    right = forms.ChoiceField(
        choices=_every_school,
        label=gettext_lazy("The second policy"),
        error_messages={
            "required": gettext_lazy("Choose the second policy"),
            "invalid_choice": gettext_lazy("Choose the second policy"),
        },
    )

    def _side(self, side: str) -> str:
        slug: str = self.cleaned_data[side]
        if in_force_at(slug) is None:
            raise forms.ValidationError(_("This school has not adopted a policy yet. Choose another"))
        return slug

    def clean_left(self) -> str:
        """Refuse a school without a policy."""
        return self._side("left")

    def clean_right(self) -> str:
        """Refuse a school without a policy, and the first one again."""
        slug = self._side("right")
        if slug == self.cleaned_data.get("left"):
            raise forms.ValidationError(_("Choose two different policies"))
        return slug


TEXT = "text"
LONGEST_PASTED = 60_000  # characters; what a form may carry besides a file


def _origins() -> list[tuple[str, str]]:
    """Every pack, and a text of one's own in two ways."""
    ready = [(name, _("Ready made: {title}").format(title=pack(name).source or pack(name).title)) for name in packs()]
    return [*ready, (FILE, _("A file of our own")), (TEXT, _("A text pasted below"))]


class ProposeForm(Form):
    """A text that could become the school's policy, and from which day."""

    origin = forms.ChoiceField(
        choices=_origins,
        widget=forms.RadioSelect,
        label=gettext_lazy("Which policy?"),
        error_messages={"required": gettext_lazy("Choose a policy")},
    )
    file = forms.FileField(
        required=False,
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("A policy file, its name ending in .md, of up to 200 kB."),
    )
    text = forms.CharField(
        required=False,
        strip=False,
        max_length=LONGEST_PASTED,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        label=gettext_lazy("The text"),
        help_text=gettext_lazy("Up to 60,000 characters. Send a longer one as a file."),
    )
    in_force_from = DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy(
            "The day the governors decided on: today or later. Only a school's first policy can have begun in the past."
        ),
        error_messages={
            "required": gettext_lazy("Give the day from which the policy is in force"),
            "invalid": gettext_lazy("Give a day, such as 1 September 2026"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"in_force_from": today()})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse a choice without its text."""
        cleaned: dict[str, Any] = super().clean() or {}
        origin = cleaned.get("origin")
        file = cleaned.get("file")
        if origin == FILE and file is None and "file" not in self.errors:
            self.add_error("file", _("Choose the file"))
        if file is not None and file.size > LARGEST:
            self.add_error("file", _("The file is larger than 200 kB. A policy is text of a few pages."))
        if origin == TEXT and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Paste the text of the policy"))
        return cleaned

    def source(self) -> tuple[bytes, str]:
        """The bytes of a valid form's policy, and where they came from."""
        origin = self.cleaned_data["origin"]
        if origin == FILE:
            return self.cleaned_data["file"].read(), FILE
        if origin == TEXT:
            return self.cleaned_data["text"].encode(), FILE
        return files("gatepost.policy").joinpath("packs", f"{origin}.md").read_bytes(), origin


class AdoptForm(Form):
    """The word that is typed so that nobody adopts a policy by a slip."""

    word = forms.CharField(
        label=gettext_lazy("Type the word adopt"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
        error_messages={"required": gettext_lazy("Type the word adopt if you want to adopt this policy")},
    )

    def clean_word(self) -> str:
        """Refuse any other word."""
        word: str = self.cleaned_data["word"].strip().lower()
        if word != _("adopt"):
            raise forms.ValidationError(_("Type the word adopt if you want to adopt this policy"))
        return word
