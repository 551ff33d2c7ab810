"""A file for the roll that has been sent: looked at, decided, applied, undone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gatepost.web.people import comparing, pages, permissions
from gatepost.web.people.actions import imports as actions
from gatepost.web.people.forms.imports import ConfirmForm, DecideForm
from gatepost.web.people.models import Import
from gatepost.web.people.models.imports import APPLIED, READING, STAGED, WAITING
from gatepost.web.people.progress import progress_of
from gatepost.web.people.queries import imports as queries
from gatepost.web.people.spreadsheet import to_csv
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say
from gatepost.web.schools.person import today

A_PAGE = 50
DECIDED_AT_ONCE = 20  # rows on one page
LOOKS_AGAIN = 5  # seconds


def _import_or_404(request: MemberRequest, file: int) -> Import:
    found = queries.one_import(request.person, file)
    if found is None:
        raise Http404
    return found


@member_page(may=permissions.may_change_roll)
@require_safe
def one(request: MemberRequest, file: int) -> HttpResponse:
    """What a file would change, or what it changed."""
    return _page(request, _import_or_404(request, file))


def _page(request: MemberRequest, row: Import, confirm: ConfirmForm | None = None) -> HttpResponse:
    if row.state in (READING, WAITING):
        return _waiting(request, row)
    if row.state != STAGED or row.snapshot is None:
        undoable = queries.undoable(request.person) == row.pk
        return render(request, "people/done.html", {"row": row, "undoable": undoable, "applied": row.state == APPLIED})
    found = comparing.compare(row, today())
    rows = comparing.undecided(found)
    form = confirm or ConfirmForm(initial={"agreed": comparing.digest(found)})
    context = {
        "row": row,
        "found": found,
        "counts": comparing.counts(found),
        "changes": comparing.changes(found),
        "sections": pages.sections(found),
        "undecided": len(rows),
        "decide": DecideForm(rows=rows[:DECIDED_AT_ONCE]) if rows else None,
        "confirm": form.asking(guarded=bool(found.guards)),
    }
    return render(request, "people/import.html", context)


def _waiting(request: MemberRequest, row: Import) -> HttpResponse:
    """How far the clock is. A header lets the page look again, which whoever reads slowly can do without."""
    still = "still" in request.GET
    context = {"row": row, "now": timezone.now(), "progress": progress_of(row.pk), "still": still}
    response = render(request, "people/waiting.html", context)
    if not still:
        response["Refresh"] = str(LOOKS_AGAIN)
    return response


@member_page(may=permissions.may_change_roll)
@require_safe
def section(request: MemberRequest, file: int, part: str) -> HttpResponse:
    """Everybody of one kind of difference, in pages."""
    row = _import_or_404(request, file)
    if row.state != STAGED or row.snapshot is None:
        raise Http404
    found = next((one for one in pages.sections(comparing.compare(row, today()), most=None) if one.code == part), None)
    if found is None:
        raise Http404
    page = Paginator(found.rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/section.html", {"row": row, "section": found, "page": page})


@member_page(may=permissions.may_change_roll)
@require_POST
def decide(request: MemberRequest, file: int) -> HttpResponse:
    """Whom the rows mean that may be somebody who is known."""
    row = _import_or_404(request, file)
    if row.state != STAGED or row.snapshot is None:
        raise Http404
    form = DecideForm(request.POST, rows=comparing.undecided(comparing.compare(row, today()))[:DECIDED_AT_ONCE])
    decided = form.decided() if form.is_valid() else {}
    try:
        if not decided:
            raise Fault(_("Nothing is decided: choose for at least one of the rows that wait now."))
        actions.decide(person=request.person, waiting=row, decided=decided)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Decided. Look at the differences once more."))
    return redirect("people:import", request.school.slug, row.pk)


@member_page(may=permissions.may_change_roll)
@require_POST
def confirm(request: MemberRequest, file: int) -> HttpResponse:
    """Apply what was on the page."""
    row = _import_or_404(request, file)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        if row.state == STAGED:
            return _page(request, row, form)
        return redirect("people:import", request.school.slug, row.pk)
    try:
        actions.confirm(person=request.person, waiting=row, **form.cleaned_data)
    except Fault as fault:
        if fault.field:
            say(form, fault)
            return _page(request, row, form)
        row.refresh_from_db(fields=["state"])
        if row.state not in (APPLIED, WAITING):  # a second press of the button finds done what it asked for
            messages.error(request, str(fault))
    else:
        row.refresh_from_db(fields=["state"])
        if row.state == APPLIED:
            messages.success(request, _("The roll is changed."))
    return redirect("people:import", request.school.slug, row.pk)


@member_page(may=permissions.may_change_roll)
@require_POST
def give_up(request: MemberRequest, file: int) -> HttpResponse:
    """Put a file away unused."""
    actions.give_up(waiting=_import_or_404(request, file), person=request.person)
    messages.success(request, _("The file is put away. Nothing of it is kept."))
    return redirect("people:imports", request.school.slug)


@member_page(may=permissions.may_change_roll)
@require_POST
def undo(request: MemberRequest, file: int) -> HttpResponse:
    """Take the last import back."""
    row = _import_or_404(request, file)
    try:
        actions.undo(person=request.person, done=row)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("It is undone: the roll is as it was before."))
    return redirect("people:import", request.school.slug, row.pk)


@member_page(may=permissions.may_change_roll)
@require_safe
def faults(request: MemberRequest, file: int) -> HttpResponse:
    """Where a file was wrong, as a list to take to whoever made it; no value of the file stands in it."""
    row = _import_or_404(request, file)
    told = [*row.told.get("faults", ()), *row.told.get("warnings", ())]
    response = HttpResponse(
        to_csv([(_("file"), _("row"), _("column"), _("what is wrong")), *told]), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="faults-{row.pk}.csv"'
    return response
