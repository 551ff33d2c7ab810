"""What has happened at the demo's schools before anybody opens it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction

from gatepost.web.operations.demo.consents import collect
from gatepost.web.operations.demo.families import bring_in_child
from gatepost.web.operations.demo.modules import turn_on
from gatepost.web.operations.demo.news import hold_back
from gatepost.web.operations.demo.phones import ban_pupils, hand_in_today
from gatepost.web.operations.demo.requests import ask_and_answer
from gatepost.web.schools.models import School
from gatepost.web.schools.scope import school_scope


@cache
def happened() -> Mapping[str, Any]:
    """By school, what has happened, as its file tells it."""
    return tomllib.loads(files("gatepost.web.operations.demo").joinpath("happened.toml").read_text("utf-8"))


def furnish() -> None:
    """After `seed`, once: by the actions of the apps, so that the record tells of it too."""
    for school in School.objects.order_by("pk"):
        told = happened()[school.slug]
        # In one piece, since each transaction of its own would wait for the disk.
        with school_scope(school.pk), transaction.atomic():
            for code in told["modules"]:
                turn_on(code)
            child = bring_in_child(school, told["own-child"])
            collect(school, told["asks"], told["unanswered"], [child])
            ask_and_answer(school, told.get("requests", ()))
            hold_back(school, told.get("news", ()))
            hand_in_today(school, told.get("phones", ()), told.get("keepers", {}))
            ban_pupils(told.get("bans", ()))
