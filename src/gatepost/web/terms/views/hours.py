"""Who works other hours than the school's."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.queries import member as member_of
from gatepost.web.schools.queries import memberships
from gatepost.web.terms import actions, permissions, queries, words
from gatepost.web.terms.forms import HoursForm


@member_page(may=permissions.may_change_terms)
@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """Everybody who works at the school, with their hours."""
    patterns = queries.patterns()
    people = [
        (one, words.hours_in_words(patterns[one.pk]) if one.pk in patterns else "")
        for one in memberships(request.person)
    ]
    return render(request, "terms/hours.html", {"people": people})


@member_page(may=permissions.may_change_terms)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: MemberRequest, member: int) -> HttpResponse:
    """One member's hours."""
    found = member_of(request.person, member)
    if found is None or found.ended_at is not None:
        raise Http404
    pattern = queries.pattern_of(found.pk)
    form = HoursForm(request.POST if request.method == "POST" else None, pattern=pattern)
    if form.is_valid():
        actions.set_hours(person=request.person, member=found, hours=form.hours())
        messages.success(request, _("The hours of {name} are saved.").format(name=found.account.name))
        return redirect("terms:hours", request.school.slug)
    if request.method != "POST":
        actions.read_hours(person=request.person, member=found)
    return render(request, "terms/member_hours.html", {"form": form, "member": found})
