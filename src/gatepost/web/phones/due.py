"""What the clock owes to phones: that somebody hears of those not collected, and that nothing is kept too long."""

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from gatepost.web.phones import actions
from gatepost.web.phones.keeping import day_over_at, kept_until
from gatepost.web.phones.models import Ban, Handing, Permission
from gatepost.web.phones.queries import module_on
from gatepost.web.schools.models import School
from gatepost.web.terms.queries import calendar


def run(school: School, now: datetime) -> None:
    """Inside the school's scope. What is too old goes while the module is off, too."""
    known, day = calendar(), timezone.localdate(now)
    if module_on():
        waiting = (
            Handing.objects.filter(out_at__isnull=True, told_at__isnull=True).select_related("child").order_by("day")
        )
        by_day: dict[date, list[Handing]] = {}
        for one in waiting:
            by_day.setdefault(one.day, []).append(one)
        for of, phones in by_day.items():
            if now >= day_over_at(of, known):
                actions.tell_not_collected(day=of, phones=phones, now=now)
    days = Handing.objects.order_by("day").values_list("day", flat=True).distinct()
    days_over = [of for of in days if kept_until(of, known) < day]
    phones_over = list(Handing.objects.filter(day__in=days_over).values_list("pk", flat=True)) if days_over else []
    ended = Q(until__lt=day)
    permits_over = [
        number
        for number, until, ended_on in Permission.objects.filter(ended | Q(ended_on__isnull=False)).values_list(
            "pk", "until", "ended_on"
        )
        if kept_until(min(until, ended_on or until), known) < day
    ]
    bans_over = [
        number
        for number, until, lifted in Ban.objects.filter(ended | Q(lifted_on__isnull=False)).values_list(
            "pk", "until", "lifted_on"
        )
        if kept_until(min(until, lifted or until), known) < day
    ]
    if phones_over or permits_over or bans_over:
        actions.erase(school_id=school.pk, phones=phones_over, permits=permits_over, bans=bans_over)
