"""One's own safe phrase, which is the same at every school."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.sealing.phrase import propose
from gatepost.web.safe.actions.phrases import (
    change_phrase,
    key_of,
    lock_now,
    lose_phrase,
    may_enrol,
    unlock,
)
from gatepost.web.safe.actions.phrases import (
    enrol as choose,
)
from gatepost.web.safe.forms import ChangeForm, LostForm, PhraseForm, UnlockForm
from gatepost.web.safe.unlocking import Locked, forget, remember, safe_of
from gatepost.web.schools.access import (
    FORM_LASTS,
    PROOF_LASTS,
    AccountRequest,
    account_page,
    own_path,
    recently_proved,
    second_factor_shown,
    sent_to,
)
from gatepost.web.schools.faults import Fault
from gatepost.web.signin.queries import belongings, must_show_two

View = Callable[..., HttpResponse]


def safe_page(recently: bool = False) -> Callable[[View], View]:
    """A page for whoever may have a phrase, with a second proof where a role of theirs needs one; `recently`: asks
    again for a proof that is older than five minutes.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: AccountRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may_enrol(request.user):
                raise Http404
            if must_show_two(belongings(request.user.pk)) and not second_factor_shown(request):
                return sent_to("signin:second-factor", request)
            if recently and not recently_proved(request, PROOF_LASTS if request.method == "GET" else FORM_LASTS):
                return sent_to("signin:prove", request)
            return view(request, *args, **kwargs)

        return sensitive_post_parameters("phrase", "again", "old", "proposed")(account_page(guarded))

    return decorate


@safe_page()
@require_safe
def mine(request: AccountRequest) -> HttpResponse:
    """Whether I have a phrase, and whether my safe is unlocked here."""
    try:
        until = safe_of(request).until
    except Locked:
        until = None
    return render(request, "safe/mine.html", {"key": key_of(request.user.pk), "until": until})


@safe_page(recently=True)
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: AccountRequest) -> HttpResponse:
    """Choose the first phrase."""
    if key_of(request.user.pk) is not None:
        return redirect("safe:mine")
    form, proposed = _with_proposal(PhraseForm, request)
    if form.is_valid():
        try:
            choose(account=request.user, phrase=form.cleaned_data["phrase"])
        except Fault as fault:
            form.add_error(fault.field or None, str(fault))
        else:
            messages.success(request, _("Your safe phrase is set. Type it once more to unlock."))
            return redirect(f"{reverse('safe:unlock')}?{urlencode({'next': _next(request)})}")
    return render(request, "safe/choose.html", {"form": form, "proposed": proposed, "next": _next(request)})


@safe_page()
@require_http_methods(["GET", "HEAD", "POST"])
def unlocking(request: AccountRequest) -> HttpResponse:
    """Unlock for 15 minutes, and go on to where the person was going."""
    wanted = _next(request)
    if key_of(request.user.pk) is None:
        return redirect(f"{reverse('safe:enrol')}?{urlencode({'next': wanted})}")
    form = UnlockForm(request.POST or None)
    if form.is_valid():
        try:
            token = unlock(
                account=request.user,
                phrase=form.cleaned_data["phrase"],
                session_key=str(request.session.session_key),
            )
        except Fault as fault:
            form.add_error("phrase", str(fault))
        else:
            response = redirect(wanted)
            remember(response, token)
            return response
    return render(request, "safe/unlock.html", {"form": form, "next": wanted})


@safe_page()
@require_POST
def locking(request: AccountRequest) -> HttpResponse:
    """Lock now."""
    lock_now(session_key=str(request.session.session_key))
    messages.success(request, _("Your safe is locked."))
    response = redirect("safe:mine")
    forget(response)
    return response


@safe_page(recently=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AccountRequest) -> HttpResponse:
    """Another phrase for the same key."""
    if key_of(request.user.pk) is None:
        return redirect("safe:enrol")
    form, proposed = _with_proposal(ChangeForm, request)
    if form.is_valid():
        try:
            change_phrase(account=request.user, old=form.cleaned_data["old"], new=form.cleaned_data["phrase"])
        except Fault as fault:
            form.add_error(fault.field or None, str(fault))
        else:
            messages.success(request, _("Your safe phrase is changed. Every browser is locked until you type it."))
            response = redirect("safe:mine")
            forget(response)
            return response
    return render(request, "safe/change.html", {"form": form, "proposed": proposed})


@safe_page(recently=True)
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: AccountRequest) -> HttpResponse:
    """Begin anew without the old phrase."""
    if key_of(request.user.pk) is None:
        return redirect("safe:enrol")
    form, proposed = _with_proposal(LostForm, request)
    if form.is_valid():
        try:
            lose_phrase(account=request.user, phrase=form.cleaned_data["phrase"])
        except Fault as fault:
            form.add_error(fault.field or None, str(fault))
        else:
            messages.success(request, _("You have a new safe phrase. Ask to be given access again."))
            response = redirect("safe:mine")
            forget(response)
            return response
    return render(request, "safe/lost.html", {"form": form, "proposed": proposed})


def _with_proposal(kind: type[PhraseForm], request: HttpRequest) -> tuple[PhraseForm, str]:
    """The form, and the phrase that the page proposes: the same again where the form comes back with an error."""
    if request.method == "POST":
        return kind(request.POST), request.POST.get("proposed", "") or propose()
    proposed = propose()
    return kind(initial={"proposed": proposed}), proposed


def _next(request: HttpRequest) -> str:
    """The page of this site to go on to; one's own where the request names none."""
    return own_path(request.POST.get("next") or request.GET.get("next") or "") or reverse("safe:mine")
