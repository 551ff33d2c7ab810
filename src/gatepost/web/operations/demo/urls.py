"""The demo's own pages: included only where the settings say demo."""

from django.urls import path

from gatepost.web.operations.demo import personas

app_name = "demo"
urlpatterns = [
    path("demo/", personas.personas, name="personas"),
    path("demo/mail/", personas.mail, name="mail"),
    path("demo/be/<int:account>/<slug:slug>/", personas.become, name="become"),
    path("demo/<str:key>/", personas.enter, name="enter"),
]
