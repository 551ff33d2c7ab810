"""Every address of the site. Fixed words come before the names of schools."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gatepost.web.policies.urls")),
    path("", include("gatepost.web.checks.urls")),
    path("", include("gatepost.web.schools.urls")),
]

handler400 = "gatepost.web.errors.bad_request"
handler403 = "gatepost.web.errors.denied"
handler404 = "gatepost.web.errors.missing"
handler500 = "gatepost.web.errors.broken"
