"""Making a token, ending one, using one."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person, today
from gatepost.web.signin.queries import has_second_proof
from gatepost.web.tokens import permissions
from gatepost.web.tokens.models import Token
from gatepost.web.tokens.queries import live, one
from gatepost.web.tokens.scopes import SCOPES
from gatepost.web.tokens.secret import hashed, new_secret

LONGEST, USUAL = 365, 90  # days
MOST = 10  # live tokens of one member


def make(*, person: Person, name: str, scopes: Iterable[str], days: int) -> tuple[Token, str]:
    """A token of the person's own and its secret, which nobody can show again.

    Raises Refused for whoever may hold none, and Fault where it cannot be.
    """
    if not permissions.may_hold_tokens(person):
        raise Refused("tokens are not for these roles")
    wanted = [code for code in SCOPES if code in set(scopes)]
    if not wanted:
        raise Fault(_("Choose at least one thing that the program may do."), "scopes")
    if not 1 <= days <= LONGEST:
        raise Fault(_("A token lasts from 1 day to 365 days."), "days")
    if not has_second_proof(person.account_id):
        raise Fault(_("Set up a second proof first: a token stands in its place."))
    now, secret = timezone.now(), new_secret()
    with transaction.atomic():
        # A form sent twice makes one token.
        Membership.objects.select_for_update(no_key=True).get(pk=person.membership_id)
        held = list(live(now).filter(membership_id=person.membership_id))
        if any(other.name.casefold() == name.casefold() for other in held):
            raise Fault(_("You have a token of this name already. Choose another name, or revoke that one."), "name")
        if len(held) >= MOST:
            raise Fault(_("You have ten tokens already. Revoke one that is not used any more."))
        token = Token(
            school_id=person.school_id,
            membership_id=person.membership_id,
            name=name,
            secret_hash=hashed(secret),
            scopes=wanted,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        token.save()
        _entry(person, "token.made", token)
    return token, secret


def revoke(*, person: Person, number: int) -> None:
    """End a token of one's own, or as the headteacher or IT lead anybody's. Raises Refused for any other."""
    with transaction.atomic():
        token = one(person, number)
        if token is None:
            raise Refused("no such token is theirs to end")
        token.ended_at = timezone.now()
        token.save(update_fields=["ended_at"])
        _entry(person, "token.revoked", token)


def end(*, token: Token, now: datetime) -> None:
    """The clock's part: its holder has left, or may hold none any more."""
    with transaction.atomic():
        token.ended_at = now
        token.save(update_fields=["ended_at"])
        append(school_id=token.school_id, actor=SYSTEM, role="-", action="token.ended", thing=f"token:{token.pk}")


def used(*, token: Token) -> None:
    """A program asks something with the token; only the day is kept."""
    day = today()
    if token.last_used_on != day:
        Token.objects.filter(pk=token.pk).update(last_used_on=day)


def _entry(person: Person, action: str, token: Token) -> None:
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=f"token:{token.pk}",
    )
