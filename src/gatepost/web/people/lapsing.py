"""What ends by itself: family links, past pupils who are 18, and what was confirmed about people who are gone."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from gatepost.web.modules.queries import state
from gatepost.web.people.actions import links, past
from gatepost.web.people.actions.parents import forget_gone, forget_leavers
from gatepost.web.people.known import PAST_PUPILS
from gatepost.web.people.models import FamilyLink
from gatepost.web.schools.models import School

REMINDED = timedelta(days=14)  # before the day of review
KEPT = timedelta(days=365)  # after the end of a family link


def run(school: School, now: datetime) -> None:
    """Inside the school's scope."""
    day = timezone.localdate(now)
    _links(day, now)
    if state(PAST_PUPILS).wanted:
        past.erase_adults(school_id=school.pk, on=day)
    else:
        past.erase_all(school_id=school.pk)
    forget_leavers(day)
    forget_gone(now)


def _links(day: date, now: datetime) -> None:
    rows = FamilyLink.objects.select_related("membership__account").order_by("pk")
    counting = rows.filter(noted=True, ended_at__isnull=True, membership__ended_at__isnull=True)
    for link in counting.filter(reminded_at__isnull=True, review_on__lte=day + REMINDED, review_on__gte=day):
        links.remind(link=link, now=now)
    for link in counting.filter(lapsed_at__isnull=True, review_on__lt=day):
        links.lapse(link=link, now=now)
    for link in rows.filter(ended_at__isnull=True, membership__ended_at__isnull=False):
        links.end_of_leaver(link=link, now=now)
    over = Q(ended_at__lt=now - KEPT) | Q(noted=False, decided_at__lt=now - KEPT) | Q(review_on__lt=day - KEPT)
    for link in rows.filter(over):
        links.erase(link=link)
