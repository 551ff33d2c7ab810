"""The forms of the safe."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gatepost.sealing.card import Card
from gatepost.sealing.faults import CardFault
from gatepost.sealing.phrase import LONGEST
from gatepost.web.forms import Form, NameField
from gatepost.web.schools.faults import Fault

# Neither a browser's list of passwords nor a spelling checker in the cloud is a place for these.
UNSAVED = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
THIRD, OUTSIDE = "third", "outside"

Members = tuple[tuple[int, str], ...]  # the id and the name of each


def phrase_field(label: Any, help_text: Any = "", missing: Any = "") -> forms.CharField:
    """A field for a safe phrase, which is never shown again."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs=UNSAVED),
        error_messages={"required": missing or _("Type your safe phrase")},
    )


class UnlockForm(Form):
    """The phrase."""

    phrase = phrase_field(
        _("Your safe phrase"), _("Not the password you sign in with. Capitals and hyphens make no difference.")
    )


class PhraseForm(Form):
    """A new phrase, twice. `proposed` is the one that the page proposes."""

    proposed = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST, required=False)
    phrase = phrase_field(
        _("Your new safe phrase"),
        _("The one above, or another of at least six unusual words."),
        _("Type a new safe phrase"),
    )
    again = phrase_field(_("The same once more"), missing=_("Type the same phrase once more"))

    def clean(self) -> dict[str, Any]:
        """As Django's; the two must be the same."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("phrase") and cleaned.get("again") and cleaned["phrase"] != cleaned["again"]:
            self.add_error("again", _now("The two are not the same. Type both again."))
        return cleaned


class ChangeForm(PhraseForm):
    """The old phrase, then the new one."""

    old = phrase_field(_("Your safe phrase until now"), missing=_("Type your safe phrase until now"))
    field_order = ("old", "phrase", "again")


class LostForm(PhraseForm):
    """A new phrase, knowing what is lost."""

    sure = forms.BooleanField(
        label=_("I understand that I cannot open anything from before until somebody gives me access again"),
        error_messages={"required": _("Tick that you have understood, or leave the page")},
    )


class HoldersForm(Form):
    """Who keeps a card, for one office or for all three; for the third also somebody outside."""

    name = NameField(label=_("Name of somebody outside"), required=False, max_length=120)
    email = forms.EmailField(
        label=_("Their e-mail address"),
        required=False,
        help_text=_("They get a link there by which they make their card themselves."),
    )
    anew = forms.BooleanField(
        label=_("Two or more of the cards are lost: begin again with three new ones"),
        error_messages={"required": _("Tick this, or replace a single card instead")},
    )

    def __init__(
        self, *args: Any, offices: Mapping[str, str], members: Mapping[str, Members], anew: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for office, called in offices.items():
            choices: list[tuple[str, Any]] = [("", _("Choose"))]
            choices += [(str(number), name) for number, name in members[office]]
            if office == THIRD:
                choices.append((OUTSIDE, _("Somebody outside the school")))
            self.fields[office] = forms.ChoiceField(
                label=called,
                choices=choices,
                error_messages={"required": _now("Choose who keeps the card: {office}").format(office=called)},
            )
            if len(choices) == 1:
                self.fields[office].help_text = _("No member can keep this card yet. Give somebody the role first.")
        if THIRD not in offices:
            del self.fields["name"], self.fields["email"]
        if not anew:
            del self.fields["anew"]
        self.order_fields([*offices, "name", "email", "anew"])

    def clean(self) -> dict[str, Any]:
        """As Django's; somebody outside has a name and an address."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get(THIRD) == OUTSIDE:
            for name, sentence in (("name", _now("Type their name")), ("email", _now("Type their e-mail address"))):
                if not cleaned.get(name) and not self.has_error(name):
                    self.add_error(name, sentence)
        return cleaned


class CardField(forms.CharField):
    """A recovery card, typed from paper or pasted from its QR code."""

    widget = forms.Textarea(attrs=UNSAVED | {"rows": 5, "class": "gp-key"})

    def __init__(self, missing: Any, **kwargs: Any) -> None:
        super().__init__(error_messages={"required": missing}, **kwargs)

    def clean(self, value: Any) -> Any:
        """The card; raises ValidationError that says of which card which group is mistyped."""
        typed = super().clean(value)
        try:
            return Card.read(typed)
        except CardFault as fault:
            raise forms.ValidationError(_of_card(self.label, _now(str(fault)))) from None


def _of_card(card: Any, fault: str) -> str:
    return _now("{card}: {fault}").format(card=card, fault=fault)


class CardsForm(Form):
    """Two cards."""

    first = CardField(
        label=_("First card"),
        help_text=_("All 20 groups. Spaces and capitals make no difference."),
        missing=_("Type the first card"),
    )
    second = CardField(label=_("Second card"), missing=_("Type the second card"))

    def say(self, fault: Fault) -> None:
        """Show what an action refused, at the card in question where it is one of them."""
        at = fault.field or None
        self.add_error(at, _of_card(self.fields[at].label, str(fault)) if at else str(fault))


class RecoverForm(CardsForm):
    """Two cards, and for whom."""

    member = forms.ChoiceField(
        label=_("Who gets access again"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who gets access again")},
    )
    field_order = ("member", "first", "second")

    def __init__(self, *args: Any, members: Members, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [(str(number), name) for number, name in members]  # type: ignore[attr-defined]
