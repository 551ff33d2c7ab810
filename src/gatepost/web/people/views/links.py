"""Family links: one's own, those that wait for a headteacher, those that the office keys in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.web.modules.queries import is_on
from gatepost.web.people import permissions
from gatepost.web.people.actions import links as actions
from gatepost.web.people.forms.links import NOTE, DecideForm, DeclareForm, KeyInForm, whom_choices
from gatepost.web.people.models import FamilyLink
from gatepost.web.people.queries import links as queries
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say
from gatepost.web.schools.person import today


@member_page(may=permissions.may_declare_links)
@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """What one has declared, and what was keyed in."""
    context = {
        "is_on": is_on(queries.FAMILY_LINKS),
        "links": queries.mine(request.person),
        "keyed": queries.keyed(request.person),
        "may_key": permissions.may_key_links(request.person),
        "may_decide": permissions.may_decide_links(request.person),
    }
    return render(request, "people/links.html", context)


@member_page(may=permissions.may_decide_links)
@require_safe
def to_note(request: MemberRequest) -> HttpResponse:
    """What waits for one's word, and what counts now."""
    found = queries.to_decide(request.person)
    context = {
        "is_on": is_on(queries.FAMILY_LINKS),
        "waiting": [one for one in found if one.state == "waiting"],
        "counting": [one for one in found if one.state == "noted"],
    }
    return render(request, "people/links_to_note.html", context)


@member_page(may=permissions.may_declare_links)
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: MemberRequest) -> HttpResponse:
    """Declare a link of one's own."""
    return _declaring(request, DeclareForm(_sent(request)), None)


@member_page(may=permissions.may_key_links)
@require_http_methods(["GET", "HEAD", "POST"])
def key_in(request: MemberRequest) -> HttpResponse:
    """Key in a declaration on paper."""
    return _declaring(request, KeyInForm(_sent(request), members=queries.without_email()), None)


@member_page(may=permissions.may_declare_links)
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: MemberRequest, link: int) -> HttpResponse:
    """Declare a link again, with what was said the last time to start from."""
    found = _link_or_404(request, link)
    told = {name: getattr(found, name) for name in ("other_name", "other_is", "relationship", "statement")}
    if found.membership_id == request.person.membership_id:
        return _declaring(request, DeclareForm(_sent(request), initial=told), found)
    if not permissions.may_key_links(request.person):
        raise Http404
    told["member"] = str(found.membership_id)
    return _declaring(request, KeyInForm(_sent(request), initial=told, members=queries.without_email()), found)


def _sent(request: MemberRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _declaring(request: MemberRequest, form: DeclareForm, replaces: FamilyLink | None) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            link = _declared(request, form, replaces)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(
                request, _("Declared. It counts once a headteacher, or the chair for a headteacher, has noted it.")
            )
            return redirect("people:family-link", request.school.slug, link.pk)
    context = {
        "form": form,
        "keyed": isinstance(form, KeyInForm),
        "again": replaces is not None,
        "is_on": is_on(queries.FAMILY_LINKS),
    }
    return render(request, "people/declare_link.html", context)


def _declared(request: MemberRequest, form: DeclareForm, replaces: FamilyLink | None) -> FamilyLink:
    if not isinstance(form, KeyInForm):
        return actions.declare(person=request.person, told=form.declaration, replaces=replaces)
    members = {one.pk: one for one in queries.without_email()}
    member = members.get(form.cleaned_data["member"])
    if member is None:
        raise Fault(_("Choose somebody from the list."), "member")
    return actions.key_in(person=request.person, member=member, told=form.declaration, replaces=replaces)


@member_page(may=permissions.may_declare_links)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: MemberRequest, link: int) -> HttpResponse:
    """One declaration; a headteacher decides on it here."""
    found = _link_or_404(request, link)
    decides = request.person.membership_id in queries.deciders(found.membership_id)
    form = DecideForm(_sent(request))
    if decides and form.is_bound and form.is_valid():
        try:
            _decided(request, found, form)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("You have decided on the family link."))
            return redirect("people:family-links-to-note", request.school.slug)
    actions.read(person=request.person, link=found)
    return _page(request, found, form if decides else None)


def _decided(request: MemberRequest, found: FamilyLink, form: DecideForm) -> None:
    told = form.cleaned_data
    if told["decision"] == NOTE:
        actions.note(person=request.person, link=found, review_on=told["review_on"], words=told["words"])
    else:
        actions.refuse(person=request.person, link=found, words=told["words"])


def _page(request: MemberRequest, found: FamilyLink, form: DecideForm | None) -> HttpResponse:
    state = found.state(today())
    own = found.membership_id == request.person.membership_id
    keyed = found.keyed_by_id is not None and permissions.may_key_links(request.person)
    context = {
        "link": found,
        "state": state,
        "own": own,
        "whom": dict(whom_choices())[found.other_is],
        "form": form if state == "waiting" else None,
        "may_end": state in ("noted", "lapsed") or (state == "waiting" and (own or keyed)),
        "may_declare_again": (own or keyed) and state in ("noted", "lapsed", "refused"),
        "back": "people:family-links" if own or keyed else "people:family-links-to-note",
    }
    return render(request, "people/link.html", context)


@member_page(may=permissions.may_declare_links)
@require_POST
def end(request: MemberRequest, link: int) -> HttpResponse:
    """It is no longer so."""
    found = _link_or_404(request, link)
    try:
        actions.end(person=request.person, link=found)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The family link counts no longer. It is erased in a year."))
    return redirect("people:family-link", request.school.slug, found.pk)


def _link_or_404(request: MemberRequest, number: int) -> FamilyLink:
    found = queries.one(request.person, number)
    if found is None:
        raise Http404
    return found
