"""A module signed and switched on, as its pages would do it."""

from datetime import timedelta

from gatepost.web.modules.actions import sign, switch_off, switch_on
from gatepost.web.modules.registry import module
from gatepost.web.schools.person import today
from tests.web.cast import person


def on(code: str, slug: str = "quillbrook") -> None:
    """The officer signs for a year and a headteacher switches it on. Inside the school's scope."""
    review_on = today() + timedelta(days=365)
    sign(person=person("dpo", slug), code=code, version=module(code).version, review_on=review_on, note="")
    switch_on(person=person("head", slug), code=code)


def off(code: str, slug: str = "quillbrook") -> None:
    """A headteacher switches it off. Inside the school's scope."""
    switch_off(person=person("head", slug), code=code)
