"""Opens the scope of the school that an address names, and finds out who is asking."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from gatepost.web.schools.models import School
from gatepost.web.schools.person import person_at
from gatepost.web.schools.scope import school_scope


class SchoolMiddleware:
    """Sets `school` and `person` on requests to a school's pages, and calls their view inside the school's scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """The view's response for a school's page; None for any other, which Django then calls itself."""
        slug = kwargs.get("school")
        if slug is None:
            return None
        school = School.objects.select_related("body").filter(slug=slug).first()
        if school is None:
            raise Http404
        request.school = school  # type: ignore[attr-defined]
        with school_scope(school.pk):
            user = request.user
            request.person = person_at(user.pk) if user.is_authenticated else None  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)
