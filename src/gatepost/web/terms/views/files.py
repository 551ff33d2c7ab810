"""Term dates from a file: what was understood, then yes."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from gatepost.terms.assemble import assemble, names_of
from gatepost.terms.csv_dates import read_csv
from gatepost.terms.faults import CannotRead, TermFaults
from gatepost.terms.ics import read_ics
from gatepost.terms.proposal import LARGEST, Proposal, Proposed
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.terms import actions, permissions, queries, words
from gatepost.web.terms.forms import MOST_ROWS, FileForm
from gatepost.web.terms.queries import Kept
from gatepost.web.terms.spans import Span, Year, joined, library_year, reach_of, spans_of

PREVIEW_LASTS = 60 * 60  # seconds
NEW, STAYS, GOES = "new", "stays", "goes"
WITHIN_TERMS = frozenset({"half-term", "inset", "half-day", "closure"})  # can be laid over terms that are there


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would make of one year. Without a `year` it cannot be taken, and `faults` say why."""

    name: str
    year: Year | None
    lines: tuple[tuple[str, words.Line], ...]
    faults: tuple[str, ...]


@member_page(may=permissions.may_change_terms)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: MemberRequest) -> HttpResponse:
    """Choose a file; then see what it says, what could not be placed, and what it would change."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            if sent.size > LARGEST:
                raise CannotRead(_("The file is larger than 1 MB: this is not the calendar of one school."))
            content = sent.read()
            proposed = (read_ics if b"BEGIN:VCALENDAR" in content[:2000].upper() else read_csv)(content)
        except CannotRead as error:
            form.add_error("file", str(error))
        else:
            return _preview(request, proposed)
    return render(request, "terms/file.html", {"form": form})


def _preview(request: MemberRequest, proposed: Proposed) -> HttpResponse:
    kept = queries.kept()
    findings = [str(one) for one in proposed.findings]
    previews = []
    for name in names_of(proposed.dates):
        preview, more = _of_year(name, proposed.dates, kept)
        previews.append(preview)
        findings += more
    sealed = signing.dumps(
        {
            "edition": queries.edition(),
            "person": request.person.membership_id,
            "years": [_packed(one.year) for one in previews if one.year],
        },
        salt="terms.file",
        compress=True,
    )
    page = {"previews": previews, "findings": findings, "sealed": sealed, "any": any(one.year for one in previews)}
    return render(request, "terms/preview.html", page)


def _of_year(name: str, proposals: tuple[Proposal, ...], kept: Kept) -> tuple[Preview, list[str]]:
    before, timetable, holidays = kept.year(name), kept.timetable(name), kept.calendar.bank_holidays
    reach = reach_of(name)
    assert reach is not None  # INVARIANT: names_of gives names of years alone
    findings: list[str] = []
    try:
        assembled = assemble(name, proposals, holidays, timetable)
        told, ends = spans_of(assembled.year, proposals), reach[1]
        findings = [str(one) for one in assembled.findings]
    except TermFaults as error:
        mine = [one for one in proposals if reach[0] <= one.starts <= reach[1]]
        if before is None or any(one.kind not in WITHIN_TERMS for one in mine):
            return Preview(name, None, (), tuple(str(fault) for fault in error.faults)), []
        told = tuple(Span(one.starts, one.ends, one.kind, one.name, one.closes) for one in mine)
        ends = before.ends
    year = Year(name, reach[0], ends, joined(before.spans if before else (), told))
    faults: list[str] = []
    try:
        library_year(year, timetable, holidays.dates)
    except TermFaults as error:
        faults = [str(fault) for fault in error.faults]
    if len(year.spans) > MOST_ROWS:
        many = _("{year} would have {count} dates; a year holds at most {most}.")
        faults.append(many.format(year=name, count=len(year.spans), most=MOST_ROWS))
    if faults:
        return Preview(name, None, (), tuple(faults)), findings
    return Preview(name, year, _changes(before, year), ()), findings


def _changes(before: Year | None, after: Year) -> tuple[tuple[str, words.Line], ...]:
    old, new = set(before.spans if before else ()), set(after.spans)
    return tuple(
        (NEW if span not in old else STAYS if span in new else GOES, words.line(span)) for span in sorted(old | new)
    )


@member_page(may=permissions.may_change_terms)
@require_POST
def confirm(request: MemberRequest) -> HttpResponse:
    """Yes: the years that are ticked, all of them or none."""
    try:
        told = signing.loads(request.POST.get("sealed", ""), salt="terms.file", max_age=PREVIEW_LASTS)
    except signing.BadSignature:
        return _again(request, _("The preview is too old. Choose the file again."))
    if told["person"] != request.person.membership_id:
        return _again(request, _CHANGED)
    wanted = set(request.POST.getlist("year"))
    years = [year for year in map(_unpacked, told["years"]) if year.name in wanted]
    if not years:
        return _again(request, _("No year was ticked, so nothing was taken. Choose the file again."))
    try:
        actions.save_years(person=request.person, years=years, from_file=True, seen=told["edition"])
    except actions.Overtaken:
        return _again(request, _CHANGED)
    except TermFaults as error:
        return _again(request, " ".join(fault.message for fault in error.faults))
    count = len(years)
    messages.success(
        request,
        ngettext("The dates of {years} are saved.", "The dates of {years} are saved.", count).format(
            years=", ".join(year.name for year in years)
        ),
    )
    return redirect("terms:year", request.school.slug, years[0].name)


_CHANGED = gettext_lazy("The dates were changed since the preview was made. Choose the file again.")


def _again(request: MemberRequest, why: str | Promise) -> HttpResponse:
    return render(request, "terms/file.html", {"form": FileForm(), "why": why})


def _packed(year: Year) -> list[Any]:
    return [
        year.name,
        year.starts.isoformat(),
        year.ends.isoformat(),
        [
            [one.starts.isoformat(), one.ends.isoformat(), one.kind, one.name, one.closes and one.closes.isoformat()]
            for one in year.spans
        ],
    ]


def _unpacked(packed: list[Any]) -> Year:
    name, starts, ends, spans = packed
    return Year(
        name,
        date.fromisoformat(starts),
        date.fromisoformat(ends),
        tuple(
            Span(
                date.fromisoformat(first),
                date.fromisoformat(last),
                kind,
                title,
                time.fromisoformat(closes) if closes else None,
            )
            for first, last, kind, title, closes in spans
        ),
    )
