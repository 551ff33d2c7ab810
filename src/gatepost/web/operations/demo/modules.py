"""The demo's modules: each is signed by the school's data protection officer, then switched on by its headteacher."""

from datetime import timedelta

from gatepost.web.modules.actions import sign, switch_on
from gatepost.web.modules.registry import module
from gatepost.web.notices.actions import settle
from gatepost.web.operations.demo.acting import holder
from gatepost.web.schools.person import today


def turn_on(code: str) -> None:
    """Inside a school's scope: signed for a year under today's words, and on."""
    review = today() + timedelta(days=365)
    sign(person=holder("dpo"), code=code, version=module(code).version, review_on=review, note="")
    switch_on(person=holder("headteacher"), code=code)
    # They were told that it can be switched on now, and it is.
    settle(kind="assessment-signed", thing=f"module:{code}")
