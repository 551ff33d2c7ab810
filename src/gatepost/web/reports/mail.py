"""The e-mail that carries a head out of the school."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gatepost.ledger.note import VerifierKey
from gatepost.web.record.models import Head
from gatepost.web.schools.models import School


def head_message(school: School, head: Head, key: VerifierKey, address: str) -> EmailMessage:
    """The head, its key, and what to do with both. It tells how many entries there are and nothing of what they say."""
    words = {"school": school.name, "day": date_format(head.made_at, "j F Y"), "size": head.size}
    text = _(
        "This is the head of the record of {school}: its fingerprint on {day}, at {size} entries.\n\n"
        "Keep this e-mail; you need do nothing else with it. Whoever changes the record afterwards cannot change what "
        "you hold, so with this text anybody can find the change.\n\n"
        "{head}\n"
        "The key of the record. It stays the same from day to day; if it ever changes, ask the school why:\n\n"
        "{key}\n\n"
        "To check the record, save your e-mails with heads as text, ask the school for the export of the record and "
        "for checker.pyz, and run:\n\n"
        "python3 checker.pyz log.jsonl --head saved-mails.txt"
    )
    subject = _("Head of the record of {school}, {day}: {size} entries").format(**words)
    body = text.format(**words, head=head.note, key=key.to_text())
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
