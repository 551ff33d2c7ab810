"""A member's notices."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gatepost.web.notices.actions import read
from gatepost.web.notices.kinds import kind
from gatepost.web.notices.models import Notice
from gatepost.web.notices.queries import earlier, waiting_for
from gatepost.web.schools.access import MemberRequest, anyone, member_page


@member_page(may=anyone)
@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """What waits, and what was read."""
    page = {
        "waiting": [_row(one) for one in waiting_for(request.person)],
        "earlier": [_row(one) for one in earlier(request.person)],
    }
    return render(request, "notices/list.html", page)


@member_page(may=anyone)
@require_POST
def opened(request: MemberRequest, notice: int) -> HttpResponse:
    """Mark one's own notice as read and go where it leads."""
    found = read(person=request.person, notice_id=notice)
    if found is None:
        raise Http404
    return redirect(reverse(kind(found.kind).page, args=[request.school.slug]))


def _row(notice: Notice) -> dict[str, object]:
    return {"id": notice.pk, "says": kind(notice.kind).words, "at": notice.made_at}
