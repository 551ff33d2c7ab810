"""Inviting people, and taking an invitation back."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gatepost.web.schools import permissions, queries
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.actions import invitation as actions
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import InviteForm, say


@member_page(may=permissions.may_manage_members)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    """Invite somebody by e-mail; below it the invitations that are open."""
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        roles=permissions.roles_to_give(request.person),
        jurisdiction=request.school.jurisdiction,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(person=request.person, **form.cleaned_data)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("The invitation is made. It can be used for 14 days."))
            return redirect("schools:invite", request.school.slug)
    context = {
        "form": form,
        "invitations": queries.open_invitations(request.person, request.school.jurisdiction),
        "mail_is_set_up": settings.MAIL_IS_SET_UP,
    }
    return render(request, "schools/invite.html", context)


@member_page(may=permissions.may_manage_members)
@require_POST
def withdraw(request: MemberRequest, invitation: int) -> HttpResponse:
    """Make a link worthless."""
    found = queries.invitation(request.person, invitation)
    if found is None:
        raise Http404
    try:
        actions.withdraw_invitation(person=request.person, invitation=found)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The invitation is withdrawn."))
    return redirect("schools:invite", request.school.slug)
