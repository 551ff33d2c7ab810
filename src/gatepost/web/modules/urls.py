"""Addresses of the switches."""

from django.urls import path

from gatepost.web.modules import views

app_name = "modules"
urlpatterns = [
    path("<slug:school>/modules/", views.listed, name="list"),
    path("<slug:school>/modules/<slug:code>/", views.one, name="module"),
    path("<slug:school>/modules/<slug:code>/sign/", views.signed, name="sign"),
    path("<slug:school>/modules/<slug:code>/switch/", views.switched, name="switch"),
]
