"""The front page: pick a school."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from gatepost.web.schools.access import public
from gatepost.web.schools.person import schools_of
from gatepost.web.schools.queries import schools


@public
@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """Every school; those first where the visitor belongs, and straight on for whoever belongs to one alone."""
    own = frozenset(schools_of(request.user.pk)) if request.user.is_authenticated else frozenset()
    every = schools()
    mine = [one for one in every if one.pk in own]
    if len(mine) == 1:
        return redirect("home:home", mine[0].slug)
    return render(request, "schools/pick.html", {"mine": mine, "schools": [one for one in every if one.pk not in own]})
