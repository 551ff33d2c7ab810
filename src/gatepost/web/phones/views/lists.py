"""The lists of phones: handing in, collecting, what is still here, a wrong tap, a sheet to print."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gatepost.web.people.queries.roll import Room
from gatepost.web.phones import actions, permissions, queries
from gatepost.web.phones.forms import KeepersForm, TapForm
from gatepost.web.phones.models import Handing
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today


@member_page(may=permissions.may_keep_list)
@require_safe
def front(request: MemberRequest) -> HttpResponse:
    """Every class, what is here of each, and the bans."""
    here = queries.counts(today())
    context = {
        "is_on": queries.module_on(),
        "classes": [(room, here.get(room.name, 0)) for room in queries.classes(request.person)],
        "here_now": sum(here.values()),
        "bans": queries.banned_now(request.person, today()),
        "may_name": permissions.may_name_keepers(request.person),
    }
    return render(request, "phones/front.html", context)


def _room(request: MemberRequest) -> Room | None:
    """The class that the page is about, named by its place in the list of classes."""
    asked = request.GET.get("class", "")
    return next((one for one in queries.classes(request.person) if str(one.place) == asked), None)


def _page(request: MemberRequest, template: str, **more: Any) -> HttpResponse:
    room = _room(request)
    rows = queries.class_rows(request.person, room.name, today()) if room else ()
    context = {
        "is_on": queries.module_on(),
        "classes": queries.classes(request.person),
        "room": room,
        "rows": rows,
        "allowed": [one for one in rows if one.may_bring],
        "banned": [one for one in rows if one.ban],
        "others": [one for one in rows if not one.permission and not one.ban],
        "day": today(),
    }
    return render(request, template, context | more)


@member_page(may=permissions.may_keep_list)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: MemberRequest) -> HttpResponse:
    """The list of a class in the morning: one tap takes a phone in."""
    if request.method == "POST":
        return _tapped(request, "phones:hand-in", _take_in)
    return _page(request, "phones/hand_in.html")


@member_page(may=permissions.may_keep_list)
@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: MemberRequest) -> HttpResponse:
    """The list of a class when school ends: one tap hands a phone out."""
    if request.method == "POST":
        return _tapped(request, "phones:collect", _hand_out)
    return _page(request, "phones/collect.html")


@member_page(may=permissions.may_keep_list)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: MemberRequest) -> HttpResponse:
    """A wrong tap of today is taken back."""
    if request.method == "POST":
        return _tapped(request, "phones:correct", _take_back)
    room = _room(request)
    phones = queries.tapped(request.person, room.name, today()) if room else ()
    return _page(request, "phones/correct.html", phones=phones)


@member_page(may=permissions.may_keep_list)
@require_safe
def sheet(request: MemberRequest) -> HttpResponse:
    """The list of a class to print and tick by hand."""
    return _page(request, "phones/sheet.html")


@member_page(may=permissions.may_keep_list)
@require_safe
def left(request: MemberRequest) -> HttpResponse:
    """What nobody has collected yet, of all classes."""
    context = {
        "is_on": queries.module_on(),
        "phones": queries.left(request.person),
        "some_today": queries.some_today(request.person, today()),
        "day": today(),
    }
    return render(request, "phones/left.html", context)


def _take_in(request: MemberRequest, told: dict[str, Any]) -> int:
    row = queries.child_row(request.person, told["child"] or 0, today())
    if row is None:
        raise Http404
    actions.hand_in(person=request.person, child=row.child, after=told["after"] or 0)
    return row.child.pk


def _phone(request: MemberRequest, told: dict[str, Any]) -> Handing:
    found = queries.phone(request.person, told["phone"] or 0)
    if found is None:
        raise Http404
    return found


def _hand_out(request: MemberRequest, told: dict[str, Any]) -> int:
    phone = _phone(request, told)
    actions.collect(person=request.person, phone=phone)
    return phone.child_id


def _take_back(request: MemberRequest, told: dict[str, Any]) -> int:
    phone = _phone(request, told)
    actions.correct(person=request.person, phone=phone, collected=told["collected"])
    return 0  # it stands on the page no longer, or at another place


def _tapped(request: MemberRequest, page: str, do: Callable[[MemberRequest, dict[str, Any]], int]) -> HttpResponse:
    """Do what a button says, and back to the same place of the list."""
    form, child = TapForm(request.POST), 0
    if form.is_valid():
        try:
            child = do(request, form.cleaned_data)
        except Fault as fault:
            messages.error(request, str(fault))
    room = _room(request)
    if form.is_valid() and form.cleaned_data["back"] == "left":
        return redirect("phones:left", request.school.slug)
    where = reverse(page, args=[request.school.slug])
    return redirect(f"{where}{f'?class={room.place}' if room else ''}{f'#child-{child}' if child else ''}")


@member_page(may=permissions.may_name_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def keepers(request: MemberRequest) -> HttpResponse:
    """Who is told of the phones of a class."""
    room = _room(request)
    standing = queries.keepers()
    form = KeepersForm(
        request.POST if request.method == "POST" and room else None,
        members=queries.staff(),
        initial={"members": [str(one) for one in standing.get(room.name, ())], "shown": room.name} if room else None,
    )
    if room and form.is_bound and form.is_valid():
        try:
            if form.cleaned_data["shown"] != room.name:
                raise Fault(_("The classes have changed since you opened the page: choose the class again."))
            actions.name_keepers(person=request.person, class_name=room.name, members=form.cleaned_data["members"])
        except Fault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("phones:keepers", request.school.slug)
    names = dict(queries.staff())
    context = {
        "is_on": queries.module_on(),
        "room": room,
        "form": form,
        "classes": [
            (one, [names[number] for number in standing.get(one.name, ()) if number in names])
            for one in queries.classes(request.person)
        ],
    }
    return render(request, "phones/keepers.html", context)
