"""What one member does to how another signs in."""

from allauth.mfa.models import Authenticator
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from gatepost.web.record.actions import append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person
from gatepost.web.schools.sessions import end_sessions
from gatepost.web.signin.queries import may_help_back_in


def reset_second_proofs(*, person: Person, member: Membership) -> None:
    """Remove a member's passkeys, authenticator app and recovery codes, and sign them out everywhere.

    They sign in by e-mail and set a second proof up anew; a letter tells them. Raises Refused for one's own, which
    whoever is signed in can change themselves, and where the person may not help this member.
    """
    if member.pk == person.membership_id or not may_help_back_in(person, member):
        raise Refused("these second proofs are not theirs to remove")
    account = member.account
    with transaction.atomic():
        Authenticator.objects.filter(user=account).delete()
        end_sessions(account.pk)
        append(
            school_id=person.school_id,
            actor=person.actor,
            role=person.role_words,
            action="signin.reset",
            thing=f"membership:{member.pk}",
        )
        if account.email:
            transaction.on_commit(lambda: _tell(str(account.email)))


def _tell(email: str) -> None:
    send_mail(
        subject=_("Your second proof was removed"),
        message=_(
            "Your school has removed your passkeys, your authenticator app and your recovery codes, because you asked "
            "for help to sign in. Sign in with a code by e-mail and set a second proof up again.\n\n"
            "If you did not ask, tell the headteacher at once."
        ),
        from_email=None,
        recipient_list=[email],
    )
