"""A walk through the site: which addresses each of the cast may open at their school, and what a page holds."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from gatepost.web.checks.queries import groups
from gatepost.web.modules.actions import sign, switch_on
from gatepost.web.modules.queries import is_on
from gatepost.web.modules.registry import Module, modules
from gatepost.web.operations.demo.seed import plan
from gatepost.web.policies.queries import in_force_at
from gatepost.web.schools.models import Body, BodyOfficer
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import account, person, school, sign_in
from tests.web.conversations import Page
from tests.web.router import Route, routes
from tests.web.things import everything

TABLE = tomllib.loads((Path(__file__).parent / "access.toml").read_text("utf-8"))
VISITOR = ""  # somebody who has not signed in

STAND_FOR_ALL = {VISITOR, "head", "parent"}
OWN_TO_EACH_ROLE = {"home:home", "home:search"}
# What only a request of a moment has: a provider of sign-in, its way back, the link of one invitation.
OF_THE_MOMENT = {"openid_connect_login", "openid_connect_callback", "signin:invitation", "safe:outside-card"}


@dataclass(frozen=True, slots=True)
class Stop:
    """One address on somebody's way."""

    who: str  # a key of the cast, or VISITOR
    route: str
    address: str


@dataclass(frozen=True)
class Shown:
    """A page as it came to somebody."""

    stop: Stop
    html: str
    headers: dict[str, str]

    @cached_property
    def page(self) -> Page:
        """What the page says."""
        return Page(self.html)

    @cached_property
    def title(self) -> str:
        """What the browser's tab says; a drawing has titles too."""
        found = re.search(r"<title>(.*?)</title>", self.html, re.DOTALL)
        return unescape(found[1]).strip() if found else ""

    def __str__(self) -> str:
        return f"{self.stop.route} for {self.stop.who or 'a visitor'}"


def cast_of(slug: str) -> dict[str, set[str]]:
    """Key of each person of a school, with their roles."""
    (here,) = [one for one in plan()["school"] if one["slug"] == slug]
    return {one["key"]: set(one["roles"]) for one in here["people"]}


def furnish(slug: str) -> dict[str, Any]:
    """Put one of everything in the school; returns the values of every parameter of its addresses."""
    with school_scope(school(slug).pk):
        for module in modules().values():
            if not is_on(module.code):
                _switch_on(module, slug)
    named = everything(slug)
    head = account("head", slug)
    TOTP.activate(head, generate_totp_secret())
    RecoveryCodes.activate(head)
    key = Authenticator.objects.create(
        user=head, type=Authenticator.Type.WEBAUTHN, data={"name": "The head's key", "credential": _passkey()}
    )
    body = Body.objects.get(schools=school(slug))
    BodyOfficer.objects.create(body=body, account=head, starts_on=today())
    adopted = in_force_at(slug)
    assert adopted is not None
    situation = next(one for group in groups() for one in group.situations if one.link)
    other = next(one["slug"] for one in plan()["school"] if one["slug"] != slug)
    return named | {
        "left": slug,
        "right": other,
        "clause": next(iter(adopted.policy.clauses)),
        "situation": situation.slug,
        "body": body.slug,
        "pk": key.pk,
        "connected": 1,
    }


def _switch_on(module: Module, slug: str) -> None:
    review = today() + timedelta(days=365)
    sign(person=person("dpo", slug), code=module.code, version=module.version, review_on=review, note="")
    switch_on(person=person("head", slug), code=module.code)


def _passkey() -> dict[str, Any]:
    """What a browser sends when somebody adds a passkey."""
    id_ = b"of the head only"
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    held = AuthenticatorData.create(bytes(32), flags, 0, AttestedCredentialData.create(Aaguid(bytes(16)), id_, public))
    told = CollectedClientData.create("webauthn.create", bytes(16), "http://localhost")
    return {
        "id": websafe_encode(id_),
        "rawId": websafe_encode(id_),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(told),
            "attestationObject": websafe_encode(AttestationObject.create("none", held, {})),
        },
        "clientExtensionResults": {},
    }


def stops(slug: str, named: dict[str, Any]) -> Iterator[Stop]:
    """Every address that somebody of the school, or a visitor, may open.

    What is not for members alone is the same for most: a few stand for all, save where each role has its own page.
    """
    for who, roles in {VISITOR: set(), **cast_of(slug)}.items():
        for route in routes():
            if route.name not in OF_THE_MOMENT and _may(route, who, roles):
                yield Stop(who, route.name, route.address(named))


def _may(route: Route, who: str, roles: set[str]) -> bool:
    assert route.access is not None
    if route.access.kind == "public":
        return who in STAND_FOR_ALL or route.name in OWN_TO_EACH_ROLE
    if route.access.kind == "account":
        return who in STAND_FOR_ALL - {VISITOR}
    words = TABLE["member"].get(route.name, [])
    return bool(roles & {role for word in words for role in TABLE["roles"].get(word, [word])})


def browser_of(who: str, slug: str) -> Client:
    """A browser in which they have just signed in, with a second proof."""
    return sign_in(who, slug) if who else Client(SERVER_NAME="localhost")


@dataclass
class Controls(HTMLParser):
    """The fields of a page that say nothing of what they are for."""

    html: str
    nameless: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._fields: list[tuple[str, str]] = []
        self._labelled: set[str] = set()
        self._inside = 0
        self.feed(self.html)
        self.nameless = [tag for id_, tag in self._fields if id_ not in self._labelled]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "label":
            self._inside += 1
            self._labelled.add(given.get("for", ""))
        speaks = given.get("aria-label") or given.get("aria-labelledby") or self._inside
        typed = tag == "input" and given.get("type") not in ("hidden", "submit", "button") and "hidden" not in given
        if (typed or tag in ("select", "textarea")) and not speaks:
            self._fields.append((given.get("id", "-"), self.get_starttag_text() or tag))

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._inside -= 1
