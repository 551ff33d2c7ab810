"""The pages of the record."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.ledger.bundle import write_checker
from gatepost.ledger.verify import Report
from gatepost.web.record.queries import key, newest_head, waiting_check
from gatepost.web.reports import actions, permissions, queries
from gatepost.web.reports.forms import EntriesForm, HeldForm, ReceiptForm
from gatepost.web.reports.receipt import Proved, read_receipt
from gatepost.web.schools.access import MemberRequest, SchoolRequest, member_page, public
from gatepost.web.schools.faults import Fault


@member_page(may=permissions.may_see_record)
@require_safe
def record(request: MemberRequest) -> HttpResponse:
    """Whether the record is whole, and numbers without names."""
    return _front(request, HeldForm(), None)


@member_page(may=permissions.may_read_entries)
@require_safe
def entries(request: MemberRequest) -> HttpResponse:
    """What happened, newest first."""
    person = request.person
    form = EntriesForm(request.GET, queries.months(person.school_id))
    chosen = form.cleaned_data if form.is_valid() else {"month": "", "action": ""}
    page = Paginator(queries.happened(person, **chosen), queries.A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "form": form,
        "page": page,
        "chosen": chosen,
        "lines": queries.lines(person, request.school.jurisdiction, page.object_list),
        "names": permissions.may_see_names(person),
        "left_out": bool(queries.close_to(person)),
    }
    actions.read_entries(person=person)  # last, since it locks the record
    return render(request, "reports/entries.html", shown)


@member_page(may=permissions.may_see_record)
@require_safe
def heads(request: MemberRequest) -> HttpResponse:
    """The newest head, to print, and where heads went."""
    page = Paginator(queries.given(request.person), queries.A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "head": newest_head(request.person.school_id),
        "key": key(request.person.school_id),
        "outside": queries.outside_line(request.person.school_id),
    }
    return render(request, "reports/heads.html", shown)


@member_page(may=permissions.may_see_record)
@require_POST
def head_made(request: MemberRequest) -> HttpResponse:
    """A head of this moment, for paper."""
    actions.print_head(person=request.person)
    messages.success(request, _("The newest head is below. Print it and keep it outside the school."))
    return redirect("reports:heads", request.school.slug)


@member_page(may=permissions.may_see_record)
@require_POST
def checked(request: MemberRequest) -> HttpResponse:
    """Check the whole record now."""
    try:
        report = actions.check_now(person=request.person)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        if report is None:
            messages.success(request, _("The record is long: it is checked within the next minutes."))
        elif report.complete:
            messages.success(request, _("Checked: the record is complete and unchanged."))
        else:
            messages.error(request, _("Checked: the record is NOT as it was."))
    return redirect("reports:record", request.school.slug)


@member_page(may=permissions.may_see_record)
@require_http_methods(["GET", "HEAD", "POST"])
def compared(request: MemberRequest) -> HttpResponse:
    """Check the whole record against heads that somebody holds."""
    if request.method != "POST":
        return redirect("reports:record", request.school.slug)
    form, report = HeldForm(request.POST, request.FILES), None
    if form.is_valid():
        try:
            report = actions.check_against(person=request.person, text=form.text)
        except Fault as fault:
            form.add_error(fault.field or None, str(fault))
    return _front(request, form, report)


@member_page(may=permissions.may_read_entries)
@require_POST
def exported(request: MemberRequest) -> Any:
    """The export; made piece by piece, so that no more of it is in memory than the server gathers."""
    try:
        lines = actions.export(person=request.person)
    except Fault as fault:
        messages.error(request, str(fault))
        return redirect("reports:record", request.school.slug)
    name = f"record-{request.school.slug}.jsonl"
    return StreamingHttpResponse(
        lines,
        content_type="application/jsonl",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@member_page(may=permissions.may_see_record)
@require_safe
def checker(request: MemberRequest) -> HttpResponse:
    """The stand-alone checker."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "checker.pyz"
        write_checker(path)
        content = path.read_bytes()
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="checker.pyz"'},
    )


@public
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: SchoolRequest, school: str) -> HttpResponse:
    """Whether a receipt is true."""
    form = ReceiptForm(request.POST, request.FILES) if request.method == "POST" else ReceiptForm()
    found = read_receipt(request.school, form.receipt) if form.is_bound and form.is_valid() else None
    return render(request, "reports/receipt.html", {"form": form, "found": found, "proved": isinstance(found, Proved)})


def _front(request: MemberRequest, form: HeldForm, report: Report | None) -> HttpResponse:
    person = request.person
    months = queries.months(person.school_id)
    asked = request.GET.get("month", "")
    month = asked if asked in months else months[0]
    shown = {
        "line": queries.record_line(person.school_id),
        "outside": queries.outside_line(person.school_id),
        "waits": waiting_check(person.school_id),
        "counted": queries.counted(person, month),
        "month": queries.month_words(month),
        "months": [(one, queries.month_words(one)) for one in months],
        "chosen": month,
        "may_read": permissions.may_read_entries(person),
        "form": form,
        "report": report,
    }
    return render(request, "reports/record.html", shown)
