"""May I...?, and the check of a draft."""

from django.urls import path

from gatepost.web.checks import views
from gatepost.web.checks.blurring import views as blurring
from gatepost.web.checks.drafts import held_views as held
from gatepost.web.checks.drafts import views as drafts

app_name = "checks"
urlpatterns = [
    path("<slug:school>/may-i/", views.situation_list, name="list"),
    path("<slug:school>/may-i/<slug:situation>/", views.ask, name="ask"),
    path("<slug:school>/check/", drafts.check, name="check"),
    path("<slug:school>/check/blur/", blurring.blur, name="blur"),
    path("<slug:school>/check/held/", held.held, name="held"),
    path("<slug:school>/check/held/<slug:draft>/", held.one, name="held-draft"),
    path("<slug:school>/check/proof/", held.proved, name="proof"),
]
