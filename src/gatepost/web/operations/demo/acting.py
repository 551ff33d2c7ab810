"""Who acts in the demo: its invented people as actions take them."""

from gatepost.web.schools.models import Account, Membership, School
from gatepost.web.schools.person import Person, holding, person_at


def one(school: School, key: str) -> Person:
    """Inside the school's scope: whoever stands under a key of the plan."""
    return _person(Account.objects.get(email=f"{key}@{school.slug}.example").pk)


def holder(role: str) -> Person:
    """Inside a school's scope: the first who holds a role."""
    return _person(Membership.objects.get(pk=holding(role)[0]).account_id)


def _person(account: int) -> Person:
    found = person_at(account)
    assert found is not None  # INVARIANT: the plan gives everybody a role and each school a holder
    return found
