"""The e-mail that says that something waits: one for all unsent notices of a member, the same words for all."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils.translation import gettext as _

from gatepost.web.schools.models import School


def message(school: School, address: str, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """The e-mail to one address. Neither subject nor text tells what waits, or how much."""
    page = f"{settings.CONFIG.base_url.rstrip('/')}{reverse('home:home', args=[school.slug])}"
    text = _(
        "Something waits for you at {school}.\n\n"
        "Open {page} and sign in to see it.\n\n"
        "This e-mail says no more, so that nobody else can read in it. "
        "It comes from your school's own Gatepost; please do not answer it."
    ).format(school=school.name, page=page)
    return EmailMessage(
        _("Something waits for you"), text, settings.DEFAULT_FROM_EMAIL, [address], connection=connection
    )
