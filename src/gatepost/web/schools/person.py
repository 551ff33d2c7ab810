"""Who is asking: a member of a school as they are at this moment."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.scope import own_rows_scope


@dataclass(frozen=True, slots=True)
class Person:
    """A member with the roles they hold today; actions and queries take it.

    `actor` is how the record names them.
    """

    school_id: int
    membership_id: int
    account_id: int
    name: str
    roles: frozenset[str]

    @property
    def actor(self) -> str:
        """The opaque name under which the record knows this person."""
        return f"member:{self.membership_id}"

    def holds(self, *roles: str) -> bool:
        """Whether any of these roles is held."""
        return not self.roles.isdisjoint(roles)

    @property
    def role_words(self) -> str:
        """The roles as the record keeps them: their codes, joined."""
        return "/".join(sorted(self.roles))


def today() -> date:
    """The date at school, which is not UTC's for an hour of each summer day."""
    return timezone.localdate()


def person_at(account_id: int, now: datetime | None = None) -> Person | None:
    """The account's person at the school whose scope is open; None without a membership, after its end, or without a
    role today. Always the same two queries.
    """
    moment = now or timezone.now()
    day = timezone.localdate(moment)
    member = Membership.objects.select_related("account").filter(account_id=account_id, ended_at__isnull=True).first()
    member_id = member.pk if member else 0
    roles = frozenset(
        RoleHeld.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day), membership_id=member_id, starts_on__lte=day
        ).values_list("role", flat=True)
    )
    if member is None or not roles or not member.account.is_active:
        return None
    return Person(member.school_id, member.pk, member.account_id, member.account.name, roles)


def holding(*roles: str) -> tuple[int, ...]:
    """The memberships of the open school that hold one of these roles today."""
    day = today()
    held = RoleHeld.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), role__in=roles, starts_on__lte=day, membership__ended_at=None
    )
    return tuple(held.order_by("membership_id").values_list("membership_id", flat=True).distinct())


def schools_of(account_id: int) -> tuple[int, ...]:
    """The ids of the schools where this account is a member with a role today."""
    day = today()
    with own_rows_scope(account_id):
        return tuple(
            Membership.objects.filter(account_id=account_id, ended_at__isnull=True)
            .filter(Q(roles__ends_on__isnull=True) | Q(roles__ends_on__gte=day), roles__starts_on__lte=day)
            .values_list("school_id", flat=True)
            .distinct()
        )
