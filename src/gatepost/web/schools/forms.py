"""The forms of schools: what people type, before an action judges it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gatepost.web.forms import DateField, Form, NameField
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from gatepost.web.schools.roles import ROLES, called

AT_ONCE, ON_A_DAY = "at-once", "on-a-day"
HEADTEACHER = "headteacher"


def say(form: forms.BaseForm, fault: Fault) -> None:
    """Put what an action found beside the field that it is about."""
    form.add_error(fault.field if fault.field in form.fields else None, str(fault))


def role_choices(roles: Iterable[str], jurisdiction: str) -> list[tuple[str, str]]:
    """Roles to choose from, in the order of all roles."""
    wanted = set(roles)
    return [(code, called(code, jurisdiction)) for code in ROLES if code in wanted]


class SearchForm(Form):
    """Words of a name or an address."""

    words = forms.CharField(
        label=_("Part of a name or e-mail address"),
        max_length=100,
        error_messages={"required": _("Enter part of a name or address.")},
    )


class _Term(Form):
    starts_on = DateField(label=_("First day"), initial=today, error_messages={"required": _("Enter the first day.")})
    ends_on = DateField(label=_("Last day"), required=False, help_text=_("Leave empty if you do not know it yet."))


class AddForm(_Term):
    """Somebody who has no e-mail."""

    name = NameField(label=_("Name"), max_length=120, error_messages={"required": _("Enter the name.")})
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )
    field_order = ("name", "email", "roles", "starts_on", "ends_on")

    def __init__(self, *args: Any, roles: Iterable[str], jurisdiction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices(roles, jurisdiction)  # type: ignore[attr-defined]


class InviteForm(AddForm):
    """Somebody who gets a link by e-mail."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, error_messages={"required": _("Enter the e-mail address.")}
    )


class ReadmitForm(AddForm):
    """Somebody who was a member before."""

    name = None  # type: ignore[assignment]


class RoleForm(_Term):
    """One more role for a member."""

    role = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Choose the role.")})
    field_order = ("role", "starts_on", "ends_on")

    def __init__(self, *args: Any, roles: Iterable[str], jurisdiction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a role")), *role_choices(roles, jurisdiction)]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]


class EndForm(Form):
    """When something ends."""

    when = forms.ChoiceField(
        label=_("When?"),
        choices=((ON_A_DAY, _("After a last day")), (AT_ONCE, _("At once"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when.")},
    )
    last_day = DateField(label=_("Last day"), required=False)

    def clean(self) -> dict[str, Any]:
        """A last day where there is to be one, and no second answer where there is none."""
        told = super().clean() or {}
        if told.get("when") == ON_A_DAY and told.get("last_day") is None and "last_day" not in self.errors:
            self.add_error("last_day", _("Enter the last day."))
        if told.get("when") == AT_ONCE:
            told["last_day"] = None
        return told


class LeaveForm(EndForm):
    """When somebody leaves and who takes over."""

    successor = forms.ChoiceField(
        label=_("Who takes over what is theirs?"), error_messages={"required": _("Choose who takes over.")}
    )

    def __init__(self, *args: Any, successors: Sequence[tuple[int, str]], head: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose somebody")),
            (HEADTEACHER, head),
            *((str(number), name) for number, name in successors),
        ]


class TurnForm(Form):
    """One turn on the rota."""

    member = forms.ChoiceField(label=_("Who"), error_messages={"required": _("Choose whose turn it is.")})
    starts_on = DateField(label=_("First day"), error_messages={"required": _("Enter the first day.")})
    starts_at = forms.TimeField(
        label=_("From"),
        initial="08:00",
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}),
    )
    ends_on = DateField(label=_("Last day"), required=False, help_text=_("Leave empty if it is the same day."))
    ends_at = forms.TimeField(
        label=_("Until"),
        initial="17:00",
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}),
    )

    def __init__(self, *args: Any, members: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose somebody")), *((str(number), name) for number, name in members)]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]

    def moments(self) -> tuple[datetime, datetime]:
        """Beginning and end, in the school's own time."""
        told = self.cleaned_data
        first: date = told["starts_on"]
        last: date = told["ends_on"] or first
        return (
            timezone.make_aware(datetime.combine(first, told["starts_at"])),
            timezone.make_aware(datetime.combine(last, told["ends_at"])),
        )


class SettingsForm(Form):
    """What a school sets for itself."""

    name = forms.CharField(
        label=_("Name of the school"), max_length=120, error_messages={"required": _("Enter the name of the school.")}
    )
    urn = forms.CharField(
        label=_("URN"), max_length=6, required=False, help_text=_("The six digits of the register of schools.")
    )
    record_mailbox = forms.EmailField(
        label=_("Mailbox for the record"),
        required=False,
        help_text=_(
            "Each day a line goes there by which anybody can tell later whether the record was changed. "
            "Choose a mailbox that nobody who runs this site can write to."
        ),
    )

    def __init__(self, *args: Any, jurisdiction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if jurisdiction != "england":
            del self.fields["urn"]


class ChannelForm(Form):
    """A channel for the approved list."""

    name = forms.CharField(
        label=_("Name of the channel"),
        max_length=80,
        error_messages={"required": _("Enter the name of the channel.")},
        help_text=_("For example: school e-mail, the class app."),
    )
    for_parents = forms.BooleanField(label=_("For messages to parents"), required=False, initial=True)
    for_pupils = forms.BooleanField(label=_("For messages to pupils"), required=False)
