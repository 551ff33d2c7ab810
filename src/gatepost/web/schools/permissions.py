"""Who may do what with the people and the settings of a school: one predicate for each thing."""

from collections.abc import Iterable

from gatepost.web.schools.person import Person
from gatepost.web.schools.roles import ROLES, SAFEGUARDING

EVERYDAY = frozenset(
    {"teacher", "support-staff", "supply", "contractor", "trainee", "volunteer", "friend", "parent", "governor"}
)
# Whoever holds the role on the left may give those on the right to others, never to themselves, and may end them.
GIVES: dict[str, frozenset[str]] = {
    "headteacher": frozenset(ROLES),
    "chair": frozenset(ROLES),
    "business-manager": EVERYDAY | {"office", "clerk"},
    "office": EVERYDAY,
}
SEE_MEMBERS = frozenset({*GIVES, *SAFEGUARDING, "it-lead", "dpo"})
SEE_COVER = frozenset(ROLES) - {"parent", "friend"}
CHANGE_COVER = frozenset({"headteacher", *SAFEGUARDING})
CHANGE_SETTINGS = frozenset({"headteacher", "business-manager", "it-lead"})
RESET = frozenset({"headteacher", "chair", "it-lead"})


def may_see_members(person: Person) -> bool:
    """Read the list of members and their pages."""
    return person.holds(*SEE_MEMBERS)


def may_manage_members(person: Person) -> bool:
    """Let somebody in or end a membership, as far as the roles go that the person may give."""
    return person.holds(*GIVES)


def roles_to_give(person: Person) -> frozenset[str]:
    """The roles that this person may give to others."""
    return frozenset().union(*(GIVES.get(role, frozenset()) for role in person.roles))


def may_give(person: Person, roles: Iterable[str]) -> bool:
    """Give or end all of these roles."""
    return roles_to_give(person).issuperset(roles)


def may_see_cover(person: Person) -> bool:
    """See who acts for safeguarding, and when."""
    return person.holds(*SEE_COVER)


def may_change_cover(person: Person) -> bool:
    """Write the rota."""
    return person.holds(*CHANGE_COVER)


def may_change_settings(person: Person) -> bool:
    """Change what the school sets for itself."""
    return person.holds(*CHANGE_SETTINGS)


def may_reset(person: Person) -> bool:
    """Remove a member's second proofs, so that they set them up again."""
    return person.holds(*RESET)
