"""One child's phone and bans: permission, what our policy says, and what happened."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.web.phones import actions, permissions, queries
from gatepost.web.phones.forms import BanForm, PermitForm
from gatepost.web.phones.keeping import usual_end
from gatepost.web.phones.models import ICT, Ban
from gatepost.web.phones.queries import Row
from gatepost.web.phones.ruling import ruling, ruling_on_ict
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say
from gatepost.web.schools.person import today
from gatepost.web.terms.queries import calendar


def _row(request: MemberRequest, number: int) -> Row:
    found = queries.child_row(request.person, number, today())
    if found is None:
        raise Http404
    return found


@member_page(may=permissions.may_keep_list)
@require_safe
def one(request: MemberRequest, someone: int) -> HttpResponse:
    """A child's phone now and before."""
    row, on = _row(request, someone), queries.module_on()
    actions.read(person=request.person, child=row.child)
    bans = queries.bans_of(request.person, row.child, today())
    from_ict = any(isinstance(one.row, Ban) and one.row.of == ICT and one.stands for one in bans)
    context = {
        "is_on": on,
        "row": row,
        "ruling": ruling(request.school, row) if on else None,
        "ruling_on_ict": ruling_on_ict(request.school) if from_ict else None,
        "permissions": queries.permissions_of(request.person, row.child, today()),
        "bans": bans,
        "history": queries.history(request.person, row.child),
        "may_decide": permissions.may_decide(request.person),
        "may_read_why": permissions.may_read_why(request.person),
    }
    return render(request, "phones/child.html", context)


@member_page(may=permissions.may_decide)
@require_http_methods(["GET", "HEAD", "POST"])
def permit(request: MemberRequest, someone: int) -> HttpResponse:
    """Let a child bring a phone."""
    row = _row(request, someone)
    sent = request.POST if request.method == "POST" else None
    form = PermitForm(sent, initial={"until": usual_end(today(), calendar())})
    if form.is_bound and form.is_valid():
        try:
            actions.permit(person=request.person, child=row.child, leave=form.leave)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("The child may bring a phone."))
            return redirect("phones:child", request.school.slug, row.child.pk)
    context = {"form": form, "row": row, "is_on": queries.module_on(), "ban": False}
    return render(request, "phones/decide.html", context)


@member_page(may=permissions.may_decide)
@require_http_methods(["GET", "HEAD", "POST"])
def ban(request: MemberRequest, someone: int) -> HttpResponse:
    """Ban a child from bringing a phone, or from the school's ICT equipment."""
    row = _row(request, someone)
    form = BanForm(request.POST if request.method == "POST" else None, members=queries.staff())
    if form.is_bound and form.is_valid():
        try:
            made = actions.ban(person=request.person, child=row.child, reasons=form.reasons)
        except Fault as fault:
            say(form, fault)
        else:
            if queries.outranked(made, row.permission):
                messages.success(request, _("The ban is noted, but it does not touch this child’s phone."))
            else:
                messages.success(request, _("The ban stands. Tell the family."))
            return redirect("phones:child", request.school.slug, row.child.pk)
    context = {"form": form, "row": row, "is_on": queries.module_on(), "ban": True}
    return render(request, "phones/decide.html", context)


@member_page(may=permissions.may_decide)
@require_POST
def end_permission(request: MemberRequest, leave: int) -> HttpResponse:
    """Take a permission back."""
    found = queries.permission(request.person, leave)
    if found is None:
        raise Http404
    try:
        actions.end_permission(person=request.person, permission=found)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The permission has ended."))
    return redirect("phones:child", request.school.slug, found.child_id)


@member_page(may=permissions.may_decide)
@require_POST
def lift(request: MemberRequest, ban: int) -> HttpResponse:
    """End a ban."""
    found = queries.ban(request.person, ban)
    if found is None:
        raise Http404
    try:
        actions.lift(person=request.person, ban=found)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The ban is lifted."))
    return redirect("phones:child", request.school.slug, found.child_id)
