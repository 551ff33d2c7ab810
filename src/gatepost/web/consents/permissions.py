"""Who may do what with consents: one predicate for each thing."""

from gatepost.web.schools.person import Person

SEE = frozenset({"headteacher", "dsl", "deputy-dsl", "office", "business-manager", "teacher", "support-staff"})
REASONS = frozenset({"headteacher", "dsl", "deputy-dsl", "office"})
LEADS = frozenset({"headteacher", "dsl", "deputy-dsl"})
KEEP = frozenset({"headteacher", "office"})


def may_see_who(person: Person) -> bool:
    """See who may be shown where, without any reason."""
    return person.holds(*SEE)


def may_see_reasons(person: Person) -> bool:
    """See why somebody may not be shown; set image bars, and lift those of the office."""
    return person.holds(*REASONS)


def may_lift_all(person: Person) -> bool:
    """Lift image bars that were set by somebody of these."""
    return person.holds(*LEADS)


def may_keep(person: Person) -> bool:
    """Ask, key in paper forms, withdraw for a parent, take in a file, look at a child's history."""
    return person.holds(*KEEP)


def may_settle(person: Person) -> bool:
    """Set an answer aside, and say whether answers under an older wording still count."""
    return person.holds("headteacher")


def may_answer(person: Person) -> bool:
    """Answer for one's own children."""
    return person.holds("parent")
