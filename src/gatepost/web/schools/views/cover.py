"""The safeguarding rota."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gatepost.web.schools import permissions, queries, rota
from gatepost.web.schools.access import MemberRequest, Refused, member_page
from gatepost.web.schools.actions import cover as actions
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import TurnForm, say


@member_page(may=permissions.may_see_cover)
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: MemberRequest) -> HttpResponse:
    """The next four weeks, who acts now, and a turn to add for those who may."""
    may_change = permissions.may_change_cover(request.person)
    if request.method == "POST" and not may_change:
        raise Refused("the rota is not theirs to change")
    now = timezone.now()
    holders = queries.holders()
    told = request.POST if request.method == "POST" else None
    form = TurnForm(told, members=list(dict.fromkeys((one.membership_id, one.name) for one in holders)))
    if request.method == "POST" and form.is_valid():
        member = queries.member(request.person, int(form.cleaned_data["member"]))
        starts_at, ends_at = form.moments()
        try:
            if member is None:
                raise Http404
            actions.add_turn(person=request.person, member=member, starts_at=starts_at, ends_at=ends_at)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("The turn is on the rota."))
            return redirect("schools:cover", request.school.slug)
    on_duty = set(queries.dsl_on_duty(now))
    context = {
        "form": form,
        "may_change": may_change,
        "days": rota.four_weeks(request.person, now),
        "now": list(dict.fromkeys(one.name for one in holders if one.membership_id in on_duty)),
    }
    return render(request, "schools/cover.html", context)


@member_page(may=permissions.may_change_cover)
@require_POST
def remove(request: MemberRequest, turn: int) -> HttpResponse:
    """Take a turn off the rota."""
    found = queries.turn(request.person, turn)
    if found is None:
        raise Http404
    try:
        actions.remove_turn(person=request.person, turn=found)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The turn is off the rota."))
    return redirect("schools:cover", request.school.slug)
