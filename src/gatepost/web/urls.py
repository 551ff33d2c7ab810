"""Every address of the site. Fixed words come before the names of schools."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    *([path("", include("gatepost.web.operations.demo.urls"))] if settings.DEMO else []),
    path("", include("gatepost.web.operations.urls")),
    path("", include("gatepost.web.signin.urls")),
    path("", include("gatepost.web.notices.urls")),
    path("", include("gatepost.web.modules.urls")),
    path("", include("gatepost.web.safe.urls")),
    path("", include("gatepost.web.tokens.urls")),
    path("", include("gatepost.web.terms.urls")),
    path("", include("gatepost.web.people.urls")),
    path("", include("gatepost.web.policies.urls")),
    path("", include("gatepost.web.approvals.urls")),
    path("", include("gatepost.web.consents.urls")),
    path("", include("gatepost.web.releases.urls")),
    path("", include("gatepost.web.phones.urls")),
    path("", include("gatepost.web.checks.urls")),
    path("", include("gatepost.web.schools.urls")),
    path("", include("gatepost.web.reports.urls")),
    path("", include("gatepost.web.home.urls")),
    path("<slug:school>/api/v1/", include("gatepost.web.api")),
]

handler400 = "gatepost.web.errors.bad_request"
handler403 = "gatepost.web.errors.denied"
handler404 = "gatepost.web.errors.missing"
handler500 = "gatepost.web.errors.broken"
handler429 = "gatepost.web.signin.limits.too_many"  # asked for by the library that counts tries
