"""Children whom the office removed for good: no file brings them back among the past pupils."""

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from gatepost.web.people.models import KeptOut, PastPupil
from gatepost.web.people.names import folded


def digest(school_id: int, forename: str, surname: str) -> str:
    """What is kept of a child who was removed: 64 hex digits that nobody can turn into a name without our secret.

    Without the date of birth, which files and estimates tell differently; another child of that name stays out too.
    """
    return salted_hmac(
        "gatepost.people.kept-out", f"{school_id}{folded((forename, surname))}", algorithm="sha256"
    ).hexdigest()


def admissible(rows: Iterable[PastPupil | None]) -> list[PastPupil]:
    """Those of these rows that may be kept."""
    out = set(KeptOut.objects.values_list("digest", flat=True))
    kept = [one for one in rows if one is not None]
    return [one for one in kept if digest(one.school_id, one.forename, one.surname) not in out] if out else kept
