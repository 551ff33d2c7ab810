"""A school year to look at, to type in, to take away."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.terms.faults import TermFaults
from gatepost.terms.year import usual_reach
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.terms import actions, permissions, picture, queries, words
from gatepost.web.terms.forms import MORE_ROWS, MOST_ROWS, RowForm, YearForm, errors_of, row_forms, sent_rows
from gatepost.web.terms.spans import Year, reach_of


@member_page(may=permissions.may_see_terms)
@require_safe
def now(request: MemberRequest) -> HttpResponse:
    """The year we are in."""
    return _shown(request, usual_reach(timezone.localdate())[0])


@member_page(may=permissions.may_see_terms)
@require_safe
def one(request: MemberRequest, year: str) -> HttpResponse:
    """Any year that is kept or can be entered."""
    _reach_or_404(year)
    return _shown(request, year)


def _shown(request: MemberRequest, name: str) -> HttpResponse:
    kept, moment = queries.kept(), timezone.now()
    found = kept.year(name)
    pattern = queries.pattern_of(request.person.membership_id)
    page: dict[str, Any] = {
        "name": name,
        "year": found,
        "now": words.now_at_school(kept.calendar, moment),
        "others": [one for one in _offered(kept) if one != name],
        "to_enter": queries.years_to_enter(request.person),
        "may_change": permissions.may_change_terms(request.person),
        "my_hours": words.hours_in_words(pattern) if pattern else "",
        "timetable": kept.timetable(name),
    }
    if found:
        page |= {
            "lines": words.lines(found, kept.holidays),
            "months": picture.months(found, kept.calendar),
            "marks": picture.marks(),
            "weekdays": picture.weekdays(),
            "short": found.ends < _reach_or_404(name)[1],
            "bells": [words.bells(shape) for shape in page["timetable"].shapes] if page["timetable"] else [],
        }
    return render(request, "terms/year.html", page)


def _offered(kept: queries.Kept) -> list[str]:
    """The years that are kept, this one and the next."""
    this, _first, last = usual_reach(timezone.localdate())
    return sorted({year.name for year in kept.years} | {this, usual_reach(date(last.year, 8, 1))[0]})


@member_page(may=permissions.may_change_terms)
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: MemberRequest, year: str) -> HttpResponse:
    """Type the dates of a year."""
    reach = _reach_or_404(year)
    found = queries.kept().year(year)
    if request.method != "POST":
        initial = {"ends": found.ends if found else reach[1], "edition": queries.edition()}
        form = YearForm(initial=initial, reach=reach)
        return _typed(request, year, form, row_forms(found.spans if found else ()))
    if "more" in request.POST:
        form = YearForm(initial=request.POST.dict(), reach=reach)
        return _typed(request, year, form, sent_rows(request.POST, more=MORE_ROWS))
    form, rows = YearForm(request.POST, reach=reach), sent_rows(request.POST)
    faults: list[str] = []
    # Every row is judged, so that all its errors are told at once.
    sound = all([form.is_valid(), *(row.is_valid() for row in rows)])
    if sound:
        spans = tuple(sorted(span for row in rows if (span := row.span())))
        typed = Year(year, reach[0], form.cleaned_data["ends"], spans)
        try:
            actions.save_years(person=request.person, years=[typed], seen=form.cleaned_data["edition"])
        except actions.Overtaken:
            faults = [words.overtaken()]
            form = YearForm(request.POST.dict() | {"edition": queries.edition()}, reach=reach)
        except TermFaults as error:
            faults = [fault.message for fault in error.faults]
        else:
            messages.success(request, _("The dates of {year} are saved.").format(year=year))
            return redirect("terms:year", request.school.slug, year)
    return _typed(request, year, form, rows, faults)


def _typed(
    request: MemberRequest, name: str, form: YearForm, rows: list[RowForm], faults: list[str] | None = None
) -> HttpResponse:
    page = {
        "name": name,
        "form": form,
        "rows": rows,
        "faults": faults or [],
        "errors": errors_of([("", form), *(_numbered(row, at) for at, row in enumerate(rows, start=1))]),
        "may_have_more": len(rows) < MOST_ROWS,
        "is_kept": queries.kept().year(name) is not None,
    }
    return render(request, "terms/dates.html", page)


def _numbered(row: RowForm, number: int) -> tuple[str, RowForm]:
    return _("Date {number}").format(number=number), row


@member_page(may=permissions.may_change_terms)
@require_POST
def remove(request: MemberRequest, year: str) -> HttpResponse:
    """Take a year away; a tick says that it is no slip."""
    if request.POST.get("sure") != "yes":
        messages.error(
            request, _("Nothing was taken away. If you want to take {year} away, tick so.").format(year=year)
        )
        return redirect("terms:dates", request.school.slug, _known_or_404(year))
    try:
        actions.remove_year(person=request.person, name=year)
    except actions.Overtaken:
        raise Http404 from None
    except TermFaults as error:
        messages.error(request, " ".join(fault.message for fault in error.faults))
    else:
        messages.success(request, _("The school year {year} is taken away.").format(year=year))
    return redirect("terms:now", request.school.slug)


def _known_or_404(name: str) -> str:
    if queries.kept().year(name) is None:
        raise Http404
    return name


def _reach_or_404(name: str) -> tuple[date, date]:
    reach = reach_of(name)
    if reach is None:
        raise Http404
    return reach
