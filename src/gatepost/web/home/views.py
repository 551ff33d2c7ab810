"""A school's own page, and the search."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gatepost.web.home import actions
from gatepost.web.home.doing import links
from gatepost.web.home.forms import SearchForm
from gatepost.web.home.queries import search as found
from gatepost.web.home.waiting import waiting
from gatepost.web.policies.queries import in_force
from gatepost.web.reports.permissions import may_see_record
from gatepost.web.reports.queries import record_line
from gatepost.web.schools.access import SchoolRequest, known_person, public


@public
@never_cache
@require_safe
def home(request: SchoolRequest, school: str) -> HttpResponse:
    """What is open to everybody; for a member what waits for them and what they can do."""
    adopted, person = in_force(request.school), known_person(request)
    page: dict[str, Any] = {"adopted": adopted, "member": person, "unproved": request.person is not None}
    if person is not None:
        waits = waiting(person, request.school, adopted, timezone.now())
        line = record_line(person.school_id) if may_see_record(person) else ""
        page |= {
            "unproved": False,
            "waiting": waits,
            "groups": links(person, request.school),
            "record": "" if line in {one.says for one in waits} else line,  # an alarm stands above already
        }
    return render(request, "home/home.html", page)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: SchoolRequest, school: str) -> HttpResponse:
    """The form; by POST what the words find. They are in no address and are kept nowhere."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    person = known_person(request)
    page: dict[str, Any] = {"form": form, "member": person, "unproved": request.person is not None and person is None}
    if form.is_bound and form.is_valid():
        page["groups"] = found(person, request.school, in_force(request.school), form.cleaned_data["words"])
        page["searched"] = True
        if person is not None:
            actions.searched(person=person)
    return render(request, "home/search.html", page)
