"""The front door and each school's own."""

from django.urls import path

from gatepost.web.schools import views

app_name = "schools"
urlpatterns = [
    path("", views.pick, name="pick"),
    path("<slug:school>/", views.home, name="home"),
]
