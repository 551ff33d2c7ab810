"""Our policy, every version of it, and Compare."""

from django.urls import path

from gatepost.web.policies import views

app_name = "policies"
urlpatterns = [
    path("compare/", views.choose, name="choose"),
    path("compare/<slug:left>/<slug:right>/", views.compare, name="compare"),
    path("<slug:school>/policy/", views.policy, name="policy"),
    path("<slug:school>/policy/<str:clause>/", views.clause, name="clause"),
    path("<slug:school>/policies/", views.history, name="history"),
    path("<slug:school>/policies/propose/", views.propose, name="propose"),
    path("<slug:school>/policies/proposed/<int:proposed>/", views.proposed, name="proposed"),
    path("<slug:school>/policies/proposed/<int:proposed>/text/", views.proposed_text, name="proposed-text"),
    path("<slug:school>/policies/proposed/<int:proposed>/discard/", views.discard, name="discard"),
    path("<slug:school>/policies/<int:version>/", views.version, name="version"),
    path("<slug:school>/policies/<int:version>/withdraw/", views.withdraw, name="withdraw"),
]
