"""Past pupils who are not yet 18."""

from django.db.models import QuerySet

from gatepost.web.modules.queries import is_on
from gatepost.web.people import permissions
from gatepost.web.people.known import PAST_PUPILS
from gatepost.web.people.models import PastPupil
from gatepost.web.schools.person import Person


def past_pupils(person: Person) -> QuerySet[PastPupil]:
    """All of the school's by surname; none while the module is off, and for whoever may not see them."""
    if not is_on(PAST_PUPILS) or not permissions.may_see_past_pupils(person):
        return PastPupil.objects.none()
    return PastPupil.objects.filter(school_id=person.school_id).order_by("surname", "forename", "pk")


def one(person: Person, number: int) -> PastPupil | None:
    """One of them."""
    return past_pupils(person).filter(pk=number).first()
