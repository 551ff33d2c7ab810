"""The switches, and the assessments behind them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.web.modules import permissions
from gatepost.web.modules.actions import sign, switch_off, switch_on
from gatepost.web.modules.forms import SignForm
from gatepost.web.modules.queries import State, state, states
from gatepost.web.modules.registry import modules
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault


@member_page(may=permissions.may_see_modules)
@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """Every module: on, off, or waiting for a signature."""
    return render(request, "modules/list.html", {"states": states()})


@member_page(may=permissions.may_see_modules)
@require_safe
def one(request: MemberRequest, code: str) -> HttpResponse:
    """One module's assessment, with what the reader may do."""
    return _page(request, _state_or_404(code), None)


@member_page(may=permissions.may_sign, recently=True)
@require_http_methods(["GET", "HEAD", "POST"])
def signed(request: MemberRequest, code: str) -> HttpResponse:
    """The officer signs, with the words in view."""
    found = _state_or_404(code)
    form = SignForm(request.POST or None, initial={"version": found.module.version})
    if form.is_valid():
        try:
            sign(
                person=request.person,
                code=code,
                version=form.cleaned_data["version"],
                review_on=form.cleaned_data["review_on"],
                note=form.cleaned_data["note"],
            )
        except Fault as fault:
            form.add_error(fault.field or None, str(fault))
        else:
            messages.success(request, _("You have signed the assessment."))
            return redirect("modules:module", request.school.slug, code)
    return _page(request, found, form)


@member_page(may=permissions.may_switch_off)
@require_POST
def switched(request: MemberRequest, code: str) -> HttpResponse:
    """On or off."""
    _state_or_404(code)
    try:
        if request.POST.get("to") == "on" and permissions.may_switch_on(request.person):
            switch_on(person=request.person, code=code)
            on = state(code).on
            messages.success(request, _("The module is on.") if on else _("The module will be on once it is signed."))
        elif request.POST.get("to") == "off":
            switch_off(person=request.person, code=code)
            messages.success(request, _("The module is off."))
    except Fault as fault:
        messages.error(request, str(fault))
    return redirect("modules:module", request.school.slug, code)


def _state_or_404(code: str) -> State:
    if code not in modules():
        raise Http404
    return state(code)


def _page(request: MemberRequest, found: State, form: SignForm | None) -> HttpResponse:
    page = {
        "state": found,
        "module": found.module,
        "form": form,
        "may_sign": form is None and permissions.may_sign(request.person),
        "may_switch_on": permissions.may_switch_on(request.person),
        "may_switch_off": permissions.may_switch_off(request.person),
    }
    return render(request, "modules/module.html", page)
