"""`gatepost school ...`: what whoever runs the site does before anybody at a school can do the rest."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:  # Django is set up first
    from django.urls import URLPattern, URLResolver

    from gatepost.web.operations.place import Installation
    from gatepost.web.schools.models import Body

FINE, FOUND = 0, 1
_OPENING = ("add", "body")  # what makes the first database
_LONGEST_NAME, _LONGEST_SLUG = 120, 60  # the columns hold no more


def run(chosen: argparse.Namespace) -> int:
    """Run one verb on the installation that `gatepost.toml` describes; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gatepost.web.settings")
    import django

    django.setup()
    from django.db import Error

    from gatepost.web.operations import telling
    from gatepost.web.schools.faults import Fault

    here = _here()
    verbs = {
        "list": _list,
        "add": _add,
        "body": _body,
        "heads": _heads,
        "officer": _officer,
        "country": _country,
    }
    try:
        _refuse_typed(chosen)
        with _alone(here, chosen.verb):
            _prepare(here, chosen.verb)
            print(verbs[chosen.verb](chosen))
    except (Fault, telling.Fault) as fault:
        print(f"gatepost: {str(fault)[:1].lower()}{str(fault)[1:]}", file=sys.stderr)
        return FOUND
    except Error as error:
        print(f"gatepost: {_unusable(here, error)}", file=sys.stderr)
        return FOUND
    return FINE


@contextmanager
def _alone(here: "Installation", verb: str) -> Iterator[None]:
    """Whoever opens something waits for another who does: it may be the first, who makes the database."""
    from gatepost.web.locks import waited_for

    if verb not in _OPENING:
        yield
        return
    with waited_for(here.config.folder, "opening"):
        yield


def _refuse_typed(chosen: argparse.Namespace) -> None:
    """Raise Fault where a name or address cannot be one, before anything is made for it."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from gatepost.web.schools.faults import Fault

    if any(category(one) == "Cs" for typed in vars(chosen).values() if isinstance(typed, str) for one in typed):
        raise Fault("What was typed is not UTF-8: set the terminal to it.")
    for name in (getattr(chosen, option, None) for option in ("name", "head_name")):
        if name is not None and not name.strip():
            raise Fault("A name is missing: a school, a body and each person need one.")
        if name is not None and (len(name) > _LONGEST_NAME or any(category(one) == "Cc" for one in name)):
            raise Fault(f"A name is one line of at most {_LONGEST_NAME} letters.")
    for address in (getattr(chosen, option, None) for option in ("head_email", "email")):
        try:
            if address is not None:
                validate_email(address.strip())
        except ValidationError:
            raise Fault(f"`{address}` is no e-mail address.") from None
    if len(getattr(chosen, "slug", None) or "") > _LONGEST_SLUG:
        raise Fault(f"An address of a school or body has at most {_LONGEST_SLUG} letters.")


def _here() -> "Installation":
    from django.conf import settings

    from gatepost.web.config import ENVIRONMENT, FILE_NAME
    from gatepost.web.operations.place import Installation

    path = Path(os.environ.get(ENVIRONMENT) or FILE_NAME)
    return Installation(settings.CONFIG, path.resolve() if path.is_file() else None)


def _prepare(here: "Installation", verb: str) -> None:
    """A database of this version to work on; `add` and `body` make the first. Raises Fault, django.db.Error."""
    from django.db import connection

    from gatepost.web.operations import beginning
    from gatepost.web.operations.install import install
    from gatepost.web.operations.telling import Fault, tell
    from gatepost.web.operations.version import known_to, mismatch

    fault, there = mismatch(), known_to(connection)
    if fault is not None and there:
        raise Fault(fault)
    if not there:
        beginning.refuse(here)
        if verb not in _OPENING:
            raise Fault(f"{fault} ({here.where})")
        tell(f"there is no database yet: making one for {here.where}")
        install()
        if not here.owner:
            here.file.chmod(0o600)


def _unusable(here: "Installation", error: Exception) -> str:
    from gatepost.web.operations.beginning import not_made
    from gatepost.web.operations.telling import Fault, unusable

    try:
        lacking = not_made(here)
    except Fault:
        lacking = None  # the server does not answer: the error says so
    return ": ".join(lacking or unusable(error))


def _list(chosen: argparse.Namespace) -> str:
    from gatepost.web.schools.models import School

    rows = School.objects.order_by("slug").values_list("slug", "name", "jurisdiction")
    return "\n".join(f"{slug:20} {name} ({country})" for slug, name, country in rows) or "there is no school yet"


def _add(chosen: argparse.Namespace) -> str:
    """Open a school, or make the link again while nobody has used it."""
    from gatepost.web.operations.telling import tell
    from gatepost.web.schools.actions.invitation import invite_first_head
    from gatepost.web.schools.actions.settings import open_school
    from gatepost.web.schools.mail import invitation_link
    from gatepost.web.schools.models import School
    from gatepost.web.schools.person import today
    from gatepost.web.schools.scope import school_scope

    school = School.objects.filter(slug=chosen.slug).first()
    if school is None:
        body = _found_body(chosen.body) if chosen.body else None
        country = body.jurisdiction if body else chosen.country
        school = open_school(slug=_free(chosen.slug), name=chosen.name, jurisdiction=country, body=body)
    elif chosen.name.strip() != school.name:
        tell(f"`{school.slug}` is there already: it is `{school.name}`, and keeps that name; its head can change it")
    with school_scope(school.pk):
        token = invite_first_head(
            school_id=school.pk, name=chosen.head_name, email=chosen.head_email, starts_on=today()
        )
    return (
        f"the site: {_here().where}\n"
        f"{school.name}: give this link to {chosen.head_email} and to nobody else. It works once, for 14 days.\n"
        f"{invitation_link(token)}"
    )


def _body(chosen: argparse.Namespace) -> str:
    from gatepost.web.schools.actions.settings import open_body

    made = open_body(slug=_free(chosen.slug), name=chosen.name, kind=chosen.kind, jurisdiction=chosen.country)
    return f"{made.name} is there: `gatepost school add --body {made.slug}` puts schools under it"


def _heads(chosen: argparse.Namespace) -> str:
    from gatepost.web.schools.actions.settings import send_heads_to

    body = _found_body(chosen.slug)
    send_heads_to(body=body, mailbox=chosen.mailbox)
    return f"the heads of the records of the schools of {body.name} go to {chosen.mailbox} each day"


def _officer(chosen: argparse.Namespace) -> str:
    from gatepost.web.schools.actions.settings import appoint_officer

    body = _found_body(chosen.slug)
    appoint_officer(body=body, name=chosen.name, email=chosen.email)
    return f"{chosen.email} signs in with a code sent to that address and sees the schools of {body.name}"


def _country(chosen: argparse.Namespace) -> str:
    from gatepost.web.schools.actions.settings import change_jurisdiction
    from gatepost.web.schools.faults import Fault
    from gatepost.web.schools.models import School
    from gatepost.web.schools.scope import school_scope

    school = School.objects.filter(slug=chosen.slug).first()
    if school is None:
        raise Fault(f"There is no school `{chosen.slug}`.")
    with school_scope(school.pk):
        change_jurisdiction(school_id=school.pk, jurisdiction=chosen.country)
    return f"{school.name} now goes by the words and deadlines of {chosen.country}"


def _found_body(slug: str) -> "Body":
    from gatepost.web.schools.faults import Fault
    from gatepost.web.schools.models import Body

    found = Body.objects.filter(slug=slug).first()
    if found is None:
        raise Fault(f"There is no trust or council `{slug}`; make it with `gatepost school body`.")
    return found


def _free(slug: str) -> str:
    """The slug, if it can be an address; raises Fault."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_slug
    from django.urls import get_resolver

    from gatepost.web.schools.faults import Fault

    try:
        validate_slug(slug)
    except ValidationError:
        raise Fault(f"`{slug}` cannot be an address: use letters, digits and hyphens.") from None
    routes = (str(route.pattern) for route in _routes(get_resolver().url_patterns))
    fixed = {route.partition("/")[0] for route in routes} | {"static"}
    if slug != slug.lower():
        raise Fault(f"`{slug}` cannot be an address: write it in small letters.")
    if slug in fixed:
        raise Fault(f"`{slug}` is reserved for pages of the site itself, so it cannot be an address: choose another.")
    return slug


def _routes(patterns: "list[URLPattern | URLResolver]") -> "list[URLPattern | URLResolver]":
    """The patterns that an address begins with, those of included files among them."""
    found: list[URLPattern | URLResolver] = []
    for one in patterns:
        inner = getattr(one, "url_patterns", None)
        found += _routes(inner) if inner is not None and not str(one.pattern) else [one]
    return found
