"""Addresses of notices."""

from django.urls import path

from gatepost.web.notices import views

app_name = "notices"
urlpatterns = [
    path("<slug:school>/notices/", views.listed, name="list"),
    path("<slug:school>/notices/<int:notice>/", views.opened, name="open"),
]
