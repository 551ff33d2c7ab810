"""Who may be shown: for one purpose by class, and as a sheet for all channels."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gatepost.web.consents import permissions
from gatepost.web.consents.forms.asked import SheetForm, ShownForm
from gatepost.web.consents.purposes import CHANNELS, MEDIA, NAMINGS, Purpose
from gatepost.web.consents.queries.asked import PHOTO_CONSENTS, asked
from gatepost.web.consents.queries.attention import disagreements, to_take_down
from gatepost.web.consents.queries.verdicts import by_class
from gatepost.web.modules.queries import is_on
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.person import today

USUAL = {"channel": "website", "medium": "photo", "naming": "none"}


@member_page(may=permissions.may_see_who)
@require_safe
def shown(request: MemberRequest) -> HttpResponse:
    """Every class, those who may not be shown first."""
    form = ShownForm({name: request.GET.get(name, usual) for name, usual in USUAL.items()})
    purpose = form.purpose if form.is_valid() else Purpose(*USUAL.values())
    on = is_on(PHOTO_CONSENTS)
    keeps = permissions.may_keep(request.person)
    context = {
        "is_on": on,
        "form": form,
        "purpose": purpose,
        "rooms": by_class(request.person, (purpose,), today()) if on else (),
        "may_keep": keeps,
        "may_see_reasons": permissions.may_see_reasons(request.person),
        "day": today(),
    }
    return render(request, "consents/shown.html", context)


@member_page(may=permissions.may_see_who)
@require_safe
def sheet(request: MemberRequest) -> HttpResponse:
    """For one medium and name: each child, with every channel that is asked for."""
    usual = {name: USUAL[name] for name in ("medium", "naming")}
    form = SheetForm({name: request.GET.get(name, word) for name, word in usual.items()})
    told = form.cleaned_data if form.is_valid() else usual
    channels = tuple(dict.fromkeys(one.channel for one in asked()))
    purposes = [Purpose(channel, told["medium"], told["naming"]) for channel in channels]
    on = is_on(PHOTO_CONSENTS)
    names = [str(CHANNELS[channel]) for channel in channels]
    context = {
        "is_on": on,
        "form": form,
        "channels": names,
        "rooms": [
            (
                room.name,
                [(line, list(zip(names, line.marks, strict=True))) for line in room.lines],
                [
                    (name, [line.name for line in room.lines if not line.marks[place]])
                    for place, name in enumerate(names)
                ],
            )
            for room in (by_class(request.person, purposes, today()) if on else ())
        ],
        "what": f"{MEDIA[told['medium']]}, {NAMINGS[told['naming']]}",
        "day": today(),
    }
    return render(request, "consents/sheet.html", context)


@member_page(may=permissions.may_see_reasons)
@require_safe
def attend(request: MemberRequest) -> HttpResponse:
    """Adults who disagree, and pictures that should come down."""
    on = is_on(PHOTO_CONSENTS)
    context = {
        "is_on": on,
        "disagreements": disagreements(request.person) if on else (),
        "pictures": to_take_down(today(), person=request.person) if on else (),
        "may_keep": permissions.may_keep(request.person),
    }
    return render(request, "consents/attend.html", context)
