"""Recovery cards: naming holders, making, rehearsing, replacing, and giving access again with two of them."""

from collections.abc import Mapping

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from gatepost.sealing.card import GROUPS_OF_A_LINE
from gatepost.sealing.card import Card as Printed
from gatepost.web.errors import error_page
from gatepost.web.safe import permissions
from gatepost.web.safe.actions.cards import (
    Holder,
    card_of_link,
    make_card,
    make_card_by_link,
    name_holders,
    replace_card,
    stop_new_cards,
)
from gatepost.web.safe.actions.pairs import rehearse, use_new_cards
from gatepost.web.safe.actions.recovery import recover
from gatepost.web.safe.forms import OUTSIDE, CardsForm, HoldersForm, RecoverForm
from gatepost.web.safe.models import OFFICES, Card
from gatepost.web.safe.queries import IN_USE, MADE, candidates, cards, office_name, to_recover
from gatepost.web.safe.queries import card as found_card
from gatepost.web.safe.queries import own_card as found_own
from gatepost.web.schools.access import MemberRequest, SchoolRequest, member_page, public
from gatepost.web.schools.faults import Fault

FORM = ["GET", "HEAD", "POST"]


@member_page(may=permissions.may_name_holders, recently=True)
@require_http_methods(FORM)
def holders(request: MemberRequest) -> HttpResponse:
    """Say who keeps the three cards."""
    in_use = any(one.state == IN_USE for one in cards(request.person, request.school.jurisdiction))
    form = _holders_form(request, [office for office, _name in OFFICES], anew=in_use)
    if form.is_valid():
        try:
            name_holders(person=request.person, holders=_named(form))
        except Fault as fault:
            form.add_error(fault.field or None, str(fault))
        else:
            messages.success(request, _("Each holder has been told to make their card."))
            return redirect("safe:safe", request.school.slug)
    return render(request, "safe/holders.html", {"form": form, "in_use": in_use})


@member_page(may=permissions.may_replace_card, recently=True)
@require_http_methods(FORM)
def replacing(request: MemberRequest, card: int) -> HttpResponse:
    """Say who gets a new card in the place of one that is lost or changes hands."""
    found = found_card(request.person, card)
    if found is None:
        raise Http404
    form = _holders_form(request, [found.office], anew=False)
    if form.is_valid():
        try:
            replace_card(person=request.person, card=found, holder=_named(form)[found.office])
        except Fault as fault:
            form.add_error(fault.field or None, str(fault))
        else:
            messages.success(request, _("The holder has been told to make the new card."))
            return redirect("safe:safe", request.school.slug)
    return render(request, "safe/replace.html", {"form": form, "card": found})


@member_page(may=permissions.may_hold_card, recently=True)
@require_http_methods(FORM)
def own_card(request: MemberRequest, card: int) -> HttpResponse:
    """Make one's own card, and print it: it is shown this once."""
    found = found_own(request.person, card)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            made = make_card(person=request.person, card=found)
        except Fault as fault:
            messages.error(request, str(fault))
            return redirect("safe:safe", request.school.slug)
        return _printed(request, found, made)
    return render(request, "safe/make.html", {"card": found, "office": _office(request, found)})


@public
@never_cache
@require_http_methods(FORM)
def outside_card(request: SchoolRequest, school: str, token: str) -> HttpResponse:
    """Somebody outside the school makes their card with the link that was mailed to them."""
    found = card_of_link(token)
    if found is None or not permissions.may_use_link(request.person):
        return _link_over(request)
    if request.method == "POST":
        try:
            made = make_card_by_link(token=token, reader=request.person)
        except Fault:
            return _link_over(request)
        return _printed(request, found, made)
    return render(request, "safe/make.html", {"card": found, "office": _office(request, found), "outside": True})


@member_page(may=permissions.may_use_cards, recently=True)
@sensitive_post_parameters("first", "second")
@require_http_methods(FORM)
def rehearsal(request: MemberRequest) -> HttpResponse:
    """Two holders type their cards and see that they open something."""
    form = CardsForm(request.POST or None)
    if form.is_valid():
        typed: tuple[Printed, Printed] = form.cleaned_data["first"], form.cleaned_data["second"]
        try:
            text = rehearse(person=request.person, first=typed[0], second=typed[1])
        except Fault as fault:
            form.say(fault)
        else:
            messages.success(request, _("It worked. The test text says: “{text}”").format(text=text))
            return redirect("safe:safe", request.school.slug)
    shown = [one for one in cards(request.person, request.school.jurisdiction) if one.state == IN_USE]
    return render(request, "safe/rehearse.html", {"form": form, "cards": shown})


@member_page(may=permissions.may_use_cards, recently=True)
@sensitive_post_parameters("first", "second")
@require_http_methods(FORM)
def use_cards(request: MemberRequest) -> HttpResponse:
    """Put a new card into use with two others."""
    form = CardsForm(request.POST or None)
    if form.is_valid():
        typed: tuple[Printed, Printed] = form.cleaned_data["first"], form.cleaned_data["second"]
        try:
            use_new_cards(person=request.person, first=typed[0], second=typed[1])
        except Fault as fault:
            form.say(fault)
        else:
            messages.success(request, _("The new card is in use, and the old one opens nothing any more."))
            return redirect("safe:safe", request.school.slug)
    shown = [one for one in cards(request.person, request.school.jurisdiction) if one.replaces and one.state == MADE]
    return render(request, "safe/use_cards.html", {"form": form, "cards": shown})


@member_page(may=permissions.may_use_cards)
@require_POST
def stopping(request: MemberRequest) -> HttpResponse:
    """Stop new cards before they are in use."""
    try:
        stop_new_cards(person=request.person)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The new cards are stopped: those in use go on."))
    return redirect("safe:safe", request.school.slug)


@member_page(may=permissions.may_use_cards, recently=True)
@sensitive_post_parameters("first", "second")
@require_http_methods(FORM)
def recovering(request: MemberRequest) -> HttpResponse:
    """Two cards give a member access again who lost their phrase."""
    waiting = to_recover(request.person)
    form = RecoverForm(
        request.POST or None, members=tuple((one.membership_id, one.name) for one in waiting if one.enrolled)
    )
    if form.is_valid():
        typed: tuple[Printed, Printed] = form.cleaned_data["first"], form.cleaned_data["second"]
        try:
            recover(person=request.person, first=typed[0], second=typed[1], to=int(form.cleaned_data["member"]))
        except Fault as fault:
            form.say(fault)
        else:
            messages.success(request, _("They have access again. It is on the record."))
            return redirect("safe:safe", request.school.slug)
    page = {
        "form": form,
        "can": any(one.enrolled for one in waiting),
        "without_phrase": [one.name for one in waiting if not one.enrolled],
    }
    return render(request, "safe/recover.html", page)


def _holders_form(request: MemberRequest, offices: list[str], *, anew: bool) -> HoldersForm:
    country = request.school.jurisdiction
    return HoldersForm(
        request.POST if request.method == "POST" else None,
        offices={one: office_name(one, country) for one in offices},
        members={one: candidates(one) for one in offices},
        anew=anew,
    )


def _named(form: HoldersForm) -> Mapping[str, Holder]:
    given = form.cleaned_data
    return {
        office: Holder(name=given["name"], email=given["email"])
        if given[office] == OUTSIDE
        else Holder(membership_id=int(given[office]))
        for office, _name in OFFICES
        if office in given
    }


def _office(request: SchoolRequest, card: Card) -> str:
    return office_name(card.office, request.school.jurisdiction)


def _link_over(request: SchoolRequest) -> HttpResponse:
    """The same for a link that never was, so that trying tokens tells nothing."""
    says = _("This link has been used or is over. Ask the school for a new one.")
    return error_page(request, 404, _("This link cannot be used"), says)


def _printed(request: SchoolRequest, card: Card, made: Printed) -> HttpResponse:
    groups = made.groups
    page = {
        "card": card,
        "office": _office(request, card),
        "holder": card.holder.account.name if card.holder else card.holder_name,
        "printed": made.printed,
        "address": settings.CONFIG.base_url.rstrip("/") + reverse("home:home", args=[request.school.slug]),
        "lines": [
            (at + 1, at + GROUPS_OF_A_LINE, groups[at : at + GROUPS_OF_A_LINE])
            for at in range(0, len(groups), GROUPS_OF_A_LINE)
        ],
    }
    return render(request, "safe/card.html", page)
