"""The letter to somebody outside who is to keep a card: a link and nothing else."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from gatepost.web.schools.models import School


def send_link(*, school: School, email: str, token: str) -> None:
    """Send the link by which the card is made."""
    page = settings.CONFIG.base_url.rstrip("/") + reverse("safe:outside-card", args=[school.slug, token])
    send_mail(
        subject=_("A recovery card of {school}").format(school=school.name),
        message=_(
            "{school} asks you to keep one of its recovery cards: a sheet of paper that, together with a second card, "
            "opens what the school has locked away if the people who can open it no longer can.\n\n"
            "Open this link within 14 days, at a printer. It works once, and shows the card once:\n\n{link}\n\n"
            "If you did not expect this, ask the school by telephone before you open it."
        ).format(school=school.name, link=page),
        from_email=settings.CONFIG.mail_from or None,
        recipient_list=[email],
    )
