"""Files for the roll on their way in: sent on the page, or left in the watched folder."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from gatepost.rosters.faults import RosterFaults
from gatepost.web.modules.queries import is_on
from gatepost.web.people import pages, permissions
from gatepost.web.people.actions import folder as watched
from gatepost.web.people.actions import reading as actions
from gatepost.web.people.forms.imports import FolderForm, UploadForm
from gatepost.web.people.models.imports import FAILED
from gatepost.web.people.queries import imports as queries
from gatepost.web.people.uploads import RollInMemory
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.person import today


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
        return render(request, "people/imports.html", {**page, "form": _asked(request, mappings)})
    form = UploadForm(request.POST, request.FILES, mappings=mappings)
    if not form.is_valid():
        return render(request, "people/imports.html", {**page, "form": form})
    source, name = form.cleaned_data["file"].read(), form.cleaned_data["file"].name
    remember = bool(form.cleaned_data["source"])
    try:
        row = actions.stage(person=person, source=source, name=name, options=_options(form), remember=remember)
    except RosterFaults as faults:
        failed = next((one for one in queries.imports(person) if one.state == FAILED), None)
        initial = {key: value for key, value in form.cleaned_data.items() if key not in ("file", "headers")}
        again = _asked_again(failed.how if failed else {}, mappings, initial, form.columns())
        told = {"faults": faults.faults, "fault_count": faults.count, "form": again, "failed": failed}
        return render(request, "people/imports.html", {**page, "imports": queries.imports(person), **told})
    return redirect("people:import", slug, row.pk)


def _asked(request: HttpRequest, mappings: Any) -> UploadForm:
    """The empty form; for a report of a saved name, or once more for a file that the clock could not read."""
    number = request.GET.get("again", "")
    failed = queries.one_import(request.person, int(number)) if number.isdecimal() and len(number) < 16 else None  # type: ignore[attr-defined]
    if failed is None or failed.state != FAILED:
        return UploadForm(mappings=mappings, initial=_of_saved(request.GET.get("report", ""), mappings))
    how = failed.how
    initial = {name: how.get(name) or "" for name in ("mode", "kind", "order", "school", "leavers")}
    initial["source"] = how.get("source", "") if how.get("remember") else ""
    initial["report"] = f"preset:{how['preset']}" if how.get("preset") else ""
    return _asked_again(how, mappings, initial, how.get("columns") or {})


def _of_saved(source: str, mappings: Any) -> dict[str, str]:
    return {"report": f"saved:{source}"} if any(one.source == source for one in mappings) else {}


def _preset(form: UploadForm) -> str:
    report: str = form.cleaned_data["report"]
    return report.removeprefix("preset:") if report.startswith("preset:") else ""


def _options(form: UploadForm) -> Any:
    told = form.cleaned_data
    saved = queries.mapping(told["report"].removeprefix("saved:")) if told["report"].startswith("saved:") else None
    return queries.options_of(
        saved,
        on=today(),
        mode=told["mode"],
        kind=told["kind"] or None,
        order=told["order"] or None,
        preset=_preset(form) or None,
        columns=form.columns(),
        source=told["source"],
        school=told.get("school", ""),
        leavers=told["leavers"],
    )


def _asked_again(how: actions.How, mappings: Any, initial: dict[str, Any], columns: dict[str, str]) -> UploadForm:
    """The form with what was chosen, and with what can be asked now that the file has been seen. It has to be chosen
    once more, since it has not been kept.
    """
    headers, schools = how.get("headers", ()), [(key, name) for key, name in how.get("schools", ())]
    return UploadForm(
        mappings=mappings,
        headers=headers,
        columns=columns or pages.proposed(headers),
        schools=schools if len(schools) > 1 else (),
        initial=initial,
    )


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
