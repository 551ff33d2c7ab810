"""Whether the site works, for whatever watches it: two fixed answers, and nothing from the database in either."""

from datetime import timedelta

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gatepost.web.operations.models import TICKED, Mark
from gatepost.web.operations.version import mismatch
from gatepost.web.schools.access import public

LATE = timedelta(minutes=15)  # since the clock was last seen at work


@public
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """`ok`, or 503 where the database does not answer, is of another version, or the clock has stood still."""
    status = 200 if is_well() else 503
    return HttpResponse("ok\n" if status == 200 else "not ok\n", content_type="text/plain", status=status)


def is_well() -> bool:
    """Whether pages can be served and timers run."""
    try:
        connection.ensure_connection()
        return mismatch() is None and clock_runs()
    except Error:
        return False


def clock_runs() -> bool:
    """Whether the clock was at work within a quarter of an hour; a mark from the future says nothing of now."""
    ticked = Mark.objects.filter(name=TICKED).values_list("at", flat=True).first()
    return ticked is not None and abs(timezone.now() - ticked) < LATE
