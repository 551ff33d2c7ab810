"""Invitations by e-mail: a link that lets one person in, once, until a day."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools import mail, permissions
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions.membership import checked_roles, place_member, roles_from_today, withdraw_for
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Account, Invitation, Membership, School
from gatepost.web.schools.person import Person, person_at
from gatepost.web.schools.scope import school_scope
from gatepost.web.schools.standing import lock_school

VALID = timedelta(days=14)
SENT_WITHIN = timedelta(minutes=3)  # more than all letters of one page may take


class NoInvitation(LookupError):
    """There is no such invitation, or it is used, withdrawn or out of date; nobody is told which."""


class SignInFirst(Exception):
    """There is an account for this address: only whoever signs in to it can accept."""


class AnotherAccount(Exception):
    """Whoever is signed in is not the one who was invited."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is to be invited."""

    name: str
    email: str


def invite(
    *, person: Person, name: str, email: str, roles: Iterable[str], starts_on: date, ends_on: date | None
) -> Invitation:
    """Send somebody the link that lets them in. Whether they have an account elsewhere is told to nobody.

    Raises Refused for roles that are not the person's to give, Fault for a member and for no roles.
    """
    guests = (Guest(name, email),)
    (made,) = invite_several(person=person, guests=guests, roles=roles, starts_on=starts_on, ends_on=ends_on)
    return made


def invite_several(
    *, person: Person, guests: Sequence[Guest], roles: Iterable[str], starts_on: date, ends_on: date | None
) -> list[Invitation]:
    """The same for several people with the same roles; where one of them is a member, nobody is invited."""
    given = checked_roles(person, roles, starts_on, ends_on)
    with transaction.atomic():
        school = lock_school(person.school_id)
        made = []
        for guest in guests:
            address = guest.email.strip().lower()
            member = Membership.objects.filter(account__email=address, ended_at__isnull=True).first()
            if member is not None and (member.pk == person.membership_id or roles_from_today(member)):
                told = _("Somebody with this address is a member already. Change their roles on their page.")
                raise Fault(told, "email")
            withdraw_for(address, timezone.now())
            made.append(
                _made(
                    school.pk,
                    name=guest.name,
                    email=address,
                    roles=given,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    by=person,
                )
            )
        for invitation, _token in made:  # last, since the first entry locks the record
            _entry_of_made(person, invitation)
        transaction.on_commit(lambda: _send(school, made))
    return [invitation for invitation, _token in made]


def invite_first_head(*, school_id: int, name: str, email: str, starts_on: date) -> str:
    """The token of a school's first invitation, made by whoever runs the site. The school's scope must be open.

    Raises Fault where the school has members.
    """
    with transaction.atomic():
        lock_school(school_id)
        if Membership.objects.exists():
            raise Fault(_("This school has members: they invite each other."))
        withdraw_for(email.strip().lower(), timezone.now())
        invitation, token = _made(
            school_id,
            name=name,
            email=email.strip().lower(),
            roles=("headteacher",),
            starts_on=starts_on,
            ends_on=None,
            by=None,
        )
        _entry_of_made(None, invitation)
    return token


def withdraw_invitation(*, person: Person, invitation: Invitation) -> None:
    """Make the link worthless. Raises Refused where its roles are not the person's to give."""
    if not permissions.may_give(person, invitation.roles):
        raise Refused("this invitation is not theirs to withdraw")
    with transaction.atomic():
        open_one = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True)
        if not open_one.update(withdrawn_at=timezone.now()):
            raise Fault(_("This invitation has been used or withdrawn already."))
        _entry(person, "invitation.withdrawn", invitation)


def accept_invitation(*, token_hash: str, account_id: int | None) -> Membership:
    """Use an invitation, once. The scope of its school must be open; `account_id` is who is signed in, if anybody.

    Makes the account where there is none for the address. Raises NoInvitation, SignInFirst, AnotherAccount.
    """
    with transaction.atomic():
        invitation = open_invitation(token_hash)
        lock_school(invitation.school_id)
        account = Account.objects.filter(email=invitation.email).first()
        if account is None and account_id is not None:
            raise AnotherAccount
        if account is not None and account_id is None:
            raise SignInFirst
        if account is not None and account.pk != account_id:
            raise AnotherAccount
        used = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True)
        if not used.update(accepted_at=timezone.now()):
            raise NoInvitation
        if account is None:
            account = Account.objects.create_account(name=invitation.name, email=invitation.email)
        member = place_member(
            school_id=invitation.school_id,
            account=account,
            roles=invitation.roles,
            starts_on=invitation.starts_on,
            ends_on=invitation.ends_on,
        )
        append(
            school_id=invitation.school_id,
            actor=f"member:{member.pk}",
            role="/".join(invitation.roles),
            action="invitation.accepted",
            thing=f"invitation:{invitation.pk}",
        )
    return member


def open_invitation(token_hash: str) -> Invitation:
    """The invitation of the school in scope that a link still opens; raises NoInvitation.

    A link is worth nothing either once whoever sent it has left or could no longer give its roles.
    """
    invitation = (
        Invitation.objects.select_related("invited_by", "school")
        .filter(
            token_hash=token_hash, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now()
        )
        .first()
    )
    if invitation is None:
        raise NoInvitation
    if invitation.invited_by is not None:
        sender = person_at(invitation.invited_by.account_id)
        if sender is None or not permissions.may_give(sender, invitation.roles):
            raise NoInvitation
    return invitation


def hashed(secret: str) -> str:
    """What is kept of the secret of a link, the part of the token behind the school's number."""
    return hashlib.sha256(secret.encode()).hexdigest()


def parts(token: str) -> tuple[int, str]:
    """The number of the school and the hash of the secret in a token; raises NoInvitation for what is no token."""
    number, _dash, secret = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 18 and int(number) > 0 and secret):
        raise NoInvitation
    return int(number), hashed(secret)


def _made(
    school_id: int,
    *,
    name: str,
    email: str,
    roles: Iterable[str],
    starts_on: date,
    ends_on: date | None,
    by: Person | None,
) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        school_id=school_id,
        email=email,
        name=name.strip()[: Invitation._meta.get_field("name").max_length],
        roles=list(roles),
        starts_on=starts_on,
        ends_on=ends_on,
        invited_by_id=by.membership_id if by else None,
        token_hash=hashed(secret),
        expires_at=timezone.now() + VALID,
        # Should nobody be left to say what became of the letter. A school's first link is printed and never sent.
        undelivered_at=timezone.now() + SENT_WITHIN if by else None,
    )
    return invitation, f"{school_id}-{secret}"


def _send(school: School, made: Sequence[tuple[Invitation, str]]) -> None:
    """Send the letters. Where no mail server takes one, the list says so: only a new invitation has a new link."""
    taken = mail.send_invitations(school=school, letters=[(invitation.email, token) for invitation, token in made])
    with school_scope(school.pk):
        for sent, moment in ((True, None), (False, timezone.now())):
            numbers = [invitation.pk for invitation, token in made if (token in taken) == sent]
            Invitation.objects.filter(pk__in=numbers).update(undelivered_at=moment)


def _entry_of_made(person: Person | None, invitation: Invitation) -> None:
    told = {"email": invitation.email, "roles": "/".join(invitation.roles)}
    _entry(person, "invitation.made", invitation, told)


def _entry(person: Person | None, action: str, invitation: Invitation, told: dict[str, str] | None = None) -> None:
    append(
        school_id=invitation.school_id,
        actor=person.actor if person else SYSTEM,
        role=person.role_words if person else "-",
        action=action,
        thing=f"invitation:{invitation.pk}",
        contents={name: text.encode() for name, text in (told or {}).items()},
    )
