"""The letters of schools: a link and nothing else."""

import logging
import time
from collections.abc import Iterable
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils.translation import gettext as _

from gatepost.web.schools.models import School

LONGEST = 60.0  # seconds for all letters of one page

log = logging.getLogger(__name__)


def invitation_link(token: str) -> str:
    """The address that an invited person opens."""
    return settings.CONFIG.base_url.rstrip("/") + reverse("signin:invitation", args=[token])


def send_invitations(*, school: School, letters: Iterable[tuple[str, str]], seconds: float = LONGEST) -> set[str]:
    """Send each address the link of its token; the tokens whose letters a mail server took.

    All go over one connection, and once that fails or the seconds are over none is tried any more, since somebody waits
    for the page.
    """
    taken: set[str] = set()
    ends = time.monotonic() + seconds
    try:
        with get_connection() as connection:
            for email, token in letters:
                if time.monotonic() >= ends:
                    break
                try:
                    _letter(school, email, token, connection).send()
                except (SMTPRecipientsRefused, SMTPDataError, ValueError):  # a letter that is refused stops no other
                    log.exception("mail")
                else:
                    taken.add(token)
    except OSError:
        log.exception("mail")
    return taken


def _letter(school: School, email: str, token: str, connection: BaseEmailBackend) -> EmailMessage:
    # Neither name nor role stands in the letter, since e-mail is read by others too.
    text = _(
        "%(school)s invites you to its pages on Gatepost, where the school's social media policy is kept.\n\n"
        "Open this link within 14 days. It works once:\n\n%(link)s\n\n"
        "If you did not expect this, do nothing: the link will run out by itself."
    )
    told = {"school": school.name, "link": invitation_link(token)}
    return EmailMessage(
        _("Your invitation to Gatepost"),
        text % told,
        settings.CONFIG.mail_from or None,
        [email],
        connection=connection,
    )
