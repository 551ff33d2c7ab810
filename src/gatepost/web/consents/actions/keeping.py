"""The clock's part: what is told of answers, and what is erased."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from gatepost.web.consents.models import (
    Answer,
    Asking,
    Attention,
    ConsentFile,
    Departed,
    ImageBar,
    Round,
    RoundChild,
    Shown,
    ShownChild,
)
from gatepost.web.consents.models.answers import erase_answers
from gatepost.web.consents.queries.asked import lasts_until
from gatepost.web.consents.queries.attention import DISAGREE, PICTURE, contested, to_take_down
from gatepost.web.consents.queries.files import WAITS
from gatepost.web.notices.actions import notify
from gatepost.web.people.models import OnRoll
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools.models import School
from gatepost.web.schools.person import holding

# What is written in a transaction that ends later is looked at by the next tick all the same.
OVERLAP = timedelta(minutes=10)
TOLD_BEFORE = timedelta(days=14)  # the last day of answers
KEPT = timedelta(days=365)  # rounds after their last day, bars after they were lifted


def look(school: School, now: datetime, on: date) -> None:
    """Tell headteachers of a disagreement, and them and the office of pictures to take down, once for each child."""
    asking, _made = Asking.objects.get_or_create(school_id=school.pk)
    rows = Answer.objects.all()
    # Once a day everybody is looked at: what the roll says of responsibility may have changed.
    if asking.looked_at is not None and timezone.localdate(asking.looked_at) == on:
        rows = rows.filter(at__gte=asking.looked_at - OVERLAP)
    fresh = set(rows.values_list("child_id", flat=True))
    barred = set(ImageBar.objects.filter(lifted_at__isnull=True).values_list("child_id", flat=True))
    told = set(Attention.objects.values_list("child_id", "kind"))
    open_ones = {child for child, _kind in told}
    disagreeing = contested(fresh | open_ones, on)
    pictured = {child for one in to_take_down(on, fresh | open_ones | barred) for child in one.children}
    heads, office = set(holding("headteacher")), set(holding("office"))
    now_so = {(child, DISAGREE) for child in disagreeing} | {(child, PICTURE) for child in pictured}
    with transaction.atomic():
        for child, kind in sorted(now_so - told):
            Attention.objects.create(school_id=school.pk, child_id=child, kind=kind)
            for membership_id in sorted(heads if kind == DISAGREE else heads | office):
                notify(membership_id=membership_id, kind=f"consents-{kind}", thing=f"on-roll:{child}")
        for child, kind in told - now_so:
            Attention.objects.filter(child_id=child, kind=kind).delete()
        Asking.objects.filter(pk=asking.pk).update(looked_at=now)


def tell_of_end(school: School, on: date) -> None:
    """The office is told two weeks before that answers run out."""
    ends = (
        Answer.objects.filter(ends__gte=on, ends__lte=on + TOLD_BEFORE, says="yes", child__kind="pupil")
        .order_by("ends")
        .values_list("ends", flat=True)
        .first()
    )
    if ends is None:
        return
    with transaction.atomic():
        asking, _made = Asking.objects.get_or_create(school_id=school.pk)
        if asking.told_of_end is None or asking.told_of_end < ends:
            Asking.objects.filter(pk=asking.pk).update(told_of_end=ends)
            for membership_id in holding("office", "headteacher"):
                notify(membership_id=membership_id, kind="consents-ending", thing=f"consents:{ends:%Y-%m-%d}")


def mark_departed(school: School, on: date) -> None:
    """Children who are no longer on the roll get a day of erasure; who is back by a file that was taken back, none."""
    here = OnRoll.objects.filter(kind="pupil").values("pk")
    Departed.objects.filter(child_number__in=here).delete()
    known: set[int] = set()
    for model in (Answer, ImageBar, ShownChild, RoundChild):
        known |= set(model.objects.exclude(child_id__in=here).values_list("child_id", flat=True))
    known -= set(Departed.objects.values_list("child_number", flat=True))
    until = lasts_until(lasts_until(on) + timedelta(days=1))
    Departed.objects.bulk_create(
        Departed(school_id=school.pk, child_number=child, found_on=on, erase_on=until) for child in sorted(known)
    )


def erase(school: School, now: datetime, on: date) -> None:
    """What has been kept for as long as it may be."""
    ConsentFile.objects.filter(staged_at__lt=now - WAITS).delete()
    ImageBar.objects.filter(lifted_at__lt=now - KEPT).delete()
    Round.objects.filter(closes_on__lt=on - KEPT).delete()
    over = list(Departed.objects.filter(erase_on__lt=on).values_list("child_number", flat=True))
    if not over:
        return
    with transaction.atomic():
        erase_answers(over)
        for model in (ImageBar, ShownChild, RoundChild, Attention):
            model.objects.filter(child_id__in=over).delete()
        Shown.objects.filter(children__isnull=True).delete()
        Departed.objects.filter(child_number__in=over).delete()
        append(school_id=school.pk, actor=SYSTEM, role="-", action="consent.erased", thing=f"consents:{len(over)}")
