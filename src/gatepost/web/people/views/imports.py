"""Files for the roll: sent, looked at, decided, applied, undone."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.rosters.faults import RosterFaults
from gatepost.rosters.read import headers_in, schools_in
from gatepost.web.modules.queries import is_on
from gatepost.web.people import comparing, pages, permissions
from gatepost.web.people.actions import folder as watched
from gatepost.web.people.actions import imports as actions
from gatepost.web.people.forms.imports import ConfirmForm, DecideForm, FolderForm, UploadForm
from gatepost.web.people.models import Import
from gatepost.web.people.models.imports import APPLIED, STAGED, WAITING
from gatepost.web.people.queries import imports as queries
from gatepost.web.people.spreadsheet import to_csv
from gatepost.web.people.uploads import RollInMemory
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say
from gatepost.web.schools.person import today

A_PAGE = 50
DECIDED_AT_ONCE = 20  # rows on one page


@csrf_exempt  # the token stands in the form, which is read only when the handler of its file is in place
@member_page(may=permissions.may_change_roll)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: MemberRequest) -> HttpResponse:
    """The latest files, and the form that takes one."""
    request.upload_handlers = [RollInMemory(request)]
    return _imports(request)


@csrf_protect
def _imports(request: HttpRequest) -> HttpResponse:
    assert isinstance(request, HttpRequest)  # INVARIANT: member_page hands on a request with a person and a school
    person, slug = request.person, request.school.slug  # type: ignore[attr-defined]
    page: dict[str, Any] = {"imports": queries.imports(person), "undoable": queries.undoable(person)}
    mappings = queries.mappings(person)
    if request.method != "POST":
        chosen = _of_saved(request.GET.get("report", ""), mappings)
        return render(request, "people/imports.html", {**page, "form": UploadForm(mappings=mappings, initial=chosen)})
    form = UploadForm(request.POST, request.FILES, mappings=mappings)
    if not form.is_valid():
        return render(request, "people/imports.html", {**page, "form": form})
    source, name = form.cleaned_data["file"].read(), form.cleaned_data["file"].name
    columns = form.columns()
    try:
        row = actions.stage(person=person, source=source, name=name, options=_options(form, columns))
    except RosterFaults as faults:
        again = _asked_again(request, form, source, name, mappings)
        told = {"faults": faults.faults, "fault_count": faults.count, "form": again}
        page |= {"imports": queries.imports(person), "failed": _latest_failed(person)}
        return render(request, "people/imports.html", {**page, **told})
    if form.cleaned_data["source"]:
        actions.save_mapping(
            person=person,
            source=form.cleaned_data["source"],
            columns=columns or row.told["columns"],
            kind=form.cleaned_data["kind"],
            preset=form.cleaned_data["report"].removeprefix("preset:") if _preset(form) else "",
            order=form.cleaned_data["order"],
        )
    return redirect("people:import", slug, row.pk)


def _of_saved(source: str, mappings: Any) -> dict[str, str]:
    return {"report": f"saved:{source}"} if any(one.source == source for one in mappings) else {}


def _preset(form: UploadForm) -> str:
    report: str = form.cleaned_data["report"]
    return report.removeprefix("preset:") if report.startswith("preset:") else ""


def _options(form: UploadForm, columns: dict[str, str]) -> Any:
    told = form.cleaned_data
    saved = queries.mapping(told["report"].removeprefix("saved:")) if told["report"].startswith("saved:") else None
    return queries.options_of(
        saved,
        on=today(),
        mode=told["mode"],
        kind=told["kind"] or None,
        order=told["order"] or None,
        preset=_preset(form) or None,
        columns=columns,
        source=told["source"],
        school=told.get("school", ""),
        leavers=told["leavers"],
    )


def _asked_again(request: HttpRequest, form: UploadForm, source: bytes, name: str, mappings: Any) -> UploadForm:
    """The form with what was chosen, and with what can be asked now that the file has been seen. It has to be chosen
    once more, since it has not been kept.
    """
    try:
        headers, schools = headers_in(source, name), schools_in(source, name)
    except RosterFaults:
        headers, schools = (), ()
    initial = {key: value for key, value in form.cleaned_data.items() if key not in ("file", "headers")}
    return UploadForm(
        mappings=mappings,
        headers=headers,
        columns=form.columns() or pages.proposed(headers),
        schools=schools if len(schools) > 1 else (),
        initial=initial,
    )


def _latest_failed(person: Any) -> Import | None:
    return next((one for one in queries.imports(person) if one.state == "failed"), None)


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
    if row.state == WAITING:
        return render(request, "people/waiting.html", {"row": row, "now": timezone.now()})
    if row.state != STAGED or row.snapshot is None:
        undoable = queries.undoable(request.person) == row.pk
        return render(request, "people/done.html", {"row": row, "undoable": undoable, "applied": row.state == APPLIED})
    found = comparing.compare(row, today())
    rows = comparing.undecided(found)
    context = {
        "row": row,
        "found": found,
        "counts": comparing.counts(found),
        "sections": pages.sections(found),
        "undecided": len(rows),
        "decide": DecideForm(rows=rows[:DECIDED_AT_ONCE]) if rows else None,
        "confirm": confirm or ConfirmForm(initial={"agreed": comparing.digest(found)}, guarded=bool(found.guards)),
    }
    return render(request, "people/import.html", context)


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
    form = ConfirmForm(request.POST, guarded=True)
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


@member_page(may=permissions.may_change_roll)
@require_http_methods(["GET", "HEAD", "POST"])
def folder(request: MemberRequest) -> HttpResponse:
    """What is done with files in the watched folder."""
    mappings = queries.mappings(request.person)
    now = queries.watched(request.person)
    initial = {"source": now.source, "mode": now.mode, "small_by_itself": now.small_by_itself}
    form = FolderForm(request.POST if request.method == "POST" else None, mappings=mappings, initial=initial)
    if form.is_bound and form.is_valid():
        watched.choose(person=request.person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:folder", request.school.slug)
    context = {"form": form, "on": is_on(watched.MODULE), "place": f"drops/{request.school.slug}"}
    return render(request, "people/folder.html", context)
