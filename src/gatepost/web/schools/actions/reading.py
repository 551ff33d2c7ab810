"""That somebody looked: reading about a person leaves an entry in the record like a change."""

from gatepost.web.record.actions import append
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person


def read(*, person: Person, member: Membership) -> None:
    """Somebody opened a member's page."""
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action="membership.read",
        thing=f"membership:{member.pk}",
    )


def searched(*, person: Person) -> None:
    """Somebody searched the members; the words are not kept."""
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action="membership.searched",
        thing="-",
    )
