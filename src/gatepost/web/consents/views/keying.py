"""Paper forms are keyed in: one row for each child of a class, or the child of a code."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from gatepost.web.consents import permissions
from gatepost.web.consents.actions import answers
from gatepost.web.consents.actions.answers import Evidence, Paper, Voice
from gatepost.web.consents.forms.answers import CodeForm, PaperForm, RowForm
from gatepost.web.consents.queries.asked import PHOTO_CONSENTS, asked, current_wording
from gatepost.web.consents.queries.history import adults_of, child
from gatepost.web.consents.queries.names import among_all
from gatepost.web.consents.queries.own import own_numbers
from gatepost.web.consents.queries.rounds import child_of
from gatepost.web.consents.views.children import sent
from gatepost.web.modules.queries import is_on
from gatepost.web.people.models import OnRoll
from gatepost.web.people.queries.roll import listed, rooms
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault

MOST_ROWS = 60  # on one page: a form has at most 200 fields


@member_page(may=permissions.may_keep)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: MemberRequest) -> HttpResponse:
    """Choose a class, or type the code of a form."""
    form = CodeForm(sent(request))
    if form.is_bound and form.is_valid():
        number = child_of(form.cleaned_data["code"])
        if number is not None and child(request.person, number) is not None:
            page = reverse("consents:key-in", args=[request.school.slug])
            return redirect(f"{page}?{urlencode({'child': number})}")
        form.add_error("code", _("No form has this code. Compare each digit."))
    context = {"is_on": is_on(PHOTO_CONSENTS), "form": form, "rooms": rooms(request.person)}
    return render(request, "consents/find.html", context)


@member_page(may=permissions.may_keep)
@require_http_methods(["GET", "HEAD", "POST"])
def key_in(request: MemberRequest) -> HttpResponse:
    """Key in answers for the children of a class, a long one in parts, or for one child."""
    everybody = _children(request)
    parts = [everybody[first : first + MOST_ROWS] for first in range(0, len(everybody), MOST_ROWS)]
    part = next((place for place in range(len(parts)) if request.GET.get("part", "0") == str(place)), None)
    if part is None:
        return redirect("consents:find", request.school.slug)
    children = parts[part]
    purposes, contacts = asked(), adults_of(one.pk for one in children)
    codes = " ".join(one.code for one in purposes)
    changed = request.method == "POST" and request.POST.get("asked", "") != codes
    paper = PaperForm(
        sent(request),
        request.FILES if request.method == "POST" else None,
        wording=current_wording()[0],
        changed=changed,
        too_large=int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE,
    )
    names = among_all(request.person, children)
    rows = [
        RowForm(sent(request), child=one, name=names[one.pk], contacts=contacts.get(one.pk, ()), purposes=purposes)
        for one in children
    ]
    if request.method == "POST" and all([paper.is_valid(), *(row.is_valid() for row in rows)]):
        filled = [row for row in rows if row.cleaned_data["said"]]
        if not filled:
            paper.add_error(None, _("Type the answers of at least one child."))
        elif _keyed(request, paper, filled):
            words = ngettext(
                "The answers for {number} child are keyed in.",
                "The answers for {number} children are keyed in.",
                len(filled),
            )
            messages.success(request, words.format(number=len(filled)))
            if part + 1 < len(parts):
                return redirect(_part(request, part + 1))
            return redirect("consents:find", request.school.slug)
    context = {
        "is_on": is_on(PHOTO_CONSENTS),
        "paper": paper,
        "rows": rows,
        "purposes": purposes,
        "asked": codes,
        "parts": [
            (place * MOST_ROWS + 1, place * MOST_ROWS + len(those), _part(request, place), place == part)
            for place, those in enumerate(parts)
        ],
        "example": "y" * (len(purposes) - 1) + "n",
        "wrong": [field for row in rows for field in row if row.is_bound and field.errors],
    }
    return render(request, "consents/key_in.html", context)


def _part(request: MemberRequest, place: int) -> str:
    page = reverse("consents:key-in", args=[request.school.slug])
    return f"{page}?{urlencode({'room': request.GET.get('room', ''), 'part': str(place)})}"


def _keyed(request: MemberRequest, paper: PaperForm, rows: Iterable[RowForm]) -> bool:
    """All of them or none; whether it was done."""
    told = paper.cleaned_data
    papers = [Paper(row.child.pk, Voice(row.adult), row.cleaned_data["said"]) for row in rows]
    evidence = Evidence(told["method"], told["given_on"], told["note"], told["scan"], told.get("wording"))
    try:
        answers.key_in(person=request.person, papers=papers, evidence=evidence)
    except Fault as fault:
        paper.add_error(fault.field if fault.field in paper.fields else None, str(fault))
        return False
    return True


def _children(request: MemberRequest) -> list[OnRoll]:
    number = request.GET.get("child", "")
    if number.isascii() and number.isdecimal() and len(number) < 16:
        found = child(request.person, int(number))
        return [found] if found else []
    places = {str(one.place): one.name for one in rooms(request.person)}
    place, own = request.GET.get("room", ""), own_numbers(request.person)
    if place not in places:
        return []
    return [one for one in listed(request.person, "pupil", places[place]) if one.pk not in own]
