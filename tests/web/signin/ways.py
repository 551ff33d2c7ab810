"""The steps of signing in as a browser takes them, one function for each."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.http import HttpResponse
from django.test import Client

SIGN_IN, CODE, SECOND, ME = "/sign-in/", "/sign-in/code/", "/sign-in/second/", "/me/"
ENTERED = "/"  # where whoever has signed in is led, unless they came for another page


def browser() -> Client:
    """A browser in which nobody has signed in."""
    return Client(SERVER_NAME="localhost")


def mailed_code() -> str:
    """The code in the newest letter."""
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[0]


def ask_for_code(client: Client, email: str, **more: str) -> HttpResponse:
    """Send the first form."""
    return client.post(SIGN_IN, {"email": email} | more)  # type: ignore[return-value]


def enter_by_code(client: Client, email: str, then: str = "") -> HttpResponse:
    """The whole way in by e-mail, without a second proof."""
    ask_for_code(client, email, **({"next": then} if then else {}))
    query = f"?next={then}" if then else ""
    return client.post(f"{CODE}{query}", {"code": mailed_code()})  # type: ignore[return-value]


def app_code(secret: str, steps: int = 0) -> str:
    """What an authenticator app with this key shows, now or some steps from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_app(client: Client) -> str:
    """Set up an authenticator app; returns its key."""
    page = client.get("/me/app/add/")
    assert page.status_code == 200, (page.status_code, page.headers.get("Location"))
    secret = str(page.context["form"].secret)
    done = client.post("/me/app/add/", {"code": app_code(secret)})
    assert done.headers["Location"] == "/me/recovery-codes/", done.content.decode()
    return secret
