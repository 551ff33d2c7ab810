"""May I...?"""

from django.urls import path

from gatepost.web.checks import views

app_name = "checks"
urlpatterns = [
    path("<slug:school>/may-i/", views.situation_list, name="list"),
    path("<slug:school>/may-i/<slug:situation>/", views.ask, name="ask"),
]
