"""The named cast: who they are at the demo's schools, and how a test lets one of them in.

Everybody of `Quillbrook` is in operations/demo/schools.toml under a key: head, dsl, deputy, teacher, support, office,
business, it, provider, dpo, chair, governor, clerk, supply, contractor, trainee, volunteer, friend, parent. The other
schools have fewer; somebody of a second school is, for example, ("head", "larksend").
"""

import time

from allauth.usersessions.models import UserSession
from django.test import Client

from gatepost.web.schools.models import Account, School
from gatepost.web.schools.person import Person, person_at
from gatepost.web.schools.scope import school_scope

SECOND_FACTOR = "mfa"


def account(key: str, slug: str = "quillbrook") -> Account:
    """One of the cast."""
    return Account.objects.get(email=f"{key}@{slug}.example")


def school(slug: str = "quillbrook") -> School:
    """One of the demo's schools."""
    return School.objects.get(slug=slug)


def person(key: str, slug: str = "quillbrook") -> Person:
    """One of the cast as actions and queries take them."""
    with school_scope(school(slug).pk):
        found = person_at(account(key, slug).pk)
    assert found is not None
    return found


def sign_in(key: str, slug: str = "quillbrook", second_factor: bool = True) -> Client:
    """A browser in which one of the cast has signed in, with a second proof unless told otherwise."""
    return enter(account(key, slug), second_factor)


def enter(who: Account, second_factor: bool = True) -> Client:
    """A browser in which the account has signed in, with a second proof unless told otherwise."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(who)
    session = client.session
    methods = [{"method": "password", "at": time.time()}]
    if second_factor:
        methods.append({"method": SECOND_FACTOR, "at": time.time(), "type": "totp"})
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(who.pk)
    session.save()
    UserSession.objects.create(user=who, session_key=session.session_key, ip="127.0.0.1", user_agent="a test's browser")
    return client
