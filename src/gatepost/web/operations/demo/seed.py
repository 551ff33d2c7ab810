"""Fill an empty database with the demo's schools and their people."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from gatepost.web.operations.demo.people import enrol
from gatepost.web.operations.demo.policies import adopt_pack
from gatepost.web.operations.demo.terms import enter_terms
from gatepost.web.schools.models import Account, Body, Membership, RoleHeld, School
from gatepost.web.schools.scope import school_scope

BEGAN = date(2024, 9, 1)


@cache
def plan() -> Mapping[str, Any]:
    """The demo as its file describes it."""
    return tomllib.loads(files("gatepost.web.operations.demo").joinpath("schools.toml").read_text("utf-8"))


def seed() -> None:
    """Make bodies, schools and people; the database must be empty of them."""
    bodies = {one["slug"]: Body.objects.create(**one) for one in plan()["body"]}
    for entry in plan()["school"]:
        school = School.objects.create(
            slug=entry["slug"],
            name=entry["name"],
            jurisdiction=entry["jurisdiction"],
            body=bodies[entry["body"]],
            urn=entry.get("urn", ""),
        )
        with school_scope(school.pk):
            for one in entry["people"]:
                admit(school, one["key"], one["name"], one["roles"])
            adopt_pack(entry["policy"], otherwise=BEGAN)
            enter_terms(school)
            enrol(school)


def admit(school: School, key: str, name: str, roles: list[str]) -> Membership:
    """One invented person at a school; `key` becomes the address, key@slug.example."""
    account = Account.objects.create_account(name=name, email=f"{key}@{school.slug}.example")
    membership = Membership.objects.create(school=school, account=account)
    for role in roles:
        RoleHeld.objects.create(school=school, membership=membership, role=role, starts_on=BEGAN)
    return membership
