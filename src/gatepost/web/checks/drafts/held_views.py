"""Drafts that rest, for their authors alone; and the page that says what a proof proves."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from gatepost.law.platform_limits import platforms
from gatepost.policy.explain import outcome_words
from gatepost.web.checks import permissions
from gatepost.web.checks.answering import template_names
from gatepost.web.checks.drafts import holding, proof
from gatepost.web.checks.drafts.forms import ProofForm
from gatepost.web.checks.drafts.views import form_for
from gatepost.web.policies.queries import in_force
from gatepost.web.schools.access import MemberRequest, SchoolRequest, member_page, public

DROP, KEEP = "drop", "keep"


@member_page(may=permissions.may_check)
@require_safe
def held(request: MemberRequest) -> HttpResponse:
    """One's own drafts that rest."""
    return render(request, "checks/drafts/held.html", {"drafts": holding.mine(request.person)})


@member_page(may=permissions.may_check)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: MemberRequest, draft: str) -> HttpResponse:
    """One of them: read it again, change it, check it, drop it."""
    found = holding.one(request.person, draft)
    adopted = in_force(request.school)
    if found is None or adopted is None:
        raise Http404
    if request.POST.get("do") == DROP:
        holding.drop(person=request.person, draft=found)
        messages.success(request, _("Dropped. Nothing of it is kept."))
        return redirect("checks:held", request.school.slug)
    form = form_for(request, adopted, initial=holding.opened(found))
    if request.method == "POST":
        form = form_for(request, adopted, data=request.POST)
        if form.is_valid():
            holding.change(person=request.person, draft=found, told=form.cleaned_data)
            messages.success(request, _("Changed. It rests on until the same hour."))
            return redirect("checks:held-draft", request.school.slug, found.sealed_at)
    names = template_names(adopted.offices)
    page = {"form": form, "draft": found, "platforms": platforms().values(), "offices": names}
    return render(request, "checks/drafts/form.html", page)


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def proved(request: SchoolRequest, school: str) -> HttpResponse:
    """What a proof proves, told to anybody who holds one."""
    form = ProofForm(request.POST if request.method == "POST" else None)
    page: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        found = proof.check(request.school, form.cleaned_data["proof"], form.cleaned_data["draft"])
        page |= {"proved": found, "refused": found is None}
        if found is not None:
            page["answer"] = outcome_words(found.answer)
    return render(request, "checks/drafts/proof.html", page)
