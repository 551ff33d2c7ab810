"""Asking for permission, and what became of what one asked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.web.approvals import permissions
from gatepost.web.approvals.actions import asking as actions
from gatepost.web.approvals.forms import AskForm, KindForm, ReplyForm
from gatepost.web.approvals.kinds import KINDS, Kind, asking_clauses, level_needed
from gatepost.web.approvals.models import PERMISSION_ENDED, PermissionRequest
from gatepost.web.approvals.queries import requests as queries
from gatepost.web.approvals.queries.accounts import accounts
from gatepost.web.policies.queries import in_force
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say
from gatepost.web.schools.models import School

_KINDS_OF_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png"}


def sent(request: MemberRequest) -> Any:
    """What a form is filled with: what was sent, or nothing."""
    return request.POST if request.method == "POST" else None


def kinds_at(school: School) -> tuple[Kind, ...]:
    """The kinds for which the policy in force asks for a yes."""
    adopted = in_force(school)
    return tuple(one for one in KINDS.values() if adopted is not None and asking_clauses(adopted.policy, one))


@member_page(may=permissions.may_ask)
@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """What one has asked for, and one's own accounts."""
    own = [one for one in accounts(request.person) if one.owner_id == request.person.membership_id]
    context = {
        "requests": queries.mine(request.person),
        "accounts": [one for one in own if one.closed_at is None],
        "ended_accounts": [one for one in own if one.closed_because == PERMISSION_ENDED],
        "may_decide": permissions.may_decide(request.person),
        "is_on": queries.module_on(),
    }
    return render(request, "approvals/mine.html", context)


@member_page(may=permissions.may_ask)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: MemberRequest) -> HttpResponse:
    """Which kind of permission."""
    kinds = kinds_at(request.school)
    form = KindForm(sent(request), kinds=kinds)
    if form.is_bound and form.is_valid():
        return redirect("approvals:ask", request.school.slug, form.cleaned_data["kind"])
    context = {"form": form, "kinds": kinds, "is_on": queries.module_on()}
    return render(request, "approvals/choose.html", context)


@member_page(may=permissions.may_ask)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: MemberRequest, kind: str) -> HttpResponse:
    """Ask for one kind."""
    if kind not in KINDS:
        raise Http404
    wanted = KINDS[kind]
    adopted = in_force(request.school)
    clauses = asking_clauses(adopted.policy, wanted) if adopted is not None else ()
    ids = [one.id for one in clauses]
    level = (level_needed(adopted.policy, ids) if adopted is not None else None) or ""
    form = AskForm(sent(request), kind=wanted, clauses=ids, level=level)
    if form.is_bound and form.is_valid():
        try:
            made = actions.ask(person=request.person, wanted=form.wanted)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("Sent. You get a notice when it is decided."))
            return redirect("approvals:one", request.school.slug, made.pk)
    context = {"form": form, "kind": wanted, "clauses": clauses, "level": level, "is_on": queries.module_on()}
    return render(request, "approvals/ask.html", context)


@member_page(may=permissions.may_ask)
@require_safe
def picture(request: MemberRequest, asked: int, shown: int) -> HttpResponse:
    """A picture that goes with a request, for whoever asked and whoever decides."""
    found = queries.picture(request.person, asked, shown)
    if found is None:
        raise Http404
    kind = next((kind for begins, kind in _KINDS_OF_PICTURES.items() if found.startswith(begins)), None)
    answer = HttpResponse(found, content_type=kind or "application/octet-stream")
    answer["Cache-Control"] = "no-store"
    return answer


@member_page(may=permissions.may_ask)
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: MemberRequest, asked: int) -> HttpResponse:
    """Answer the question that came back."""
    found = own_or_404(request, asked)
    form = ReplyForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.reply(person=request.person, request=found, text=form.cleaned_data["words"])
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("Your answer has been sent."))
            return redirect("approvals:one", request.school.slug, found.pk)
    context = {"form": form, "asked": found, "replying": True, "is_on": queries.module_on()}
    return render(request, "approvals/words.html", context)


@member_page(may=permissions.may_ask)
@require_POST
def take_back(request: MemberRequest, asked: int) -> HttpResponse:
    """One no longer asks."""
    found = own_or_404(request, asked)
    try:
        actions.take_back(person=request.person, request=found)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("You have taken it back."))
    return redirect("approvals:one", request.school.slug, found.pk)


def request_or_404(request: MemberRequest, number: int) -> PermissionRequest:
    """The request, for whoever asked and whoever decides."""
    found = queries.one(request.person, number)
    if found is None:
        raise Http404
    return found


def own_or_404(request: MemberRequest, number: int) -> PermissionRequest:
    """The request, for whoever asked."""
    found = request_or_404(request, number)
    if found.membership_id != request.person.membership_id:
        raise Http404
    return found
