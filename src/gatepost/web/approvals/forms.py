"""What is typed in asking for permission and in deciding."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gatepost.policy.document import Policy
from gatepost.web.approvals.actions.asking import LONGEST_WORDS, Wanted
from gatepost.web.approvals.binding import Asked
from gatepost.web.approvals.kinds import (
    CHOICES,
    KINDS,
    NEW_ACCOUNT,
    SPOKEN,
    WRITTEN,
    Kind,
    asking_clauses,
    level_needed,
)
from gatepost.web.approvals.models import ASKED, PermissionRequest
from gatepost.web.forms import DateField, Form
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import today

_LONGEST_PURPOSE = 2000  # of an account, as the register holds it
YES, SPOKEN_YES, NO, BACK = "yes", "spoken", "no", "back"


class AskForm(Form):
    """What somebody asks for."""

    platform = forms.CharField(
        label=gettext_lazy("Which service or platform?"),
        max_length=60,
        error_messages={"required": gettext_lazy("Enter the service, such as Facebook or a blog.")},
    )
    handle = forms.CharField(
        label=gettext_lazy("Name or address of the account"),
        max_length=100,
        error_messages={"required": gettext_lazy("Enter the name that the account will have.")},
    )
    words = forms.CharField(
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Say what you ask for.")},
    )
    account = forms.CharField(
        label=gettext_lazy("Where will it appear?"),
        help_text=gettext_lazy("Such as the account, the website or the newsletter."),
        max_length=200,
        error_messages={"required": gettext_lazy("Say where it will appear.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Anything that helps to decide"),
        help_text=gettext_lazy("You do not have to write anything. It is not part of what a yes is for."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wanted_by = DateField(
        label=gettext_lazy("By which day do you need an answer?"),
        help_text=gettext_lazy("After this day it is no longer decided. Leave empty for four weeks."),
        required=False,
    )
    said_on = DateField(
        label=gettext_lazy("If you were told yes by word of mouth: on which day?"),
        help_text=gettext_lazy("It counts once whoever decides has confirmed it here."),
        required=False,
    )

    def __init__(self, *args: Any, kind: Kind, clauses: Iterable[str], level: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.clauses = kind, frozenset(clauses)
        self.fields["words"].label = str(kind.question)
        self.fields["words"].help_text = str(kind.hint)
        unasked = {"account"} if kind.standing else set()
        if kind.code != NEW_ACCOUNT:
            unasked |= {"platform", "handle"}
        else:
            self.fields["words"].validators.append(MaxLengthValidator(_LONGEST_PURPOSE))
            self.fields["words"].widget.attrs["maxlength"] = _LONGEST_PURPOSE
        if level == WRITTEN:
            unasked |= {"said_on"}
        for name in unasked:
            del self.fields[name]

    @property
    def wanted(self) -> Wanted:
        """What is asked for, once the form is valid."""
        told = self.cleaned_data
        platform, handle = told.get("platform", ""), told.get("handle", "")
        where = told.get("account", "") or (f"{platform}: {handle}" if platform else "")
        return Wanted(
            kind=self.kind.code,
            asked=Asked(words=told["words"], account=where, clauses=self.clauses),
            platform=platform,
            handle=handle,
            note=told.get("note", ""),
            wanted_by=told.get("wanted_by"),
            said_on=told.get("said_on"),
        )


class KindForm(Form):
    """Which kind of permission."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you ask for?"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you ask for.")},
    )

    def __init__(self, *args: Any, kinds: Iterable[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.code, one.title) for one in kinds]  # type: ignore[attr-defined]


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class DecideForm(Form):
    """Yes, no or a question."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What do you say?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you say.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Conditions, your reason for a no, or your question"),
        help_text=gettext_lazy("A yes needs none. Whoever asked reads this."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    expires_on = DateField(
        label=gettext_lazy("A yes holds until the end of"),
        help_text=gettext_lazy("At most a year."),
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, sent: Any, *, request: PermissionRequest, seen: int) -> None:
        usual = {"seen": seen, "expires_on": today() + request.kind_of.lasts}
        super().__init__(sent, initial=usual)
        choices = [(YES, _("Yes"))]
        if request.level != WRITTEN:
            choices.append((SPOKEN_YES, _("I have said yes by word of mouth, and note it here")))
        choices.append((NO, _("No")))
        if not request.question and request.state == ASKED:
            choices.append((BACK, _("I have a question first")))
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]
        self._request = request

    def shown_again(self, seen: int) -> "DecideForm":
        """The same, with everything typed, on a page that shows so many yeses and noes."""
        return DecideForm(
            {**{name: self.data.get(name) for name in self.fields}, "seen": str(seen)}, request=self._request, seen=seen
        )


class ReasonForm(Form):
    """Why a yes is withdrawn."""

    words = _words(gettext_lazy("Why do you withdraw it?"))


class ReplyForm(Form):
    """The answer to a question."""

    words = _words(gettext_lazy("Your answer"))


class NoteForm(Form):
    """A yes by word of mouth, noted by whoever gave it."""

    member = forms.TypedChoiceField(
        label=gettext_lazy("Whom did you tell yes?"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose whom you told yes.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What for?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it was for.")},
    )
    asked = forms.CharField(
        label=gettext_lazy("What did you allow?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what you allowed.")},
    )
    conditions = forms.CharField(
        label=gettext_lazy("Conditions, if there are any"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    expires_on = DateField(label=gettext_lazy("It holds until the end of"), required=False)

    def __init__(self, *args: Any, members: Iterable[Membership], kinds: Iterable[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose somebody")), *((str(one.pk), one.account.name) for one in members)]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(one.code, one.title) for one in kinds]  # type: ignore[attr-defined]

    def wanted(self, clauses: Iterable[str]) -> Wanted:
        """What was allowed, once the form is valid."""
        told = self.cleaned_data
        return Wanted(kind=told["kind"], asked=Asked(words=told["asked"], clauses=frozenset(clauses)))


def noted_kinds(policy: Policy) -> tuple[Kind, ...]:
    """The kinds of which a yes by word of mouth counts and can be noted. An account is asked for, since it enters the
    register.
    """
    found = []
    for kind in KINDS.values():
        clauses = [one.id for one in asking_clauses(policy, kind)]
        if kind.code != NEW_ACCOUNT and level_needed(policy, clauses) == SPOKEN:
            found.append(kind)
    return tuple(found)
