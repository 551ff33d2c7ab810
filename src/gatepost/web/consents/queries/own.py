"""Which children are somebody's own: of those nobody reads here what others have answered."""

from gatepost.web.people.models import OwnChild
from gatepost.web.schools.person import Person


def own_numbers(person: Person) -> frozenset[int]:
    """The children whose adult the office has said this person is, whatever other roles they hold."""
    rows = OwnChild.objects.filter(membership_id=person.membership_id, school_id=person.school_id)
    return frozenset(rows.values_list("child_id", flat=True))
