"""What is typed about news that is held back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gatepost.web.forms import DateField, Form
from gatepost.web.releases.actions import News
from gatepost.web.releases.holds import AUDIENCES, PARENTS, PUBLIC, STAFF, Times, moment_of
from gatepost.web.releases.permissions import HOLD, INSIDE
from gatepost.web.releases.queries import Words
from gatepost.web.schools.forms import role_choices

NOW, UNTIL, SAID = "now", "until", "said"
_CHOICES = (
    (NOW, gettext_lazy("They may be told now")),
    (UNTIL, gettext_lazy("From a day and hour on")),
    (SAID, gettext_lazy("Not until I say so")),
)
_ASKED = {
    STAFF: gettext_lazy("When may staff be told?"),
    PARENTS: gettext_lazy("When may parents be told?"),
    PUBLIC: gettext_lazy("When may it be public?"),
}
_DAYS = {
    STAFF: gettext_lazy("Staff: from which day?"),
    PARENTS: gettext_lazy("Parents: from which day?"),
    PUBLIC: gettext_lazy("The public: from which day?"),
}
_HOURS = {
    STAFF: gettext_lazy("Staff: from which hour?"),
    PARENTS: gettext_lazy("Parents: from which hour?"),
    PUBLIC: gettext_lazy("The public: from which hour?"),
}


class NewsForm(Form):
    """A piece of news."""

    title = forms.CharField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("A few words that only those who know of it will read."),
        max_length=120,
    )
    phrases = forms.CharField(
        label=gettext_lazy("Which words give it away?"),
        help_text=gettext_lazy(
            "One to a line, at least two words in each, such as “Mrs Hill retires”. A draft that has all the words of "
            "a line in one sentence is stopped, in whatever order and form."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Which roles know of it?"),
        help_text=gettext_lazy("Headteachers always do."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    members = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who else knows of it?"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, members: Sequence[tuple[int, str]], jurisdiction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for audience in AUDIENCES:
            self.fields[audience] = forms.ChoiceField(
                label=_ASKED[audience],
                choices=_CHOICES,
                widget=forms.RadioSelect,
                initial=UNTIL if audience == PUBLIC else NOW,
            )
            self.fields[f"{audience}_day"] = DateField(label=_DAYS[audience], required=False)
            self.fields[f"{audience}_hour"] = forms.TimeField(
                label=_HOURS[audience],
                required=False,
                initial=time(12),
                widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}, format="%H:%M"),
            )
        self.fields["roles"].choices = role_choices(INSIDE - HOLD, jurisdiction)  # type: ignore[attr-defined]
        self.fields["members"].choices = [(str(number), name) for number, name in members]  # type: ignore[attr-defined]
        times = [name for one in AUDIENCES for name in (one, f"{one}_day", f"{one}_hour")]
        self.order_fields(["title", "phrases", *times, "roles", "members", "seen"])

    def clean(self) -> dict[str, Any]:
        """A day and an hour wherever one is to be waited for."""
        told = super().clean() or {}
        for audience in AUDIENCES:
            if told.get(audience) != UNTIL:
                continue
            for name, words in ((f"{audience}_day", _("Choose the day.")), (f"{audience}_hour", _("Choose the hour."))):
                if told.get(name) is None and name not in self.errors:
                    self.add_error(name, words)
        return told

    @property
    def news(self) -> News:
        """What was typed, once the form is valid."""
        told = self.cleaned_data
        lines = (" ".join(line.split()) for line in told["phrases"].splitlines())
        words = Words(told["title"], tuple(dict.fromkeys(line for line in lines if line)))
        return News(words, self._times(), frozenset(told["roles"]), frozenset(told["members"]))

    def _times(self) -> Times:
        told = self.cleaned_data
        found: dict[str, datetime | None] = {}
        for audience in AUDIENCES:
            if told[audience] == SAID:
                found[audience] = None
            elif told[audience] == UNTIL:
                day: date = told[f"{audience}_day"]
                found[audience] = moment_of(day, told[f"{audience}_hour"])
        return found


def initial_of(
    words: Words | None, times: Times, roles: Sequence[str], members: Sequence[int], seen: str
) -> Mapping[str, Any]:
    """The fields as they stand for a release."""
    told: dict[str, Any] = {
        "title": words.title if words else "",
        "phrases": "\n".join(words.phrases) if words else "",
        "roles": list(roles),
        "members": [str(one) for one in members],
        "seen": seen,
    }
    for audience in AUDIENCES:
        until = times.get(audience)
        told[audience] = NOW if audience not in times else UNTIL if until else SAID
        if until:
            clock = timezone.localtime(until)
            told[f"{audience}_day"], told[f"{audience}_hour"] = clock.date(), clock.time()
    return told


class MoveForm(Form):
    """Which audience a button is for, and what stood beside it."""

    audience = forms.ChoiceField(choices=[(one, one) for one in AUDIENCES])
    to = forms.ChoiceField(choices=[("out", "out"), ("day", "day"), ("said", "said")])
    seen = forms.CharField(required=False, max_length=40)
    sure = forms.BooleanField(required=False)

    def clean_seen(self) -> datetime | None:
        """The moment that stood on the page; None where there was none."""
        text = self.cleaned_data["seen"]
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError:
            raise forms.ValidationError(_("This could not be read. Open the page again.")) from None
