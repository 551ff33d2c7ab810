"""A trust's or council's own page: which schools it has."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gatepost.web.schools import queries
from gatepost.web.schools.access import account_page


@account_page
@require_safe
def body(request: HttpRequest, body: str) -> HttpResponse:
    """The schools of a trust or council, for its officers. No row of a school is read."""
    found = queries.body_of_officer(body, int(request.user.pk or 0))
    if found is None:
        raise Http404
    return render(request, "schools/body.html", {"body": found, "schools": queries.schools_of_body(found)})
