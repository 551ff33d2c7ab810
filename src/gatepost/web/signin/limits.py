"""How often somebody may try: per network address and per account, counted in the database for every process."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

LOCKED: Final = timedelta(minutes=15)  # the longest window below
# A whole school sits behind one network address, so what counts there is generous; an account's is not.
ACCOUNT_LIMITS: Final = {
    "login": "60/m/ip",
    "login_failed": "100/15m/ip,5/15m/key",
    "request_login_code": "60/m/ip,5/15m/key",
    "reauthenticate": "10/m/user",
    "change_password": "10/m/user",
    "compare_policies": "30/m/ip",  # no try at signing in, but the dearest page that anybody may open
}
PASSKEY_LIMITS: Final = {"webauthn_login": "60/m/ip"}


@never_cache
def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too many tries from one place; says from which time on it can be tried again."""
    again = timezone.localtime(timezone.now() + LOCKED)
    response = render(request, "signin/too_many.html", {"again": again}, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(int(LOCKED.total_seconds()))
    return response
