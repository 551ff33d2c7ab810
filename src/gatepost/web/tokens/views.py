"""One's own tokens, and for whoever oversees them everybody's."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say
from gatepost.web.signin.queries import has_second_proof
from gatepost.web.tokens import actions, permissions, queries
from gatepost.web.tokens.forms import TokenForm
from gatepost.web.tokens.scopes import labels


@member_page(may=permissions.may_hold_tokens)
@require_safe
def tokens(request: MemberRequest) -> HttpResponse:
    """The tokens that there are, without their secrets."""
    oversees = permissions.may_oversee_tokens(request.person)
    page = {
        "own": queries.own(request.person),
        "oversees": oversees,
        "others": queries.others(request.person) if oversees else (),
    }
    return render(request, "tokens/list.html", page)


@member_page(may=permissions.may_hold_tokens, recently=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Make a token. Its secret stands on the answer to the form and nowhere else, so there is no page to go on to."""
    if not has_second_proof(request.person.account_id):
        return render(request, "tokens/new.html")
    form = TokenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            token, secret = actions.make(person=request.person, **form.cleaned_data)
        except Fault as fault:
            say(form, fault)
        else:
            page = {"token": token, "secret": secret, "scopes": labels(token.scopes)}
            return render(request, "tokens/made.html", page)
    return render(request, "tokens/new.html", {"form": form})


@member_page(may=permissions.may_hold_tokens)
@require_POST
def revoke(request: MemberRequest, issued: int) -> HttpResponse:
    """End a token at once."""
    if queries.one(request.person, issued) is None:
        raise Http404
    actions.revoke(person=request.person, number=issued)
    messages.success(request, _("The token is revoked. Programs that use it get no more answers."))
    return redirect("tokens:list", request.school.slug)
