"""The peer of bench/web: a Django page that does nothing, on the same server."""

from secrets import token_urlsafe

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path


def page(request: HttpRequest) -> HttpResponse:
    """A few kilobytes, made of nothing."""
    return HttpResponse("<p>A bare page.</p>" * 200)


urlpatterns = [path("", page)]

settings.configure(
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    SECRET_KEY=token_urlsafe(50),
    LOGGING_CONFIG=None,
    MIDDLEWARE=[],
)
django.setup()
application = WSGIHandler()
