"""What the clock owes to the modules: none goes off because nobody thought of its review."""

from datetime import datetime

from django.utils import timezone

from gatepost.web.modules.queries import states
from gatepost.web.notices.actions import notify
from gatepost.web.notices.queries import was_told
from gatepost.web.schools.models import School
from gatepost.web.schools.person import holding

KIND = "assessment-to-sign"


def run(school: School, now: datetime) -> None:
    """Tell each officer, once for each signature, that it runs out. Inside the school's scope."""
    day = timezone.localdate(now)
    for state in states():
        if state.signature is None or not state.to_sign(day):
            continue
        told = {"kind": KIND, "thing": f"module:{state.module.code}"}
        for membership_id in holding("dpo"):
            if not was_told(membership_id, **told, since=state.signature.signed_at):
                notify(membership_id=membership_id, **told)
