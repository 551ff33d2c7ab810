"""The times of the school day."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gatepost.terms.faults import TermFaults
from gatepost.terms.timetable import Timetable
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.terms import actions, permissions, queries, words
from gatepost.web.terms.forms import MOST_BELLS, BellsForm, bells_forms, errors_of, sent_bells


@member_page(may=permissions.may_change_terms)
@require_http_methods(["GET", "HEAD", "POST"])
def timetable(request: MemberRequest, year: str) -> HttpResponse:
    """Type the times of a year's school days, or go back to those of the year before."""
    kept = queries.kept()
    if kept.year(year) is None:
        raise Http404
    if request.method != "POST":
        held = kept.timetable(year)
        return _page(request, year, bells_forms(held.shapes if held else ()), queries.edition())
    seen = request.POST.get("edition", "")
    if "more" in request.POST:
        return _page(request, year, sent_bells(request.POST, more=True), seen)
    forms: list[BellsForm] = []
    faults: list[str] = []
    wanted: Timetable | None = None
    try:
        if "earlier" not in request.POST:
            forms = sent_bells(request.POST)
            sound = [form.is_valid() for form in forms]  # every form is judged, so that all errors are told
            if not all(sound):
                return _page(request, year, forms, seen)
            wanted = Timetable(tuple(shape for form in forms if (shape := form.shape())))
        actions.set_timetable(person=request.person, name=year, timetable=wanted, seen=seen)
    except actions.Overtaken:
        faults, seen = [words.overtaken()], queries.edition()
    except TermFaults as error:
        faults = [fault.message for fault in error.faults]
    else:
        messages.success(request, _("The times of the school day are saved."))
        return redirect("terms:year", request.school.slug, year)
    held = kept.timetable(year)
    return _page(request, year, forms or bells_forms(held.shapes if held else ()), seen, faults)


def _page(
    request: MemberRequest, name: str, forms: list[BellsForm], seen: str, faults: list[str] | None = None
) -> HttpResponse:
    """`seen`: the edition that the person has had before them."""
    kept = queries.kept()
    earlier = [year for year in sorted(kept.timetables) if year < name]
    page = {
        "name": name,
        "forms": forms,
        "edition": seen,
        "faults": faults or [],
        "errors": errors_of((_("Times {number}").format(number=at), form) for at, form in enumerate(forms, start=1)),
        "earlier": earlier[-1] if earlier else "",
        "is_own": name in kept.timetables,
        "may_have_more": len(forms) < MOST_BELLS,
    }
    return render(request, "terms/timetable.html", page)
