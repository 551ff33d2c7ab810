"""Whom a search finds: each app's own permissions say it."""

from gatepost.web.people.permissions import may_see_names
from gatepost.web.schools.permissions import may_see_members
from gatepost.web.schools.person import Person


def may_search_people(person: Person) -> bool:
    """Find members or people on the roll, so that the search is an entry in the record."""
    return may_see_members(person) or may_see_names(person)
