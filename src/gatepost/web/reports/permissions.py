"""Who reads how much of the record."""

from gatepost.web.schools.person import Person


def may_see_record(person: Person) -> bool:
    """Whether it is whole, its heads, and numbers without names."""
    return person.holds("headteacher", "chair", "governor", "dpo", "it-lead")


def may_read_entries(person: Person) -> bool:
    """The list of what happened, and a copy of it to take away."""
    return person.holds("headteacher", "chair", "dpo")


def may_see_names(person: Person) -> bool:
    """Who did it, by name; a governor's list says the role alone."""
    return person.holds("headteacher", "dpo")
