"""What is typed about family links."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gatepost.rosters.names import NotAName
from gatepost.rosters.names import name as as_name
from gatepost.vocabulary.wording import wording
from gatepost.vocabulary.words import vocabulary
from gatepost.web.forms import DateField, Form
from gatepost.web.people.actions.links import Declaration
from gatepost.web.people.models.links import RELATIONSHIPS
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import today

NOTE, REFUSE = "note", "refuse"


def whom_choices() -> list[tuple[str, str]]:
    """Who the other person can be to the school, in the words of the questions."""
    words = wording().facts["target"].label
    return [(value, words[value]) for value in vocabulary().facts["target"].values if value != "nobody"]


class DeclareForm(Form):
    """A declaration."""

    other_name = forms.CharField(
        label=gettext_lazy("Name of the other person"),
        max_length=160,
        error_messages={"required": gettext_lazy("Enter the name of the other person.")},
    )
    other_is = forms.ChoiceField(
        label=gettext_lazy("Who are they to the school?"),
        choices=whom_choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who they are to the school.")},
    )
    relationship = forms.ChoiceField(
        label=gettext_lazy("What are they to you?"),
        choices=RELATIONSHIPS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what they are to you.")},
    )
    statement = forms.CharField(
        label=gettext_lazy("What you declare, in your own words"),
        help_text=gettext_lazy(
            "One or two sentences will do, such as “She is my daughter, and we follow each other”. No proof is needed. "
            "You and whoever decides can read this."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what you declare.")},
    )

    def clean_other_name(self) -> str:
        """A name."""
        try:
            return as_name(self.cleaned_data["other_name"])
        except NotAName as error:
            raise forms.ValidationError(str(error)) from None

    @property
    def declaration(self) -> Declaration:
        """What was declared, once the form is valid."""
        told = self.cleaned_data
        return Declaration(told["other_name"], told["other_is"], told["relationship"], told["statement"])


class KeyInForm(DeclareForm):
    """A declaration on paper of somebody without e-mail."""

    member = forms.TypedChoiceField(
        label=gettext_lazy("Who declares it?"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose who declares it.")},
    )
    field_order = ("member", "other_name", "other_is", "relationship", "statement")

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose somebody")), *((str(one.pk), one.account.name) for one in members)]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]
        self.fields["relationship"].label = _("What are they to whoever declares it?")
        self.fields["statement"].label = _("What the paper says")
        self.fields["statement"].help_text = _("Word for word. Keep the paper.")


def in_a_year() -> object:
    """The usual day of review: a year from now."""
    day = today()
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


class DecideForm(Form):
    """What a headteacher says to a declaration."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What do you say to it?"),
        choices=(
            (NOTE, gettext_lazy("I have noted it: it counts from now on")),
            (REFUSE, gettext_lazy("I do not accept it")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you say to it.")},
    )
    review_on = DateField(
        label=gettext_lazy("It counts until"),
        help_text=gettext_lazy("At most a year. Then it has to be declared again."),
        initial=in_a_year,
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("Your words to whoever declared it"),
        help_text=gettext_lazy("Needed where you do not accept it."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """A day where it is noted."""
        told = super().clean() or {}
        if told.get("decision") == NOTE and told.get("review_on") is None and "review_on" not in self.errors:
            self.add_error("review_on", _("Choose until when it counts."))
        return told
