"""Who keeps the list of pupils' phones, who lets a pupil bring one, who bans."""

from gatepost.web.schools.person import Person

LIST = frozenset({"headteacher", "dsl", "deputy-dsl", "teacher", "support-staff", "office", "business-manager"})
DECIDE = frozenset({"headteacher"})
READ_WHY = frozenset({"headteacher", "dsl", "deputy-dsl"})
NAME = frozenset({"headteacher", "office"})


def may_keep_list(person: Person) -> bool:
    """See who brings a phone and who is banned, take phones in and hand them out."""
    return person.holds(*LIST)


def may_decide(person: Person) -> bool:
    """Let a pupil bring a phone, and ban a pupil."""
    return person.holds(*DECIDE)


def may_read_why(person: Person) -> bool:
    """Read why: reasons of permissions and bans can tell of a child's health."""
    return person.holds(*READ_WHY)


def may_name_keepers(person: Person) -> bool:
    """Say who is told of a class's phones."""
    return person.holds(*NAME)
