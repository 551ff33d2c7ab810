"""What a school sets for itself."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gatepost.web.schools import permissions, queries
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.actions import settings as actions
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import ChannelForm, SettingsForm, say


@member_page(may=permissions.may_change_settings)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: MemberRequest) -> HttpResponse:
    """Name, number, mailbox of the record; below it the approved channels."""
    form = _form(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.change_settings(
                person=request.person,
                name=told["name"],
                urn=told.get("urn", ""),
                record_mailbox=told["record_mailbox"],
            )
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("schools:settings", request.school.slug)
    return _page(request, form, ChannelForm(auto_id="id_channel_%s"))


@member_page(may=permissions.may_change_settings)
@require_POST
def approve_channel(request: MemberRequest) -> HttpResponse:
    """Put a channel on the list."""
    form = ChannelForm(request.POST, auto_id="id_channel_%s")
    if form.is_valid():
        try:
            actions.approve_channel(person=request.person, **form.cleaned_data)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("The channel is on the list."))
            return redirect("schools:settings", request.school.slug)
    return _page(request, _form(request, None), form)


@member_page(may=permissions.may_change_settings)
@require_POST
def withdraw_channel(request: MemberRequest, channel: int) -> HttpResponse:
    """Take a channel off the list."""
    found = next((one for one in queries.channels(request.person) if one.pk == channel), None)
    if found is None:
        raise Http404
    actions.withdraw_channel(person=request.person, channel=found)
    messages.success(request, _("The channel is off the list."))
    return redirect("schools:settings", request.school.slug)


def _form(request: MemberRequest, told: object) -> SettingsForm:
    school = request.school
    initial = {"name": school.name, "urn": school.urn, "record_mailbox": queries.record_mailbox()}
    return SettingsForm(told, initial=initial, jurisdiction=school.jurisdiction)


def _page(request: MemberRequest, form: SettingsForm, channel_form: ChannelForm) -> HttpResponse:
    context = {
        "form": form,
        "channel_form": channel_form,
        "channels": queries.channels(request.person),
        "body": request.school.body,
    }
    return render(request, "schools/settings.html", context)
