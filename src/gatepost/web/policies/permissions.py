"""Who may do what with the school's policy."""

from gatepost.web.schools.person import Person

MAY_ADOPT = ("headteacher", "chair")  # the chair for the governors


def may_adopt(person: Person) -> bool:
    """Propose, adopt and withdraw a version: the head or the chair."""
    return person.holds(*MAY_ADOPT)


def may_read_versions(person: Person) -> bool:
    """Every version with its dates: every member."""
    return True
