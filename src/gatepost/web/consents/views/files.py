"""Reports of other systems: sent, mapped, looked at, applied."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from gatepost.rosters.faults import RosterFaults
from gatepost.web.consents import permissions
from gatepost.web.consents.actions import files as actions
from gatepost.web.consents.forms.asked import ApplyForm, ColumnsForm, ReportForm, WordsForm
from gatepost.web.consents.models import ConsentFile
from gatepost.web.consents.queries import files as queries
from gatepost.web.consents.queries.asked import PHOTO_CONSENTS, asked
from gatepost.web.consents.report import NotAReport, read_table
from gatepost.web.consents.views.children import sent
from gatepost.web.consents.words import BAD, REASONS
from gatepost.web.modules.queries import is_on
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say

COLUMNS, WORDS, APPLY = "columns", "words", "apply"  # the steps
SHORT, LONGEST = 20, 500  # children whose changes stand open on the page, and that it lists at all


@member_page(may=permissions.may_keep)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: MemberRequest) -> HttpResponse:
    """The form that takes a report, and the reports that wait."""
    form = ReportForm(request.POST, request.FILES) if request.method == "POST" else ReportForm()
    if form.is_bound and form.is_valid():
        source = form.cleaned_data["file"]
        try:
            made = actions.stage(person=request.person, table=read_table(source.read(), source.name))
        except RosterFaults as faults:
            for one in faults.faults[:10]:
                form.add_error("file", one.message)
        except NotAReport as error:
            form.add_error("file", str(error))
        except Fault as fault:
            say(form, fault)
        else:
            return redirect("consents:report", request.school.slug, made.pk)
    context = {"is_on": is_on(PHOTO_CONSENTS), "form": form, "waiting": queries.waiting(request.person)}
    return render(request, "consents/send.html", context)


@member_page(may=permissions.may_keep)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: MemberRequest, report: int) -> HttpResponse:
    """One report: what its columns are, what its words mean, what it would add; one after the other."""
    found = _or_404(request, report)
    step = request.POST.get("step", "")
    said = found.mapping or {}
    try:
        if not said or "again" in request.GET:
            return _columns(request, found, step)
        if "words" not in said:
            return _words(request, found, step)
        if step == APPLY:
            return _applied(request, found)
    except Fault as fault:
        messages.error(request, str(fault))
        return redirect("consents:report", request.school.slug, found.pk)
    preview = queries.preview(found)
    changed = queries.changed(request.person, preview)
    context = {
        "file": found,
        "preview": preview,
        "dropped": queries.table_of(found).dropped,
        "against": queries.against(request.person, preview),
        "changed": [(one.name, [(each, REASONS[each.why]) for each in one.changes]) for one in changed[:LONGEST]],
        "changed_all": len(changed),
        "short": len(changed) <= SHORT,
        "bad": [(one.row, one.who, BAD[one.why]) for one in preview.bad[:200]],
        "form": ApplyForm(),
        "step": APPLY,
    }
    return render(request, "consents/preview.html", context)


def _columns(request: MemberRequest, found: ConsentFile, step: str) -> HttpResponse:
    table = queries.table_of(found)
    form = ColumnsForm(sent(request) if step == COLUMNS else None, table=table, purposes=asked())
    if form.is_bound and form.is_valid():
        try:
            actions.map_columns(person=request.person, file=found, columns=form.columns)
        except Fault as fault:
            say(form, fault)
        else:
            return redirect("consents:report", request.school.slug, found.pk)
    context = {"file": found, "form": form, "step": COLUMNS, "dropped": table.dropped}
    return render(request, "consents/mapping.html", context)


def _words(request: MemberRequest, found: ConsentFile, step: str) -> HttpResponse:
    table, columns = queries.table_of(found), queries.reading_of(found).columns
    form = WordsForm(sent(request) if step == WORDS else None, table=table, columns=columns, purposes=asked())
    if form.is_bound and form.is_valid():
        actions.map_words(person=request.person, file=found, types=form.types, words=form.meanings)
        return redirect("consents:report", request.school.slug, found.pk)
    return render(request, "consents/mapping.html", {"file": found, "form": form, "step": WORDS})


def _applied(request: MemberRequest, found: ConsentFile) -> HttpResponse:
    done = actions.apply(person=request.person, file=found, responsible="responsible" in request.POST)
    words = ngettext("{number} answer is taken in.", "{number} answers are taken in.", len(done.answers))
    messages.success(request, words.format(number=len(done.answers)))
    return redirect("consents:reports", request.school.slug)


@member_page(may=permissions.may_keep)
@require_POST
def give_up(request: MemberRequest, report: int) -> HttpResponse:
    """Put a report away unused."""
    found = _or_404(request, report)
    actions.give_up(person=request.person, file=found)
    messages.success(request, _("The file is put away. Nothing of it is kept."))
    return redirect("consents:reports", request.school.slug)


def _or_404(request: MemberRequest, number: int) -> ConsentFile:
    found = queries.one(request.person, number)
    if found is None:
        raise Http404
    return found
