"""The roles of a school's people: what each is called, as what it acts, whether it takes a second proof.

A person may hold several. What a role may do is not said here but in each app's `permissions`, in one place per noun.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gatepost.law.offices import offices


@dataclass(frozen=True, slots=True)
class Role:
    """One role. `acts_as`: the vocabulary's role, or empty where the role alone does not tell; `second_factor`: whether
    whoever holds it signs in with a second proof, because it opens the roll, consents, cases or settings.
    """

    code: str
    label: str | Promise
    acts_as: str
    second_factor: bool


ROLES: dict[str, Role] = {
    one.code: one
    for one in (
        Role("headteacher", _("Headteacher or co-headteacher"), "head", True),
        Role("dsl", _("Designated safeguarding lead"), "", True),
        Role("deputy-dsl", _("Deputy designated safeguarding lead"), "", True),
        Role("teacher", _("Teacher"), "teacher", True),
        Role("support-staff", _("Support staff"), "support-staff", True),
        Role("office", _("School office"), "support-staff", True),
        Role("business-manager", _("School business manager"), "support-staff", True),
        Role("it-lead", _("IT lead"), "support-staff", True),
        Role("it-provider", _("IT provider"), "contractor", True),
        Role("dpo", _("Data protection officer"), "", True),
        Role("chair", _("Chair of governors"), "governor", True),
        Role("governor", _("Governor"), "governor", True),
        Role("clerk", _("Clerk to the governors"), "contractor", True),
        Role("supply", _("Supply teacher"), "contractor", False),
        Role("contractor", _("Contractor"), "contractor", False),
        Role("trainee", _("Trainee teacher"), "volunteer", False),
        Role("volunteer", _("Volunteer"), "volunteer", False),
        Role("friend", _("Member of the Friends or PTA"), "friend", False),
        Role("parent", _("Parent or carer"), "parent", False),
    )
}
ROLE_CHOICES = [(one.code, one.label) for one in ROLES.values()]

# Roles that come by themselves for parents on the roll are given by the roster, all others by a person.
SAFEGUARDING = frozenset({"dsl", "deputy-dsl"})
_OFFICES = {"headteacher": "head", "dsl": "dsl", "deputy-dsl": "deputy-dsl", "chair": "chair", "dpo": "dpo"}


def called(role: str, jurisdiction: str) -> str:
    """What a role is called at a school of `england` or `wales`, with a capital letter."""
    if role not in _OFFICES:
        return str(ROLES[role].label)
    word = offices(jurisdiction)[f"{_OFFICES[role]}-long"]
    return word[:1].upper() + word[1:]


def acting_roles(roles: Iterable[str]) -> tuple[str, ...]:
    """The vocabulary's roles that these stand for, in the vocabulary's order of the list above, each once."""
    held = set(roles)
    return tuple(dict.fromkeys(one.acts_as for one in ROLES.values() if one.code in held and one.acts_as))


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles must sign in with a second proof."""
    return any(ROLES[code].second_factor for code in roles)
