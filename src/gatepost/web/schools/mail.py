"""The letters of schools: a link and nothing else."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from gatepost.web.schools.models import School


def invitation_link(token: str) -> str:
    """The address that an invited person opens."""
    return settings.CONFIG.base_url.rstrip("/") + reverse("signin:invitation", args=[token])


def send_invitation(*, school: School, email: str, token: str) -> None:
    """Send the link. Neither name nor role stands in the letter, since e-mail is read by others too."""
    send_mail(
        subject=_("Your invitation to Gatepost"),
        message=_(
            "%(school)s invites you to its pages on Gatepost, where the school's social media policy is kept.\n\n"
            "Open this link within 14 days. It works once:\n\n%(link)s\n\n"
            "If you did not expect this, do nothing: the link will run out by itself."
        )
        % {"school": school.name, "link": invitation_link(token)},
        from_email=settings.CONFIG.mail_from or None,
        recipient_list=[email],
    )
