"""Our policy, and Compare."""

from django.urls import path

from gatepost.web.policies import views

app_name = "policies"
urlpatterns = [
    path("compare/", views.choose, name="choose"),
    path("compare/<slug:left>/<slug:right>/", views.compare, name="compare"),
    path("<slug:school>/policy/", views.policy, name="policy"),
    path("<slug:school>/policy/<str:clause>/", views.clause, name="clause"),
]
