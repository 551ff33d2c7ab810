"""Who reads the school's year, and who writes it."""

from gatepost.web.schools.person import Person

# Whose hours are the school's, unless they have hours of their own. Of others nobody knows when they are at work.
KEEPS_SCHOOL_HOURS = frozenset(
    {"headteacher", "dsl", "deputy-dsl", "teacher", "support-staff", "office", "business-manager", "it-lead"}
)


def may_see_terms(person: Person) -> bool:
    """The dates and the timetable: every member."""
    return True


def may_change_terms(person: Person) -> bool:
    """Dates, timetable and working hours."""
    return person.holds("office", "business-manager", "headteacher")
