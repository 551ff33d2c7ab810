"""The register of accounts."""

from gatepost.web.approvals import permissions
from gatepost.web.approvals.models import SchoolAccount
from gatepost.web.schools.person import Person


def accounts(person: Person) -> tuple[SchoolAccount, ...]:
    """What the person may see of the register, open ones first: all of it, or for everybody else their own."""
    rows = SchoolAccount.objects.filter(school_id=person.school_id).select_related("owner__account")
    if not permissions.may_see_accounts(person):
        rows = rows.filter(owner_id=person.membership_id)
    return tuple(sorted(rows.order_by("platform", "handle", "pk"), key=lambda one: one.closed_at is not None))


def account(person: Person, number: int) -> SchoolAccount | None:
    """One account that the person may close; None for every other, by the same query."""
    found = SchoolAccount.objects.filter(pk=number, school_id=person.school_id).first()
    if found is None:
        return None
    own = found.owner_id == person.membership_id
    return found if own or permissions.may_close_accounts(person) else None
