"""A parent's own children; and whose children are whose, as the office says."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from gatepost.web.modules.queries import is_on
from gatepost.web.people import permissions
from gatepost.web.people.actions import inviting
from gatepost.web.people.actions import parents as actions
from gatepost.web.people.forms.roll import SearchForm
from gatepost.web.people.queries import inviting as guests
from gatepost.web.people.queries import parents as queries
from gatepost.web.people.queries.roll import rooms
from gatepost.web.people.years import year_name
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault

A_PAGE = 60


@member_page(may=permissions.may_see_own_children)
@require_safe
def my_children(request: MemberRequest) -> HttpResponse:
    """What the school holds about one's own children, and nothing about anybody else."""
    found = queries.own_children(request.person)
    if found:
        actions.read(person=request.person)
    children = [(one, year_name(one.child.year_group)) for one in found]
    return render(request, "people/my_children.html", {"children": children, "is_on": is_on(queries.PARENTS)})


@member_page(may=permissions.may_confirm_parents)
@require_http_methods(["GET", "HEAD", "POST"])
def parents(request: MemberRequest) -> HttpResponse:
    """The members who are parents, with how many children of each are confirmed; several can be confirmed at once."""
    fault: Fault | None = None
    chosen = _numbers(request.POST.getlist("chosen"))
    if request.method == "POST":
        try:
            inviting.confirm_alike(person=request.person, shown=_pairs(request.POST.getlist("shown")), chosen=chosen)
        except Fault as error:
            fault = error
        else:
            messages.success(request, _("Saved."))
            return redirect("people:parent-accounts", request.school.slug)
    page = Paginator(queries.parents(request.person), A_PAGE).get_page(request.GET.get("page"))
    counts = queries.confirmed_counts(one.pk for one in page.object_list)
    shown = is_on(queries.PARENTS)
    alike = guests.alike(request.person) if shown else ()
    if alike:
        actions.opened(person=request.person)
    context = {
        "page": page,
        "rows": [(one, counts.get(one.pk, 0)) for one in page.object_list],
        "is_on": shown,
        "alike": alike,
        "fault": fault,
        "to": f"member-{alike[0].member.pk}" if alike else "",
        "chosen": chosen,
    }
    return render(request, "people/parent_accounts.html", context)


@member_page(may=permissions.may_confirm_parents)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    """Parents on the roll, class by class, with ticks for those who can be invited."""
    told = request.POST if request.method == "POST" else request.GET
    classes = [one for one in rooms(request.person) if one.name]
    room = next((one for one in classes if str(one.place) == told.get("class")), None)
    fault: Fault | None = None
    chosen = _numbers(request.POST.getlist("chosen"))
    if request.method == "POST":
        try:
            number = inviting.invite_parents(person=request.person, room=room.name if room else "", chosen=chosen)
        except Fault as error:
            fault = error
        else:
            messages.success(request, _invited(number))
            return redirect(f"{reverse('people:invite-parents', args=[request.school.slug])}?class={told['class']}")
    asked = guests.of_class(request.person, room.name) if room else ()
    if asked:
        actions.opened(person=request.person)
    can_be = [one for one in asked if one.can_be]
    if request.GET.get("tick") == "all" and request.method != "POST":
        chosen = {one.adult.pk for one in can_be[: inviting.MOST]}
    context = {
        "classes": classes,
        "room": room,
        "can_be": can_be,
        "others": [one for one in asked if not one.can_be],
        "is_on": is_on(queries.PARENTS),
        "mail_is_set_up": settings.MAIL_IS_SET_UP,
        "fault": fault,
        "to": f"adult-{can_be[0].adult.pk}" if can_be else "",
        "chosen": chosen,
    }
    return render(request, "people/invite_parents.html", context)


def _invited(number: int) -> str:
    made = ngettext(
        "%(number)s parent is invited. The link works for 14 days. If the letter did not go, the list says so.",
        "%(number)s parents are invited. The links work for 14 days. If a letter did not go, the list says so.",
        number,
    )
    return made % {"number": number}


@member_page(may=permissions.may_confirm_parents)
@require_http_methods(["GET", "HEAD", "POST"])
def parent(request: MemberRequest, member: int) -> HttpResponse:
    """Which children on the roll are this member's: a search, and for each adult the ticks to save."""
    found = queries.parent(request.person, member)
    if found is None:
        raise Http404
    fault: Fault | None = None
    chosen = _numbers(request.POST.getlist("chosen"))
    if "save" in request.POST:
        try:
            actions.confirm(
                person=request.person,
                member=found,
                shown=_numbers(request.POST.getlist("shown")),
                chosen=chosen,
                sure="sure" in request.POST,
            )
        except Fault as error:
            fault = error
        else:
            messages.success(request, _("Saved."))
            return redirect("people:parent-account", request.school.slug, found.pk)
    words = request.POST.get("words", "")
    search = SearchForm({"words": words} if words or (request.method == "POST" and fault is None) else None)
    words = search.cleaned_data["words"] if search.is_bound and search.is_valid() else ""
    actions.opened(person=request.person, member=found)
    context = {
        "member": found,
        "adults": queries.possible(request.person, found, words),
        "search": search,
        "words": words,
        "fault": fault,
        "tried": _numbers([request.POST.get("adult", "")]) if fault else (),
        "chosen": chosen,
        "is_on": is_on(queries.PARENTS),
        "own": found.pk == request.person.membership_id,
    }
    return render(request, "people/parent_account.html", context)


def _numbers(told: list[str]) -> set[int]:
    return {int(one) for one in told if one.isascii() and one.isdigit() and len(one) < 16}


def _pairs(told: list[str]) -> set[tuple[int, int]]:
    """Pairs of numbers, each written with a dash between them."""
    found = set()
    for one in told:
        match [number for part in one.split("-") for number in _numbers([part])]:
            case [first, second]:
                found.add((first, second))
    return found
