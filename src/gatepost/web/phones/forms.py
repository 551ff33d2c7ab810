"""What is typed about pupils' phones."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gatepost.web.forms import DateField, Form
from gatepost.web.phones.actions import Leave, Reasons
from gatepost.web.phones.models import BANNED_FROM, NEEDS, REASONS
from gatepost.web.schools.person import today


class TapForm(Form):
    """One button of a list: which child or phone it is for."""

    child = forms.IntegerField(required=False)
    phone = forms.IntegerField(required=False)
    after = forms.IntegerField(required=False)
    back = forms.CharField(required=False, max_length=10)
    collected = forms.BooleanField(required=False)


class PermitForm(Form):
    """A headteacher's permission."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why does the child need a phone?"), choices=REASONS, widget=forms.RadioSelect
    )
    keeps = forms.BooleanField(
        label=gettext_lazy("It stays with the child all day, for a medical need or a reasonable adjustment"),
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("What else there is to say"),
        help_text=gettext_lazy("Sealed: only headteachers and safeguarding leads can read it."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = DateField(label=gettext_lazy("Last day"), error_messages={"required": gettext_lazy("Choose the last day.")})

    @property
    def leave(self) -> Leave:
        """What was typed, once the form is valid."""
        told = self.cleaned_data
        return Leave(told["reason"], told["keeps"], told["note"], told["until"])


class BanForm(Form):
    """A headteacher's ban."""

    of = forms.ChoiceField(
        label=gettext_lazy("What is the child banned from?"),
        choices=BANNED_FROM,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what the child is banned from.")},
    )
    starts = DateField(label=gettext_lazy("First day"), initial=today)
    until = DateField(label=gettext_lazy("Last day"), error_messages={"required": gettext_lazy("Choose the last day.")})
    why = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Sealed: only headteachers and safeguarding leads can read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    considered_by = forms.TypedChoiceField(
        label=gettext_lazy("Who looked at whether the child has a medical need or a reasonable adjustment?"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose who looked at it: without that there is no ban.")},
    )
    need = forms.ChoiceField(
        label=gettext_lazy("What came of it?"),
        help_text=gettext_lazy("A need outranks a ban."),
        choices=NEEDS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what came of it: without that there is no ban.")},
    )
    need_words = forms.CharField(
        label=gettext_lazy("What was looked at, in a sentence"),
        help_text=gettext_lazy("Such as whom you asked, or what the child still needs it for. Sealed too."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what was looked at: without that there is no ban.")},
    )

    def __init__(self, *args: Any, members: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose somebody")), *((str(number), name) for number, name in members)]
        self.fields["considered_by"].choices = choices  # type: ignore[attr-defined]

    @property
    def reasons(self) -> Reasons:
        """What was typed, once the form is valid."""
        return Reasons(**self.cleaned_data)


class KeepersForm(Form):
    """Who is told of the phones of one class, which the page names by its place."""

    members = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who is told when a phone is not collected?"),
        help_text=gettext_lazy("The class teacher, as a rule. The office is told as well."),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120, strip=False)

    def __init__(self, *args: Any, members: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = [(str(number), name) for number, name in members]  # type: ignore[attr-defined]
