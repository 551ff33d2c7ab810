"""Past pupils who are not yet 18."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.rosters.ages import eighteenth_birthday
from gatepost.web.modules.queries import is_on
from gatepost.web.people import permissions
from gatepost.web.people.actions import past as actions
from gatepost.web.people.forms.past import BornForm, RemoveForm
from gatepost.web.people.known import PAST_PUPILS
from gatepost.web.people.models import PastPupil
from gatepost.web.people.queries import past as queries
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say

A_PAGE = 60


@member_page(may=permissions.may_see_past_pupils)
@require_safe
def past_pupils(request: MemberRequest) -> HttpResponse:
    """Everybody who left and is kept, by surname."""
    page = Paginator(queries.past_pupils(request.person), A_PAGE).get_page(request.GET.get("page"))
    on = is_on(PAST_PUPILS)
    if on:
        actions.read(person=request.person)
    return render(request, "people/past_pupils.html", {"page": page, "is_on": on})


@member_page(may=permissions.may_see_past_pupils)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: MemberRequest, past: int) -> HttpResponse:
    """What is kept of one of them; the office corrects the date of birth here."""
    row = _row_or_404(request, past)
    form = BornForm(request.POST if request.method == "POST" else None, initial={"date_of_birth": row.date_of_birth})
    asked = False
    if permissions.may_change_past_pupils(request.person) and form.is_bound and form.is_valid():
        try:
            actions.correct(person=request.person, row=row, **form.cleaned_data)
        except Fault as fault:
            asked = fault.field == "sure"
            say(form, fault)
        else:
            messages.success(request, _("The date of birth is corrected."))
            return redirect("people:past-pupils", request.school.slug)
    if not asked:
        del form.fields["sure"]
    return _page(request, row, form, RemoveForm())


@member_page(may=permissions.may_change_past_pupils)
@require_POST
def remove(request: MemberRequest, past: int) -> HttpResponse:
    """For good."""
    row = _row_or_404(request, past)
    form = RemoveForm(request.POST)
    if form.is_valid():
        try:
            actions.remove(person=request.person, row=row, surname=form.cleaned_data["surname"])
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("Removed for good. No file brings this child back here."))
            return redirect("people:past-pupils", request.school.slug)
    born = BornForm(initial={"date_of_birth": row.date_of_birth})
    del born.fields["sure"]
    return _page(request, row, born, form)


def _page(request: MemberRequest, row: PastPupil, form: BornForm, removing: RemoveForm) -> HttpResponse:
    actions.read(person=request.person, row=row)
    context = {"row": row, "gone_on": eighteenth_birthday(row.date_of_birth)}
    if permissions.may_change_past_pupils(request.person):
        context |= {"form": form, "removing": removing}
    return render(request, "people/past_pupil.html", context)


def _row_or_404(request: MemberRequest, number: int) -> PastPupil:
    found = queries.one(request.person, number)
    if found is None:
        raise Http404
    return found
