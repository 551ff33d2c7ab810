"""Who may do what with people: one predicate for each thing."""

from gatepost.web.schools.person import Person
from gatepost.web.schools.roles import ROLES

WHOLE = frozenset({"headteacher", "dsl", "deputy-dsl", "office", "business-manager"})
NAMES = WHOLE | {"teacher", "support-staff"}
CHANGE = frozenset({"headteacher", "office", "business-manager"})
DECLARE = frozenset(ROLES) - {"dpo", "friend", "parent"}  # those whom a rule about contact with children can bind
DECIDE = frozenset({"headteacher", "chair"})
KEY = frozenset({"office", "business-manager", "headteacher"})
PAST = frozenset({"headteacher", "dsl", "deputy-dsl", "office"})
CHANGE_PAST = frozenset({"headteacher", "office"})
CONFIRM = frozenset({"headteacher", "office"})


def may_see_names(person: Person) -> bool:
    """See who is in which class and search by name: no dates of birth, no numbers, no contacts."""
    return person.holds(*NAMES)


def may_see_roll(person: Person) -> bool:
    """Read everything that the roll holds of somebody, and take a copy of it away."""
    return person.holds(*WHOLE)


def may_change_roll(person: Person) -> bool:
    """Add, change and take off people by hand, by a file or at the end of the year."""
    return person.holds(*CHANGE)


def may_declare_links(person: Person) -> bool:
    """Declare family links of their own; whoever decides on others' or keys them in may do this too."""
    return person.holds(*DECLARE)


def may_decide_links(person: Person) -> bool:
    """Look at declarations that wait; which ones, `queries.links` says."""
    return person.holds(*DECIDE)


def may_key_links(person: Person) -> bool:
    """Key in the declaration of somebody who has no e-mail."""
    return person.holds(*KEY)


def may_see_past_pupils(person: Person) -> bool:
    """See who left and is not yet 18."""
    return person.holds(*PAST)


def may_change_past_pupils(person: Person) -> bool:
    """Correct a date of birth, and remove a child for good."""
    return person.holds(*CHANGE_PAST)


def may_confirm_parents(person: Person) -> bool:
    """Say which member is which adult of which child."""
    return person.holds(*CONFIRM)


def may_see_own_children(person: Person) -> bool:
    """Open the page of one's own children."""
    return person.holds("parent")
