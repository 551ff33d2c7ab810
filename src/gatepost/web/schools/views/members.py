"""The members: the list, one member, roles, leaving and coming back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gatepost.law.offices import offices
from gatepost.web.schools import permissions, queries
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.actions import membership, reading
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import (
    HEADTEACHER,
    AddForm,
    EndForm,
    LeaveForm,
    ReadmitForm,
    RoleForm,
    SearchForm,
    say,
)
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.roles import ROLES


def _member_or_404(request: MemberRequest, number: int) -> Membership:
    found = queries.member(request.person, number)
    if found is None:
        raise Http404
    return found


@member_page(may=permissions.may_see_members)
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: MemberRequest) -> HttpResponse:
    """Everybody but parents, now or in the past; words that somebody looks for come by POST."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        rows = queries.found(request.person, form.cleaned_data["words"])
        shown = queries.as_members(rows, request.school.jurisdiction)
        reading.searched(person=request.person)
        return _list(request, "schools/found.html", shown, form=form)
    when = queries.PAST if request.GET.get("show") == queries.PAST else queries.CURRENT
    return _paged(request, "schools/members.html", form, when=when, parents=False)


@member_page(may=permissions.may_see_members)
@require_GET
def parents(request: MemberRequest) -> HttpResponse:
    """Those members who are parents and nothing else."""
    return _paged(request, "schools/parents.html", SearchForm(), when=queries.CURRENT, parents=True)


def _paged(request: MemberRequest, template: str, form: SearchForm, *, when: str, parents: bool) -> HttpResponse:
    rows = queries.memberships(request.person, when, parents)
    # The people of one school fit on a page; only parents and those of the past can be many.
    size = queries.A_PAGE if parents or when == queries.PAST else queries.A_PAGE * 4
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    shown = queries.as_members(page.object_list, request.school.jurisdiction)
    return _list(request, template, shown, form=form, page=page, when=when)


def _list(request: MemberRequest, template: str, shown: tuple[queries.Member, ...], **more: Any) -> HttpResponse:
    order = list(ROLES)
    context = {
        "members": sorted(shown, key=lambda one: order.index(one.main) if one.main else -1),
        "may_manage": permissions.may_manage_members(request.person),
        "today": today(),
        **more,
    }
    return render(request, template, context)


@member_page(may=permissions.may_see_members)
@require_GET
def member(request: MemberRequest, member: int) -> HttpResponse:
    """One member: roles with their dates, and what was changed when by whom."""
    row = _member_or_404(request, member)
    reading.read(person=request.person, member=row)
    return _member_page(request, row, RoleForm(**_role_choices(request)))


def _member_page(request: MemberRequest, row: Membership, form: RoleForm) -> HttpResponse:
    (shown,) = queries.as_members([row], request.school.jurisdiction)
    person, now = request.person, membership.roles_from_today(row)
    mine = row.pk == person.membership_id
    context = {
        "member": shown,
        "form": form,
        "history": queries.history(person, row.pk),
        "successor": row.successor.account.name if row.successor else "",
        "may_give": permissions.may_manage_members(person) and not mine and not shown.past,
        "may_reset": permissions.may_reset(person) and not mine and not shown.past and bool(shown.email),
        "may_end": permissions.may_manage_members(person) and not shown.past and permissions.may_give(person, now),
        "may_readmit": permissions.may_manage_members(person) and not mine and (shown.past or shown.leaves_on),
        "endable": {one.id for one in shown.roles if permissions.may_give(person, [one.role])},
    }
    return render(request, "schools/member.html", context)


def _role_choices(request: MemberRequest) -> dict[str, Any]:
    return {"roles": permissions.roles_to_give(request.person), "jurisdiction": request.school.jurisdiction}


@member_page(may=permissions.may_manage_members)
@require_POST
def give_role(request: MemberRequest, member: int) -> HttpResponse:
    """One more role for a member."""
    row = _member_or_404(request, member)
    form = RoleForm(request.POST, **_role_choices(request))
    if form.is_valid():
        try:
            membership.give_role(person=request.person, member=row, **form.cleaned_data)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("The role is given."))
            return redirect("schools:member", request.school.slug, row.pk)
    return _member_page(request, row, form)


@member_page(may=permissions.may_manage_members)
@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: MemberRequest, member: int, role: int) -> HttpResponse:
    """End one role of a member, at once or after a day."""
    row = _member_or_404(request, member)
    held = RoleHeld.objects.filter(pk=role, membership=row).first()
    if held is None or not permissions.may_give(request.person, [held.role]):
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            membership.end_role(person=request.person, held=held, last_day=form.cleaned_data["last_day"])
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("The end of the role is set."))
            return redirect("schools:member", request.school.slug, row.pk)
    (shown,) = queries.as_members([row], request.school.jurisdiction)
    name = next(one.name for one in shown.roles if one.id == held.pk)
    return render(request, "schools/end_role.html", {"form": form, "member": shown, "role": name})


@member_page(may=permissions.may_manage_members)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Somebody without e-mail."""
    form = AddForm(request.POST if request.method == "POST" else None, **_role_choices(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = membership.admit_without_email(person=request.person, **form.cleaned_data)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("They are a member. The office keys for them."))
            return redirect("schools:member", request.school.slug, made.pk)
    return render(request, "schools/add.html", {"form": form})


@member_page(may=permissions.may_manage_members)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: MemberRequest, member: int) -> HttpResponse:
    """Let a member leave: when, and who takes over."""
    row = _member_or_404(request, member)
    if row.ended_at is not None or not permissions.may_give(request.person, membership.roles_from_today(row)):
        raise Http404
    words = offices(request.school.jurisdiction)
    form = LeaveForm(
        request.POST if request.method == "POST" else None,
        successors=queries.successors(request.person, row),
        head=_("Whoever is %(head)s") % {"head": words["head"]},
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["successor"]
        successor = None if chosen == HEADTEACHER else queries.member(request.person, int(chosen))
        try:
            membership.end_membership(
                person=request.person, member=row, last_day=form.cleaned_data["last_day"], successor=successor
            )
        except Fault as fault:
            say(form, fault)
        else:
            if row.pk == request.person.membership_id and not form.cleaned_data["last_day"]:
                logout(request)  # their session is gone already, and nothing can be written to it any more
                messages.success(request, _("You have left, and you are signed out."))
                return redirect("schools:pick")
            if form.cleaned_data["last_day"]:
                messages.success(request, _("Their last day is set."))
            else:
                left = _("%(name)s has left and is signed out everywhere.") % {"name": row.account.name}
                messages.success(request, left)
            return redirect("schools:members", request.school.slug)
    (shown,) = queries.as_members([row], request.school.jurisdiction)
    return render(request, "schools/leave.html", {"form": form, "member": shown})


@member_page(may=permissions.may_manage_members)
@require_http_methods(["GET", "HEAD", "POST"])
def readmit(request: MemberRequest, member: int) -> HttpResponse:
    """Let somebody who left, or is about to, be a member again."""
    row = _member_or_404(request, member)
    if row.pk == request.person.membership_id:
        raise Http404
    form = ReadmitForm(request.POST if request.method == "POST" else None, **_role_choices(request))
    if request.method == "POST" and form.is_valid():
        try:
            membership.readmit(person=request.person, member=row, **form.cleaned_data)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("They are a member again."))
            return redirect("schools:member", request.school.slug, row.pk)
    (shown,) = queries.as_members([row], request.school.jurisdiction)
    return render(request, "schools/readmit.html", {"form": form, "member": shown})
