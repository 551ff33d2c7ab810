"""Addresses of news that is held back."""

from django.urls import path

from gatepost.web.releases import views

app_name = "releases"
urlpatterns = [
    path("<slug:school>/releases/", views.listed, name="list"),
    path("<slug:school>/releases/note/", views.note, name="note"),
    path("<slug:school>/releases/<int:release>/", views.one, name="one"),
    path("<slug:school>/releases/<int:release>/change/", views.change, name="change"),
    path("<slug:school>/releases/<int:release>/move/", views.move, name="move"),
    path("<slug:school>/releases/<int:release>/drop/", views.drop, name="drop"),
]
