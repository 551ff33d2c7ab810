"""Pick a school; a school's three doors."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gatepost.web.schools.queries import School, schools


def school_or_404(slug: str) -> School:
    """The school, or the page that says there is none."""
    try:
        return schools()[slug]
    except KeyError:
        raise Http404 from None


@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return render(request, "schools/pick.html", {"schools": schools().values()})


@require_safe
def home(request: HttpRequest, school: str) -> HttpResponse:
    """One school: May I, Our policy, Compare."""
    return render(request, "schools/home.html", {"school": school_or_404(school)})
