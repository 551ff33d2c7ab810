"""Who signs assessments, and who switches modules."""

from gatepost.web.schools.person import Person


def may_see_modules(person: Person) -> bool:
    """The switches and the assessments."""
    return person.holds("headteacher", "dpo", "chair", "business-manager", "it-lead")


def may_sign(person: Person) -> bool:
    """The data protection officer alone: not even a headteacher signs in their place."""
    return person.holds("dpo")


def may_switch_on(person: Person) -> bool:
    """A headteacher, after the officer has signed."""
    return person.holds("headteacher")


def may_switch_off(person: Person) -> bool:
    """Either of the two, at once and without the other."""
    return person.holds("headteacher", "dpo")
