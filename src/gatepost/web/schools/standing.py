"""Which posts of a school are filled on which day, and what would leave one empty."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gatepost.law.offices import offices
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import RoleHeld, School
from gatepost.web.schools.person import today

Span = tuple[date, date | None]  # first and last day; None: no end
NEVER_EMPTY = ("headteacher", "dsl")
A_DAY = timedelta(days=1)


def lock_school(school_id: int) -> School:
    """The school's row, held until the transaction ends: two people who change who holds which post do it in turn."""
    # Not the key: every new row of the school looks at that, and would wait here while we wait for its log.
    return School.objects.select_for_update(no_key=True).get(pk=school_id)


def spans(role: str) -> tuple[Span, ...]:
    """From when until when the members of the school in scope hold a role; without e-mail nobody can act in it."""
    held = RoleHeld.objects.filter(
        role=role, membership__ended_at__isnull=True, membership__account__email__isnull=False
    )
    return tuple(held.values_list("starts_on", "ends_on"))


def _filled(on: date, posts: Iterable[Span]) -> bool:
    return any(first <= on and (last is None or on <= last) for first, last in posts)


def emptied(before: Iterable[Span], after: Iterable[Span], start: date) -> date | None:
    """The first day from `start` on that was filled and no longer is; None where there is none."""
    before, after = tuple(before), tuple(after)
    # A post can only begin to be empty on the first day, after a last day, or where somebody's time began.
    turns = {start, *(first for first, _last in before), *(last + A_DAY for _first, last in (*before, *after) if last)}
    days = sorted(day for day in turns if day >= start)
    return next((day for day in days if _filled(day, before) and not _filled(day, after)), None)


def posts() -> dict[str, tuple[Span, ...]]:
    """Of each post that is never empty, who holds it when: to be compared after a change."""
    return {role: spans(role) for role in NEVER_EMPTY}


def refuse_empty_posts(before: dict[str, tuple[Span, ...]], jurisdiction: str) -> None:
    """Raise Fault where a post that was filled on a day from today on has become empty."""
    words = offices(jurisdiction)
    for role, held in before.items():
        day = emptied(held, spans(role), today())
        if day is None:
            continue
        post = words["head"] if role == "headteacher" else words["dsl-long"]
        raise Fault(
            _("There would be no %(post)s on %(day)s. Give the role to somebody else first.")
            % {"post": post, "day": date_format(day, "j F Y")}
        )
