"""That somebody searched."""

from gatepost.web.home import permissions
from gatepost.web.record.actions import append
from gatepost.web.schools.person import Person


def searched(*, person: Person) -> None:
    """Somebody searched the school; the words are not kept. A search that finds nobody by rights is no entry."""
    if permissions.may_search_people(person):
        append(
            school_id=person.school_id,
            actor=person.actor,
            role=person.role_words,
            action="search.made",
            thing="-",
        )
