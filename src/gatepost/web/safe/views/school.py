"""The safe of a school: who is ready, who waits, who keeps which card."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gatepost.web.safe import permissions
from gatepost.web.safe.actions.phrases import is_enrolled
from gatepost.web.safe.actions.recovery import give_again
from gatepost.web.safe.queries import MADE, TO_MAKE, cards, people_waiting, ready
from gatepost.web.safe.unlocking import UnlockedRequest, unlocked_page
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault


@member_page(may=permissions.may_have_phrase)
@require_safe
def safe(request: MemberRequest) -> HttpResponse:
    """What the reader has to do, and for those who look after it the whole."""
    person, country = request.person, request.school.jurisdiction
    shown = cards(person, country)
    page = {
        "enrolled": is_enrolled(person.account_id),
        "waiting": people_waiting(person),
        "cards": shown,
        "some_are_new": any(one.state in (TO_MAKE, MADE) for one in shown),
        "ready": ready(country) if permissions.may_see_who(person) else (),
        "may_see_who": permissions.may_see_who(person),
        "may_name_holders": permissions.may_name_holders(person),
        "may_replace_card": permissions.may_replace_card(person),
        "may_use_cards": permissions.may_use_cards(person),
    }
    return render(request, "safe/safe.html", page)


@member_page(may=permissions.may_have_phrase)
@require_POST
@unlocked_page
def give(request: UnlockedRequest) -> HttpResponse:
    """Give a member who waits access again to all that the reader can open."""
    number = request.POST.get("member", "")
    found = {one.membership_id: one for one in people_waiting(request.person)}
    waits = found.get(int(number)) if number.isdecimal() and len(number) < 19 else None
    if waits is None:
        raise Http404
    try:
        give_again(request.safe, person=request.person, to=waits.membership_id)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("{name} has access again.").format(name=waits.name))
    return redirect("safe:safe", request.school.slug)
