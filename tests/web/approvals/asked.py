"""Requests as their pages would make them. Inside the school's scope."""

from datetime import datetime
from hashlib import sha256
from typing import Any

import time_machine

from gatepost.web.approvals import due
from gatepost.web.approvals.actions.asking import Wanted, ask
from gatepost.web.approvals.actions.deciding import say_yes
from gatepost.web.approvals.binding import Asked
from gatepost.web.approvals.models import PermissionRequest, Vote
from gatepost.web.notices.queries import waiting_for
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school

SCHOOL = "wrenmoor"  # two headteachers, and clauses that want a spoken yes
POST = Asked(words="Our fair is on Friday at three.", account="The newsletter", clauses=frozenset({"CP-19"}))
WORK_TIME: dict[str, Any] = {
    "kind": "work-time",
    "asked": Asked(words="The hospital may ring.", clauses=frozenset({"CP-06"})),
}
PICTURES = (b"\xff\xd8\xff a stall", b"\x89PNG\r\n\x1a\n a tombola")


def wanted(**changes: Any) -> Wanted:
    """An event that somebody wants to mention."""
    told: dict[str, Any] = {"kind": "event", "asked": POST, "note": "Parents asked for it."}
    return Wanted(**told | changes)


def with_pictures(*pictures: bytes) -> Wanted:
    """The same with two pictures."""
    pictures = pictures or PICTURES
    shown = tuple(sha256(one).hexdigest() for one in pictures)
    asked = Asked(POST.words, shown, ("A stall.", "A tombola."), POST.account, None, POST.clauses)
    return wanted(asked=asked, pictures=pictures)


def asked_by(key: str = "teacher", slug: str = SCHOOL, **changes: Any) -> PermissionRequest:
    """A request that waits."""
    return ask(person=person(key, slug), wanted=wanted(**changes))


def seen(request: PermissionRequest) -> int:
    """How many yeses and noes a page shows that is opened now."""
    return Vote.objects.filter(request=request).count()


def granted(key: str = "teacher", by: str = "head", slug: str = SCHOOL, **changes: Any) -> PermissionRequest:
    """A request to which somebody has said yes."""
    made = asked_by(key, slug, **changes)
    say_yes(person=person(by, slug), request=made, seen=0)
    made.refresh_from_db()
    return made


def kinds(key: str, slug: str = SCHOOL) -> list[str]:
    """The kinds of the unread notices about permissions of one of the cast."""
    return [one.kind for one in waiting_for(person(key, slug)) if one.kind.startswith(("permission", "account"))]


def at(moment: datetime) -> Any:
    """The clock stands at a moment."""
    return time_machine.travel(moment, tick=False)


def tick(now: datetime, slug: str = SCHOOL) -> None:
    """The clock goes by at a school."""
    with school_scope(school(slug).pk):
        due.run(school(slug), now)
