"""The one address of running the site."""

from django.urls import path

from gatepost.web.operations import health

app_name = "operations"
urlpatterns = [path("health/", health.health, name="health")]
