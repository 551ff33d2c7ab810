"""Addresses of the tests' own that need an unlocked safe, as a later app would write them, beside the site's."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from gatepost.sealing.envelope import Place
from gatepost.web.safe import permissions
from gatepost.web.safe.actions.keys import opened
from gatepost.web.safe.unlocking import UnlockedRequest, unlocked_page
from gatepost.web.schools.access import member_page
from gatepost.web.urls import handler404, handler500, urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]

PLACE = Place("concerns_report", "1", "words")
SEALED: dict[int, bytes] = {}  # what the view has to open, by the number of the key
SENT: list[tuple[str, list[str]]] = []  # what reached the view by POST


@member_page(may=permissions.may_have_phrase)
@unlocked_page
@require_http_methods(["GET", "POST"])
def case(request: UnlockedRequest, number: int) -> HttpResponse:
    """Shows a sealed text, and takes a note."""
    with opened(request.safe, person=request.person, key_id=number) as key:
        words = key.text(SEALED[number], PLACE)
    if request.method == "POST":
        SENT.append((request.POST["note"], request.POST.getlist("tick")))
        assert "safe-phrase" not in request.POST
    return HttpResponse(words)


urlpatterns = [path("<slug:school>/case/<int:number>/", case, name="case"), *urlpatterns]
