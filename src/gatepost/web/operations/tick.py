"""What the clock owes, school by school: each app says in its `due` what is to be done now."""

import logging
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from gatepost.web.schools.models import School
from gatepost.web.schools.scope import school_scope

Due = Callable[[School, datetime], None]

log = logging.getLogger(__name__)


def dues() -> tuple[Due, ...]:
    """Every app's `due.run(school, now)`, in the order of the floors."""
    modules = [f"{one.name}.due" for one in apps.get_app_configs() if one.name.startswith("gatepost.web.")]
    return tuple(import_module(name).run for name in modules if find_spec(name) is not None)


def tick(now: datetime | None = None) -> int:
    """Do everything that is due now at every school; returns how many pieces failed, which the next tick tries again.

    One school's fault keeps no other school waiting.
    """
    moment = now or timezone.now()
    failed = 0
    SessionStore.clear_expired()
    for school in School.objects.order_by("pk"):
        for run in dues():
            try:
                with school_scope(school.pk):
                    run(school, moment)
            except Exception:
                log.exception("tick")
                failed += 1
    return failed
