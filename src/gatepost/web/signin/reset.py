"""Help for a member who has lost telephone and recovery codes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gatepost.web.schools import queries
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.permissions import may_reset
from gatepost.web.signin.actions import reset_second_proofs
from gatepost.web.signin.queries import may_help_back_in


@member_page(may_reset, recently=True)
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: MemberRequest, member: int) -> HttpResponse:
    """Says what will happen, then does it."""
    found = queries.member(request.person, member)
    if found is None or found.pk == request.person.membership_id:
        raise Http404
    if request.method == "POST":
        reset_second_proofs(person=request.person, member=found)
        messages.success(request, _("The second proofs are removed"))
        return redirect("signin:reset", request.school.slug, member)
    page = {"member": found, "may_help": may_help_back_in(request.person, found)}
    return render(request, "signin/reset.html", page)
