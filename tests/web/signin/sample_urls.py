"""The site's addresses and, beside them, the demo's and two pages that only tests have."""

from django.http import HttpResponse
from django.urls import include, path

from gatepost.web import urls as site
from gatepost.web.schools.access import MemberRequest, anyone, member_page


@member_page(anyone)
def plain(request: MemberRequest) -> HttpResponse:
    """A page for members."""
    return HttpResponse("plain page")


@member_page(anyone, recently=True)
def weighty(request: MemberRequest) -> HttpResponse:
    """A page that asks for a fresh proof."""
    return HttpResponse(f"weighty page {request.POST.get('word', '')}")


urlpatterns = [
    path("", include("gatepost.web.operations.demo.urls")),
    path("<slug:school>/plain/", plain),
    path("<slug:school>/weighty/", weighty),
    *site.urlpatterns,
]
handler400, handler403 = site.handler400, site.handler403
handler404, handler500 = site.handler404, site.handler500
handler429 = site.handler429
