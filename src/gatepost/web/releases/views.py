"""News that is held back: the list, one piece of news, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.web.releases import actions, permissions, queries
from gatepost.web.releases.forms import MoveForm, NewsForm, initial_of
from gatepost.web.releases.holds import PUBLIC
from gatepost.web.releases.queries import Listed
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say


@member_page(may=permissions.may_see_releases)
@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """What is held, as far as one may know."""
    context = {
        "releases": queries.listed(request.person, timezone.now()),
        "may_hold": permissions.may_hold_news(request.person),
        "clauses": queries.clauses(request.school),
    }
    return render(request, "releases/list.html", context)


@member_page(may=permissions.may_hold_news)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: MemberRequest) -> HttpResponse:
    """Hold a piece of news back."""
    form = _form(request)
    if form.is_bound and form.is_valid():
        try:
            made = actions.note(person=request.person, news=form.news)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("It is held. A draft that gives it away is stopped until its hour."))
            return redirect("releases:one", request.school.slug, made.pk)
    return render(request, "releases/note.html", {"form": form})


def _form(request: MemberRequest, initial: Any = None) -> NewsForm:
    return NewsForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        members=queries.members_to_tell(),
        jurisdiction=request.school.jurisdiction,
    )


def _found(request: MemberRequest, number: int) -> Listed:
    found = queries.one(request.person, number, timezone.now())
    if found is None:
        raise Http404
    return found


@member_page(may=permissions.may_see_releases)
@require_safe
def one(request: MemberRequest, release: int) -> HttpResponse:
    """One piece of news, for those who know of it."""
    found = _found(request, release)
    actions.read(person=request.person, release=found.release)
    context = {
        "one": found,
        "who": queries.who_knows(found.release),
        "may_hold": permissions.may_hold_news(request.person),
    }
    return render(request, "releases/one.html", context)


@member_page(may=permissions.may_hold_news)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, release: int) -> HttpResponse:
    """Change its words, its times or who knows of it."""
    found = _found(request, release)
    row = found.release
    members = [one.membership_id for one in row.knows.all()]
    form = _form(request, initial_of(found.words, queries.times_of(row), row.knows_roles, members, actions.mark(row)))
    if form.is_bound and form.is_valid():
        try:
            actions.change(person=request.person, release=row, news=form.news, seen=form.cleaned_data["seen"])
        except actions.Stale as stale:
            messages.error(request, str(stale))
            return redirect("releases:change", request.school.slug, row.pk)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("Saved."))
            return redirect("releases:one", request.school.slug, row.pk)
    return render(request, "releases/note.html", {"form": form, "release": row})


@member_page(may=permissions.may_hold_news)
@require_POST
def move(request: MemberRequest, release: int) -> HttpResponse:
    """Put it off by one button, or let it out by two: what has been told cannot be taken back."""
    found, form = _found(request, release), MoveForm(request.POST)
    if form.is_valid() and form.cleaned_data["to"] == "out" and not form.cleaned_data["sure"]:
        audience = form.cleaned_data["audience"]
        line = next((one for one in found.lines if one.audience == audience and not one.over), None)
        if line is not None:
            context = {
                "one": found,
                "line": line,
                "seen": request.POST.get("seen", ""),
                "everybody": audience == PUBLIC,
            }
            return render(request, "releases/sure.html", context)
    if form.is_valid():
        told = form.cleaned_data
        try:
            if told["to"] == "out":
                actions.let_out(
                    person=request.person, release=found.release, audience=told["audience"], seen=told["seen"]
                )
            else:
                actions.delay(
                    person=request.person,
                    release=found.release,
                    audience=told["audience"],
                    seen=told["seen"],
                    until_said=told["to"] == "said",
                )
        except Fault as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, _("It may be told now.") if told["to"] == "out" else _("It is put off."))
    return redirect("releases:one", request.school.slug, found.release.pk)


@member_page(may=permissions.may_hold_news)
@require_POST
def drop(request: MemberRequest, release: int) -> HttpResponse:
    """Forget it."""
    found = _found(request, release)
    try:
        actions.drop(person=request.person, release=found.release)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("It is dropped, and nothing of it is kept."))
    return redirect("releases:list", request.school.slug)
