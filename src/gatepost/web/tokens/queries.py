"""The tokens of the school whose scope is open: whose a secret is, and which there are."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from gatepost.web.schools.person import Person, person_at
from gatepost.web.signin.queries import has_second_proof
from gatepost.web.tokens import permissions
from gatepost.web.tokens.models import Token
from gatepost.web.tokens.scopes import labels
from gatepost.web.tokens.secret import hashed


@dataclass(frozen=True, slots=True)
class Holder:
    """A token in use and the member whom it stands for, as they are at this moment."""

    token: Token
    person: Person


@dataclass(frozen=True, slots=True)
class Shown:
    """A token as lists show it; its secret nobody can show again."""

    id: int
    name: str
    owner: str
    own: bool
    scopes: tuple[str, ...]
    made_at: datetime
    expires_at: datetime
    last_used_on: date | None


def holder_of(secret: str, now: datetime) -> Holder | None:
    """Whom a secret stands for; None for every secret that opens nothing, for whatever reason, by the same queries."""
    found = live(now).filter(secret_hash=hashed(secret)).select_related("membership").first()
    account_id = found.membership.account_id if found else 0
    person = person_at(account_id, now)
    proved = has_second_proof(account_id)
    if found is None or person is None or not proved or not permissions.may_hold_tokens(person):
        return None
    return Holder(found, person)


def live(now: datetime) -> QuerySet[Token]:
    """Tokens that neither ended nor expired."""
    return Token.objects.filter(ended_at__isnull=True, expires_at__gt=now)


def own(person: Person) -> tuple[Shown, ...]:
    """The person's own live tokens, the newest first."""
    return _shown(person, _visible(person).filter(membership_id=person.membership_id))


def others(person: Person) -> tuple[Shown, ...]:
    """The live tokens of everybody else, for whoever oversees them."""
    return _shown(person, _visible(person).exclude(membership_id=person.membership_id))


def one(person: Person, number: int) -> Token | None:
    """A live token that the person may end; None for any other."""
    return _visible(person).filter(pk=number).first()


def _visible(person: Person) -> QuerySet[Token]:
    mine = Q(membership_id=person.membership_id)
    all_ = Q(school_id=person.school_id)
    may = all_ if permissions.may_oversee_tokens(person) else mine
    return live(timezone.now()).filter(may).select_related("membership__account").order_by("-made_at", "-pk")


def _shown(person: Person, rows: QuerySet[Token]) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            id=row.pk,
            name=row.name,
            owner=row.membership.account.name,
            own=row.membership_id == person.membership_id,
            scopes=labels(row.scopes),
            made_at=row.made_at,
            expires_at=row.expires_at,
            last_used_on=row.last_used_on,
        )
        for row in rows
    )
