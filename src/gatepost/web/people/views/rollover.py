"""The end of a school year, on one page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gatepost.web.people import permissions
from gatepost.web.people.actions.rollover import begin_year
from gatepost.web.people.forms.imports import BeginForm, NewYearForm
from gatepost.web.people.pages import said
from gatepost.web.people.queries import rollover as queries
from gatepost.web.people.years import year_name
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say


@member_page(may=permissions.may_change_roll)
@require_http_methods(["GET", "HEAD", "POST"])
def new_year(request: MemberRequest) -> HttpResponse:
    """What the new year shall be like; then all that it changes, to be confirmed on the same page."""
    top = queries.top_year(request.person)
    rooms = [one for one in queries.rooms(request.person) if top is not None and one.years[0] < top]
    years = [(str(year), year_name(year)) for year in range(top or 0, max((top or 0) - 3, -2), -1)]
    form = NewYearForm(request.POST if request.method == "POST" else None, rooms=rooms, years=years)
    context: dict[str, object] = {"form": form, "nobody": top is None}
    if form.is_bound and form.is_valid():
        told = {
            "top_year": form.cleaned_data["top_year"],
            "last_day": form.cleaned_data["last_day"],
            "classes": form.classes(),
        }
        found = queries.new_year(request.person, told["top_year"], told["last_day"], told["classes"])
        doubts = queries.doubts(told["last_day"], timezone.now())
        fresh = BeginForm(initial={"agreed": queries.digest(found)}, doubted=bool(doubts))
        sure = BeginForm(request.POST, doubted=bool(doubts)) if "do" in request.POST else fresh
        if sure.is_bound and sure.is_valid():
            try:
                row = begin_year(person=request.person, **told, **sure.cleaned_data)
            except Fault as fault:
                if fault.field in sure.fields:
                    say(sure, fault)
                else:  # what was typed was about other differences
                    say(form, fault)
                    sure = fresh
            else:
                messages.success(request, _("The new school year has begun on the roll."))
                return redirect("people:import", request.school.slug, row.pk)
        context |= {
            "found": found,
            "doubts": doubts,
            "confirm": sure,
            "moves": [(one.known, said(one.fields)) for one in found.moves],
        }
    return render(request, "people/new_year.html", context)
