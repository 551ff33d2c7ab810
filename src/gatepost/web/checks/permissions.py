"""Who checks drafts, and whose drafts are held to the roll."""

from gatepost.web.people.permissions import may_see_names
from gatepost.web.schools.person import Person

# Head, teachers, support staff, office, safeguarding, governors: for everybody else any name is the same question.
MAY_ASK_THE_ROLL = frozenset(
    {
        "headteacher",
        "teacher",
        "support-staff",
        "office",
        "business-manager",
        "dsl",
        "deputy-dsl",
        "chair",
        "governor",
    }
)


def may_check(person: Person) -> bool:
    """Check a draft of their own: every member."""
    return True


def may_ask_the_roll(person: Person) -> bool:
    """Whether their drafts are compared with the roll."""
    return person.holds(*MAY_ASK_THE_ROLL)


def may_name_children(person: Person) -> bool:
    """Tick which pupils a photo shows."""
    return may_see_names(person)
