"""Which notices wait for whom."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from gatepost.web.notices.models import Notice
from gatepost.web.schools.person import Person

MOST_SHOWN = 50


def waiting_for(person: Person) -> Sequence[Notice]:
    """The person's own unread notices, the oldest first, at most MOST_SHOWN."""
    mine = Notice.objects.filter(membership_id=person.membership_id, read_at__isnull=True)
    return tuple(mine.order_by("made_at", "pk")[:MOST_SHOWN])


def earlier(person: Person) -> Sequence[Notice]:
    """The person's own notices that were read, the newest first, at most MOST_SHOWN."""
    mine = Notice.objects.filter(membership_id=person.membership_id, read_at__isnull=False)
    return tuple(mine.order_by("-made_at", "-pk")[:MOST_SHOWN])


def was_told(membership_id: int, *, kind: str, thing: str, since: datetime) -> bool:
    """Whether a member of the open school has had this notice since a moment, read or not."""
    return Notice.objects.filter(membership_id=membership_id, kind=kind, thing=thing, made_at__gt=since).exists()


def told_of(things: Iterable[str], since: datetime | None = None) -> set[str]:
    """Of these things, those of which a member of the open school has had a notice of any kind, read or not: ever, or
    since a moment.
    """
    rows = Notice.objects.filter(thing__in=list(things))
    if since is not None:
        rows = rows.filter(made_at__gt=since)
    return set(rows.values_list("thing", flat=True))
