"""A no is not passed by with a request that reads the same and differs in what nobody sees."""

import unicodedata
from datetime import date

from django.utils.translation import gettext as _

from gatepost.screening.reading import read
from gatepost.sealing.faults import CannotOpen
from gatepost.web.approvals import words
from gatepost.web.approvals.models import REFUSED, PermissionRequest
from gatepost.web.schools.faults import Fault


def refuse_beside_a_like_no(held: PermissionRequest, day: date) -> None:
    """Raise Fault where the same person was told a no, which can still be changed, to what reads like this, for the
    same hour, with the same pictures and under one of the same clauses.
    """
    rows = PermissionRequest.objects.filter(
        membership_id=held.membership_id, state=REFUSED, lapses_on__gte=day, not_before=held.not_before
    ).exclude(pk=held.pk)
    beside = [one for one in rows if set(one.clauses) & set(held.clauses)]
    if beside and _as_it_reads(held) in [one for one in map(_as_it_reads, beside) if one is not None]:
        raise Fault(
            _("The answer to something that reads like this was no. It can become a yes on the page of that request "
              "alone.")
        )  # fmt: skip


def _as_it_reads(request: PermissionRequest) -> tuple[tuple[str, ...], tuple[bytes, ...]] | None:
    """Its words as a reader takes them, and its pictures; None where nobody can open it any more."""
    try:
        told = words.told(request)
        pictures = tuple(words.picture(one) for one in request.pictures.order_by("number"))
    except CannotOpen:
        return None
    return tuple(map(as_read, (told.words, told.account, *told.alt_texts))), pictures


def as_read(text: str) -> str:
    """A text without signs that cannot be seen, in plain small letters, with single blanks."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(read(seen).plain.split())
