"""The roll: who is in which class, one person, a search, a copy."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.web.people import permissions
from gatepost.web.people.actions import roll as actions
from gatepost.web.people.forms.roll import ChangeForm, KindForm, OnRollForm, SearchForm, TakeOffForm
from gatepost.web.people.models import OnRoll
from gatepost.web.people.models.roll import KINDS
from gatepost.web.people.queries import roll as queries
from gatepost.web.people.spreadsheet import to_csv
from gatepost.web.people.years import year_name
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say

A_PAGE = 60
LISTS = {
    "staff": gettext_noop("Staff"),
    "governor": gettext_noop("Governors"),
    "parent": gettext_noop("Parents and carers"),
}


@member_page(may=permissions.may_see_names)
@require_safe
def pupils(request: MemberRequest) -> HttpResponse:
    """All pupils by class, or one class, named by its place in the list of classes."""
    rooms = queries.rooms(request.person)
    asked = request.GET.get("class", "")
    room = next((one for one in rooms if str(one.place) == asked), None)
    rows = queries.listed(request.person, "pupil", room.name if room else None)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rooms": rooms,
        "room": room,
        "also": f"class={room.place}&" if room else "",
        "search": SearchForm(),
        "may_see_roll": permissions.may_see_roll(request.person),
        "may_change": permissions.may_change_roll(request.person),
    }
    return render(request, "people/pupils.html", context)


@member_page(may=permissions.may_see_roll)
@require_safe
def adults(request: MemberRequest, kind: str) -> HttpResponse:
    """Staff, governors or parents on the roll."""
    page = Paginator(queries.listed(request.person, kind), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "kind": kind,
        "title": _(LISTS[kind]),
        "without_account": queries.without_account(request.person) if kind == "staff" else (),
        "may_change": permissions.may_change_roll(request.person),
    }
    return render(request, "people/adults.html", context)


@member_page(may=permissions.may_see_names)
@require_POST
def search(request: MemberRequest) -> HttpResponse:
    """Who has these words in their name."""
    form = SearchForm(request.POST)
    found = None
    if form.is_valid():
        found = queries.search(request.person, form.cleaned_data["words"])
        actions.searched(person=request.person)
    context = {"search": form, "found": found, "may_see_roll": permissions.may_see_roll(request.person)}
    return render(request, "people/found.html", context)


def _row_or_404(request: MemberRequest, number: int) -> OnRoll:
    found = queries.one(request.person, number)
    if found is None:
        raise Http404
    return found


@member_page(may=permissions.may_see_roll)
@require_safe
def one(request: MemberRequest, someone: int) -> HttpResponse:
    """Everything that the roll holds of somebody."""
    row = _row_or_404(request, someone)
    actions.read(person=request.person, row=row)
    context = {
        "row": row,
        "year": year_name(row.year_group),
        "contacts": queries.contacts_of(request.person, row),
        "may_change": permissions.may_change_roll(request.person),
    }
    return render(request, "people/one.html", context)


@member_page(may=permissions.may_change_roll)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Whom to put on the roll by hand: first their kind, then what the roll holds of that kind."""
    told = request.POST if request.method == "POST" else None
    which = KindForm(told)
    if told is None or not which.is_valid():
        return render(request, "people/add.html", {"form": which})
    kind = which.cleaned_data["kind"]
    form = OnRollForm(told if "forename" in told else None, kind=kind)
    if form.is_bound and form.is_valid():
        row = actions.add(person=request.person, kind=kind, told=form.cleaned_data)
        messages.success(request, _("They are on the roll."))
        return redirect("people:one", request.school.slug, row.pk)
    return render(request, "people/add.html", {"form": form, "kind": kind})


@member_page(may=permissions.may_change_roll)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, someone: int) -> HttpResponse:
    """Change what the roll holds of somebody."""
    row = _row_or_404(request, someone)
    initial = {name: getattr(row, name) for name in actions.FIELDS[row.kind]} | {"seen": actions.mark(row)}
    form = ChangeForm(request.POST if request.method == "POST" else None, kind=row.kind, initial=initial)
    if form.is_bound and form.is_valid():
        seen = form.cleaned_data.pop("seen")
        try:
            actions.change(person=request.person, row=row, told=form.cleaned_data, seen=seen)
        except Fault as fault:
            messages.error(request, str(fault))
            return redirect("people:change", request.school.slug, row.pk)
        messages.success(request, _("The roll is changed."))
        return redirect("people:one", request.school.slug, row.pk)
    return render(request, "people/change.html", {"form": form, "row": row})


@member_page(may=permissions.may_change_roll)
@require_http_methods(["GET", "HEAD", "POST"])
def take_off(request: MemberRequest, someone: int) -> HttpResponse:
    """Somebody leaves."""
    row = _row_or_404(request, someone)
    form = TakeOffForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.take_off(person=request.person, row=row, last_day=form.cleaned_data["last_day"])
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("Their last day is on the roll."))
            return redirect("people:roll", request.school.slug)
    return render(request, "people/take_off.html", {"form": form, "row": row})


@member_page(may=permissions.may_see_roll)
@require_POST
def copy(request: MemberRequest) -> HttpResponse:
    """A CSV of everybody of a kind."""
    kind = request.POST.get("kind", "")
    if kind not in dict(KINDS):
        raise Http404
    rows = [list(row) for row in queries.copied(request.person, kind)]
    actions.exported(person=request.person, kind=kind, rows=len(rows) - 1)
    response = HttpResponse(to_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="roll-{kind}.csv"'
    return response
