"""What a receipt proves, in words, and nothing more than it tells itself."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.ledger.receipt import Receipt, ReceiptError, check_receipt, parse_receipt
from gatepost.web.record.queries import key, said
from gatepost.web.reports.queries import role_words
from gatepost.web.schools.models import School


@dataclass(frozen=True, slots=True)
class Proved:
    """A receipt that is true: the entry it holds, in words."""

    seq: int
    at: datetime
    actor: str
    roles: str
    what: str
    thing: str


@dataclass(frozen=True, slots=True)
class NotProved:
    """A receipt that proves nothing, and why."""

    why: str


def read_receipt(school: School, text: str) -> Proved | NotProved:
    """Check a receipt against the key of the open school's record. Nothing of the record itself is looked up."""
    verifier = key(school.pk)
    try:
        receipt: Receipt = parse_receipt(text)
    except ReceiptError:
        return NotProved(_("It cannot be read as a receipt. Copy it again, whole, from BEGIN to END."))
    if verifier is None or receipt.entry.log != verifier.name:
        return NotProved(_("It is not a receipt of this school's record."))
    try:
        entry = check_receipt(text, verifier)
    except ReceiptError:
        return NotProved(_("It is not signed by the key of this record, or something in it was changed."))
    return Proved(
        entry.seq,
        timezone.localtime(datetime.fromisoformat(entry.at)),
        entry.actor.replace(":", " "),
        role_words(entry.role, school.jurisdiction),
        said(entry.action),
        "" if entry.thing == "-" else entry.thing.replace(":", " "),
    )
