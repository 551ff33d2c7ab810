"""The register of accounts."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gatepost.web.approvals import permissions
from gatepost.web.approvals.actions import accounts as actions
from gatepost.web.approvals.queries.accounts import account as one_account
from gatepost.web.approvals.queries.accounts import accounts
from gatepost.web.schools.access import MemberRequest, anyone, member_page
from gatepost.web.schools.faults import Fault


@member_page(may=permissions.may_see_accounts)
@require_safe
def register(request: MemberRequest) -> HttpResponse:
    """Every account that was approved."""
    found = accounts(request.person)
    context = {
        "open": [one for one in found if one.closed_at is None],
        "closed": [one for one in found if one.closed_at is not None],
        "may_close": permissions.may_close_accounts(request.person),
    }
    return render(request, "approvals/accounts.html", context)


@member_page(may=anyone)
@require_POST
def close(request: MemberRequest, registered: int) -> HttpResponse:
    """Note that an account has been closed."""
    found = one_account(request.person, registered)
    if found is None:
        raise Http404
    try:
        actions.close(person=request.person, account=found)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The account is noted as closed."))
    if permissions.may_see_accounts(request.person):
        return redirect("approvals:accounts", request.school.slug)
    return redirect("approvals:mine", request.school.slug)
