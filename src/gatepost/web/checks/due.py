"""What the clock owes: drafts that have rested long enough are brought back to their authors once, and then they go;
the register of consents learns whom an approved picture shows.
"""

from datetime import datetime

from gatepost.web.checks.drafts.asking import tell_of_answer
from gatepost.web.checks.drafts.holding import ask, erase
from gatepost.web.checks.models import HeldDraft, PictureAsked
from gatepost.web.schools.models import School


def run(school: School, now: datetime) -> None:
    """Inside the school's scope."""
    rows = HeldDraft.objects.filter(school_id=school.pk).defer("words").order_by("due_at", "pk")
    for draft in rows.filter(membership__ended_at__isnull=False):
        erase(draft=draft)
    for draft in rows.filter(erase_at__lte=now):
        erase(draft=draft)
    for draft in rows.filter(asked_at__isnull=True, due_at__lte=now):
        ask(draft=draft, now=now)
    for picture in PictureAsked.objects.filter(school_id=school.pk).select_related("request").order_by("pk"):
        tell_of_answer(picture=picture)
