"""A school's own page, and the search."""

from django.urls import path

from gatepost.web.home import views

app_name = "home"
urlpatterns = [
    path("<slug:school>/", views.home, name="home"),
    path("<slug:school>/search/", views.search, name="search"),
]
