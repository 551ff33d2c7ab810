"""Our policy, clause by clause; two policies side by side; every version, and how one is adopted."""

from datetime import date
from http import HTTPStatus
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.policy.faults import PolicyFaults
from gatepost.web.errors import error_page
from gatepost.web.policies import actions, permissions
from gatepost.web.policies.forms import AdoptForm, CompareForm, ProposeForm
from gatepost.web.policies.models import ProposedPolicy
from gatepost.web.policies.pages import Side, coverage_page, difference_page, faults_page, policy_page
from gatepost.web.policies.queries import (
    Adopted,
    as_adopted,
    by_topic,
    in_force,
    in_force_at,
    proposals,
    version_of,
    versions,
)
from gatepost.web.schools.access import MemberRequest, SchoolRequest, member_page, public


@public
@require_safe
def policy(request: SchoolRequest, school: str) -> HttpResponse:
    """Our policy, as it is in force today."""
    adopted = in_force(request.school)
    if adopted is None:
        return render(request, "policies/none.html", {"school": request.school})
    return render(request, "policies/policy.html", policy_page(adopted))


@public
@require_safe
def clause(request: SchoolRequest, school: str, clause: str) -> HttpResponse:
    """A link that names a clause: to its place on the page."""
    adopted = in_force(request.school)
    if adopted is None or clause not in adopted.policy.clauses:
        raise Http404
    return redirect(f"{reverse('policies:policy', args=[school])}#{clause}")


@public
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Choose two schools; once both are chosen, on to the page of their policies."""
    form = CompareForm(request.GET if "compare" in request.GET else None, initial=request.GET.dict())
    if form.is_bound and form.is_valid():
        return redirect("policies:compare", left=form.cleaned_data["left"], right=form.cleaned_data["right"])
    return render(request, "policies/choose.html", {"form": form})


@public
@require_safe
def compare(request: HttpRequest, left: str, right: str) -> HttpResponse:
    """The policies of two schools by topic and by change of verdict."""
    one, other = in_force_at(left), in_force_at(right)
    if one is None or other is None or left == right:
        raise Http404
    if ratelimit.consume_or_429(request, action="compare_policies", limit_get=True):
        return error_page(
            request,
            HTTPStatus.TOO_MANY_REQUESTS,
            _("Many policies were compared from here"),
            _("Somebody on your network has compared more than 30 within a minute. Wait a minute, then try again."),
        )
    rows = by_topic(one.policy, other.policy)
    sides = [Side(side.school.name, reverse("policies:policy", args=[side.school.slug])) for side in (one, other)]
    page = {
        "one": one,
        "other": other,
        "both": [row for row in rows if row.left and row.right],
        "only_one": [row for row in rows if row.left and not row.right],
        "only_other": [row for row in rows if row.right and not row.left],
        "neither": [row for row in rows if not row.left and not row.right],
        **difference_page(one, other, *sides),
    }
    return render(request, "policies/compare.html", page)


@member_page(may=permissions.may_read_versions)
@require_safe
def history(request: MemberRequest) -> HttpResponse:
    """Every version with its dates, and what lies on the table for those who may adopt it."""
    may_adopt = permissions.may_adopt(request.person)
    page = {
        "school": request.school,
        "versions": versions(),
        "may_adopt": may_adopt,
        "proposals": proposals() if may_adopt else (),
    }
    return render(request, "policies/history.html", page)


@member_page(may=permissions.may_read_versions)
@require_safe
def version(request: MemberRequest, version: int) -> HttpResponse:
    """The text of one version, whenever it is or was in force."""
    found = version_of(version)
    if found is None:
        raise Http404
    page = policy_page(as_adopted(request.school, found.row))
    return render(request, "policies/policy.html", {**page, "version": found})


@member_page(may=permissions.may_adopt)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: MemberRequest) -> HttpResponse:
    """Choose or send a text, and from when it shall be in force. Nothing is adopted by this."""
    form = ProposeForm(request.POST or None, request.FILES or None)
    page: dict[str, Any] = {"school": request.school, "form": form}
    if form.is_bound and form.is_valid():
        source, origin = form.source()
        try:
            proposed = actions.propose(
                person=request.person, source=source, origin=origin, in_force_from=form.cleaned_data["in_force_from"]
            )
        except PolicyFaults as faults:
            form.add_error(None, _("The text cannot be used yet. What has to be mended stands below, line by line."))
            page["faults"] = faults_page(source, faults.faults)
        except actions.NotAdopted as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("policies:proposed", school=request.school.slug, proposed=proposed.pk)
    return render(request, "policies/propose.html", page)


@member_page(may=permissions.may_adopt, recently=True)
@require_http_methods(["GET", "HEAD", "POST"])
def proposed(request: MemberRequest, proposed: int) -> HttpResponse:
    """What a proposed text would change, and its adoption."""
    row = _proposed_or_404(proposed)
    form = AdoptForm(request.POST if "adopt" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            adopted = actions.adopt(
                person=request.person,
                source=row.text.encode(),
                origin=row.origin,
                in_force_from=row.in_force_from,
                proposed=row,
            )
        except actions.NotAdopted as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Adopted. It is in force from {day}.").format(day=_day(adopted.in_force_from)))
            return redirect("policies:history", school=request.school.slug)
    new = as_adopted(request.school, row)
    before = in_force(request.school, row.in_force_from)
    page = {
        **policy_page(new),
        "proposed": row,
        "before": before,
        "coverage": coverage_page(new, before),
        "form": form,
        **(_changes(before, new, row) if before else {}),
    }
    return render(request, "policies/proposed.html", page)


@member_page(may=permissions.may_adopt)
@require_safe
def proposed_text(request: MemberRequest, proposed: int) -> HttpResponse:
    """The whole of a proposed text, clause by clause."""
    row = _proposed_or_404(proposed)
    page = policy_page(as_adopted(request.school, row))
    return render(request, "policies/policy.html", {**page, "proposed": row})


@member_page(may=permissions.may_adopt)
@require_POST
def discard(request: MemberRequest, proposed: int) -> HttpResponse:
    """Take a proposed text off the table."""
    row = _proposed_or_404(proposed)
    try:
        actions.discard(person=request.person, proposed=row)
    except actions.NotAdopted as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken off the table. The policy in force is unchanged."))
    return redirect("policies:history", school=request.school.slug)


@member_page(may=permissions.may_adopt, recently=True)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: MemberRequest, version: int) -> HttpResponse:
    """Ask, then withdraw a version that has not begun."""
    found = version_of(version)
    if found is None or not found.coming:
        raise Http404
    if request.method == "POST":
        try:
            actions.withdraw(person=request.person, adopted=found.row)
        except actions.NotAdopted as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Withdrawn. The policy in force stays as it is."))
        return redirect("policies:history", school=request.school.slug)
    return render(request, "policies/withdraw.html", {"school": request.school, "version": found})


def _changes(before: Adopted, new: Adopted, row: ProposedPolicy) -> dict[str, Any]:
    slug = before.school.slug
    return difference_page(
        before,
        new,
        Side(_("The policy as it would be without"), reverse("policies:policy", args=[slug])),
        Side(_("The proposed policy"), reverse("policies:proposed-text", args=[slug, row.pk])),
    )


def _proposed_or_404(number: int) -> ProposedPolicy:
    row = ProposedPolicy.objects.filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _day(day: date) -> str:
    return date_format(day, "j F Y")
