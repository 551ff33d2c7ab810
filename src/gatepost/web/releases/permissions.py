"""Who holds news back, who reads what is held, and who is told that a draft is too early."""

from gatepost.web.schools.person import Person
from gatepost.web.schools.roles import ROLES

HOLD = frozenset({"headteacher"})  # whoever stands in holds this role until a last day
INSIDE = frozenset(ROLES) - {"parent", "friend"}  # whom a headteacher can name as knowing
WARNED = INSIDE - {"volunteer", "contractor", "it-provider", "dpo", "clerk"}  # they teach, work at or govern the school
ALL_TIMES = frozenset({"headteacher", "office"})


def may_hold_news(person: Person) -> bool:
    """Note a piece of news, change it, put it off, let it out."""
    return person.holds(*HOLD)


def may_see_releases(person: Person) -> bool:
    """Open the list; what stands on it for whom, `queries` says."""
    return person.holds(*INSIDE)


def may_see_all_times(person: Person) -> bool:
    """See that something is held for whom until when, whether or not they know what."""
    return person.holds(*ALL_TIMES)


def may_hear_of_own(person: Person) -> bool:
    """Hear that a draft says too early what they know of."""
    return person.holds(*INSIDE)


def may_be_warned(person: Person) -> bool:
    """Hear that a draft says too early what they do not know of. Others would learn that there is something."""
    return person.holds(*WARNED)
