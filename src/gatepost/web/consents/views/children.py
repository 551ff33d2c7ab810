"""One child's consents: history, withdrawal, setting aside; image bars; pictures that were taken down."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gatepost.web.consents import permissions
from gatepost.web.consents.actions import answers, bars, pictures
from gatepost.web.consents.actions.answers import Evidence, Voice
from gatepost.web.consents.forms.answers import AsideForm, BarForm, LiftForm, WithdrawForm
from gatepost.web.consents.models import Answer
from gatepost.web.consents.purposes import from_code
from gatepost.web.consents.queries import history as queries
from gatepost.web.consents.queries.asked import PHOTO_CONSENTS
from gatepost.web.consents.queries.attention import standing_picture, to_take_down
from gatepost.web.consents.queries.names import among_all, told_apart
from gatepost.web.consents.words import REASONS
from gatepost.web.modules.queries import is_on
from gatepost.web.people.models import OnRoll
from gatepost.web.people.queries.roll import listed
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say
from gatepost.web.schools.person import today


def sent(request: MemberRequest) -> Any:
    """What was posted, or None for a form that is only shown."""
    return request.POST if request.method == "POST" else None


@member_page(may=permissions.may_see_reasons)
@require_http_methods(["GET", "HEAD", "POST"])
def child(request: MemberRequest, someone: int) -> HttpResponse:
    """What holds for a child and why; what was answered; somebody takes back what they agreed to."""
    row = _child_or_404(request, someone)
    on, keeps = is_on(PHOTO_CONSENTS), permissions.may_keep(request.person)
    contacts = queries.adults_of([row.pk]).get(row.pk, ())
    now = queries.now_of(row)
    form = WithdrawForm(sent(request) if keeps else None, contacts=contacts, purposes=[one.purpose for one in now])
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            answers.withdraw(
                person=request.person,
                child=row.pk,
                voice=Voice(form.adult),
                purposes=[from_code(told["what"])] if told["what"] else None,
                evidence=Evidence(told["method"], note=told["note"]),
            )
        except Fault as fault:
            say(form, fault)
        else:
            down = len(to_take_down(today(), [row.pk], person=request.person))
            messages.success(request, _withdrawn(down))
            return redirect("consents:child", request.school.slug, row.pk)
    answers.read(person=request.person, child=row.pk)
    context = {
        "is_on": on,
        "child": row,
        "name": among_all(request.person, [row])[row.pk],
        "contacts": contacts,
        "now": [(one, REASONS[one.reason]) for one in now],
        "entries": queries.history(row),
        "pictures": to_take_down(today(), [row.pk], person=request.person) if on else (),
        "form": form if keeps and on else None,
        "may_keep": keeps,
        "may_settle": permissions.may_settle(request.person),
    }
    return render(request, "consents/child.html", context)


def _withdrawn(pictures_down: int) -> str:
    if pictures_down:
        return _("Noted. Nothing new may show them. See below which pictures should come down.")
    return _("Noted. Nothing new may show them; no picture that is known here has to come down.")


@member_page(may=permissions.may_settle)
@require_http_methods(["GET", "HEAD", "POST"])
def aside(request: MemberRequest, answer: int) -> HttpResponse:
    """A headteacher says that an answer counts no longer."""
    found = Answer.objects.filter(pk=answer).exclude(by="child").first()
    row = queries.child(request.person, found.child_id) if found else None
    if found is None or row is None:
        raise Http404
    form = AsideForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            answers.set_aside(person=request.person, answer=found, why=form.cleaned_data["why"])
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("Set aside. The answer is still in the history."))
            return redirect("consents:child", request.school.slug, row.pk)
    return render(request, "consents/aside.html", {"form": form, "answer": found, "child": row})


@member_page(may=permissions.may_see_reasons)
@require_http_methods(["GET", "HEAD", "POST"])
def all_bars(request: MemberRequest) -> HttpResponse:
    """The image bars that stand, and the form for one more."""
    pupils = list(listed(request.person, "pupil"))
    form = BarForm(sent(request), children=pupils, names=told_apart(request.person, pupils))
    if form.is_bound and form.is_valid():
        try:
            bars.set_bar(person=request.person, **form.cleaned_data)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("From now on this child is shown nowhere."))
            return redirect("consents:bars", request.school.slug)
    on = is_on(PHOTO_CONSENTS)
    context = {
        "is_on": on,
        "form": form,
        "bars": queries.bars(request.person) if on else (),
        "lifted": queries.bars(request.person, lifted=True) if on else (),
    }
    return render(request, "consents/bars.html", context)


@member_page(may=permissions.may_see_reasons)
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: MemberRequest, bar: int) -> HttpResponse:
    """Say why a bar stands no longer, and lift it."""
    found = queries.bar(request.person, bar)
    if found is None:
        raise Http404
    form = LiftForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            bars.lift_bar(person=request.person, bar=found.bar, why=form.cleaned_data["why"])
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("Lifted. What was answered counts again."))
            return redirect("consents:bars", request.school.slug)
    return render(request, "consents/lift.html", {"form": form, "one": found})


@member_page(may=permissions.may_keep)
@require_POST
def taken_down(request: MemberRequest, picture: int) -> HttpResponse:
    """A picture can be seen no longer."""
    found = standing_picture(request.person, picture)
    if found is None:
        raise Http404
    try:
        pictures.taken_down(person=request.person, shown=found)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Noted: it has been taken down."))
    return redirect("consents:attend", request.school.slug)


def _child_or_404(request: MemberRequest, number: int) -> OnRoll:
    found = queries.child(request.person, number)
    if found is None:
        raise Http404
    return found
