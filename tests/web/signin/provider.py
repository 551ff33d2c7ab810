"""A real OpenID provider on loopback, and ways in which one can lie.

The provider is oidc-provider-mock, served over HTTP by a thread; a lie is told by rewriting what it publishes about
itself, or by starting it with other settings, never by forging inside the site.
"""

import json
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings
from jwt.algorithms import RSAAlgorithm
from werkzeug.serving import WSGIRequestHandler, make_server

from gatepost.web.signin.providers import provider

with warnings.catch_warnings():  # of the provider's own dependencies, one of which insists on being heard
    warnings.simplefilter("ignore")
    from oidc_provider_mock import User, app

TENANT = "0f6e1f64-2f5c-4a6e-9d3c-6b7d4e0f8a11"
DOMAIN = "quillbrook.example"
SUBJECT = "subject-4711"
EMAIL = "teacher@quillbrook.example"
Rewrite = Callable[[Any], Any]


class _Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


@dataclass(slots=True)
class Provider:
    """A provider that runs: its address as the site is told it, and what it rewrites, by path."""

    port: int
    rewrites: dict[str, Rewrite] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        """Its address."""
        return f"http://localhost:{self.port}"


@contextmanager
def running(claims: dict[str, object] | None = None, lifetime: timedelta = timedelta(hours=1)) -> Iterator[Provider]:
    """A provider that knows one person, with these claims."""
    known = User(sub=SUBJECT, claims={"email": EMAIL, "email_verified": True} | (claims or {}))
    real = app(user_claims=[known], require_nonce=True, access_token_max_age=lifetime)
    made = Provider(0)

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        rewrite = made.rewrites.get(str(environ["PATH_INFO"]))
        if rewrite is None:
            return real.wsgi_app(environ, start)
        started: list[Any] = []
        body = b"".join(real.wsgi_app(environ, lambda *given: started.append(given)))
        body = json.dumps(rewrite(json.loads(body))).encode()
        start(started[0][0], [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = make_server("localhost", 0, serve, threaded=True, request_handler=_Quiet)
        made.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@contextmanager
def set_up(made: Provider, name: str = "google", **changed: Any) -> Iterator[None]:
    """The site with this provider as Google or as Microsoft."""
    told = {
        "client_id": "gatepost",
        "secret": "a secret",
        "issuer": made.issuer,
        "pinned": DOMAIN if name == "google" else TENANT,
    }
    described = provider(name, **told | changed)
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [described]}}):
        yield


def leave(client: Client, name: str = "google", then: str = "") -> str:
    """Press the button; returns the address at the provider to which the browser is sent."""
    sent = client.post(f"/sign-in/with/{name}/", {"next": then} if then else {})
    assert sent.status_code == 302
    return str(sent.headers["Location"])


def agree(address: str, subject: str = SUBJECT) -> str:
    """At the provider, be this person; returns the address on the site to which the browser is sent back."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=20)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def round_trip(client: Client, name: str = "google", then: str = "") -> HttpResponse:
    """The whole way there and back."""
    return client.get(agree(leave(client, name, then)))  # type: ignore[return-value]


def with_parameter(address: str, **changed: str) -> str:
    """An address with some parameters of its query changed."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | changed)))


def another_key(published: dict[str, Any]) -> dict[str, Any]:
    """The provider's public keys, each replaced by a stranger's under the same name."""
    keys = []
    for one in published["keys"]:
        stranger = RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 2048).public_key(), as_dict=True)
        keys.append(stranger | {"kid": one["kid"], "alg": "RS256", "use": "sig"})
    return {"keys": keys}
