"""I'm in doubt: a draft rests for 48 hours, its author is asked once, and 72 hours later it is gone.

Hours are counted in UTC, so neither a weekend nor a change of the clocks makes them longer or shorter. No entry of the
record tells of a held draft, since the record is read by others: see docs/checking-a-draft.md.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.sealing.faults import CannotOpen
from gatepost.web.checks import permissions
from gatepost.web.checks.models import HeldDraft
from gatepost.web.notices.actions import notify, settle
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import School
from gatepost.web.schools.person import Person
from gatepost.web.sealed import open_sealed, seal

RESTS, KEPT_AFTER = timedelta(hours=48), timedelta(hours=72)
MOST_HELD = 20  # drafts of one person
WAITING = "draft-waiting"  # the kind of the notice
FIELDS = ("text", "action", "account", "platform", "audience", "from_day", "from_hour", "role")


def hold(*, person: Person, told: Mapping[str, str], photos: int = 0) -> HeldDraft:
    """The person lays a draft of theirs to rest; raises Fault where too many rest already."""
    if not permissions.may_check(person):
        raise Refused("no draft of theirs is checked")
    if not told.get("text"):
        raise Fault(_("There are no words to lay to rest, and photos are not kept. Write some first."))
    with transaction.atomic():
        # Two taps on the same button come one after the other.
        School.objects.select_for_update(no_key=True).get(pk=person.school_id)
        mine = HeldDraft.objects.filter(membership_id=person.membership_id)
        if mine.count() >= MOST_HELD:
            raise Fault(_("Too many of your drafts rest already. Drop those that you no longer need."))
        for row in mine.filter(asked_at__isnull=True):  # once asked about, the same words may rest anew
            if opened(row) == _kept(told):
                return row
        now = timezone.now()
        made = HeldDraft(school_id=person.school_id, membership_id=person.membership_id, photos=photos, held_at=now)
        made.words = seal(**made.where(), content=json.dumps(_kept(told)))
        made.due_at = now + RESTS
        made.save()
    return made


def change(*, person: Person, draft: HeldDraft, told: Mapping[str, str]) -> None:
    """The author writes it anew; it rests no longer for that."""
    with transaction.atomic():
        row = _own(person, draft)
        row.words = seal(**row.where(), content=json.dumps(_kept(told)))
        row.save(update_fields=["words"])


def drop(*, person: Person, draft: HeldDraft) -> None:
    """The author has no more use for it: it goes at once."""
    with transaction.atomic():
        row = _own(person, draft)
        settle(kind=WAITING, thing=thing_of(row))
        row.delete()


def ask(*, draft: HeldDraft, now: datetime) -> None:
    """The clock's part: it has rested long enough; its author is told, once, that a draft waits and no more."""
    with transaction.atomic():
        rows = HeldDraft.objects.filter(pk=draft.pk, asked_at__isnull=True)
        if rows.update(asked_at=now, erase_at=now + KEPT_AFTER):
            notify(membership_id=draft.membership_id, kind=WAITING, thing=thing_of(draft))


def erase(*, draft: HeldDraft) -> None:
    """The clock's part: its time is over, or its author has left."""
    with transaction.atomic():
        settle(kind=WAITING, thing=thing_of(draft))
        HeldDraft.objects.filter(pk=draft.pk).delete()


def mine(person: Person) -> tuple[HeldDraft, ...]:
    """The person's own, the oldest first."""
    rows = HeldDraft.objects.filter(membership_id=person.membership_id, school_id=person.school_id)
    return tuple(rows.defer("words").order_by("held_at", "pk"))


def one(person: Person, name: str) -> HeldDraft | None:
    """A draft of the person's own; None for everybody else's, by the same query.

    It is named by chance: from a number its author could tell how many others rest.
    """
    rows = HeldDraft.objects.filter(membership_id=person.membership_id, school_id=person.school_id)
    return rows.filter(sealed_at=name).first()


def opened(draft: HeldDraft) -> dict[str, str]:
    """What was laid to rest, by the names of the form; empty where it can no longer be opened."""
    try:
        told = json.loads(open_sealed(draft.words, **draft.where()))
    except CannotOpen:
        return {}
    return {name: str(told.get(name, "")) for name in FIELDS}


def thing_of(draft: HeldDraft) -> str:
    """How a notice names it."""
    return f"held-draft:{draft.pk}"


def _kept(told: Mapping[str, str]) -> dict[str, str]:
    return {name: str(told.get(name) or "") for name in FIELDS}


def _own(person: Person, draft: HeldDraft) -> HeldDraft:
    row = HeldDraft.objects.select_for_update().filter(pk=draft.pk, membership_id=person.membership_id).first()
    if row is None:
        raise Refused("somebody else's draft")
    return row
