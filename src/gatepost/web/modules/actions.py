"""Signing assessments and switching modules."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.modules import permissions, queries
from gatepost.web.modules.models import Signature, Switch
from gatepost.web.modules.registry import module as known
from gatepost.web.notices.actions import notify, settle
from gatepost.web.record.actions import append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person, holding, today

LONGEST_REVIEW = timedelta(days=3 * 366)


def switch_on(*, person: Person, code: str) -> None:
    """A headteacher wants a module on. Without a signature under today's words it waits for the officer's."""
    if not permissions.may_switch_on(person):
        raise Refused(code)
    module = known(code)
    officers = holding("dpo")
    with transaction.atomic():
        state = queries.state(code)
        if state.signature is None and not officers:
            raise Fault(
                _("Somebody has to sign the assessment first: give a member the role of data protection officer.")
            )
        _set(person, code, wanted=True)
        if state.signature is None or state.overdue:
            for membership_id in officers:
                notify(membership_id=membership_id, kind="assessment-to-sign", thing=f"module:{code}")
        _entry(person, "module.switched-on", code, {"words": module.text.encode()})


def switch_off(*, person: Person, code: str) -> None:
    """Off at once, by the headteacher or the officer alone."""
    if not permissions.may_switch_off(person):
        raise Refused(code)
    known(code)
    with transaction.atomic():
        _set(person, code, wanted=False)
        settle(kind="assessment-to-sign", thing=f"module:{code}")
        _entry(person, "module.switched-off", code, {})


def sign(*, person: Person, code: str, version: str, review_on: date, note: str) -> Signature:
    """The officer signs the words as they stand; `version` is of the words that were on the page.

    Raises Fault where the words have changed since, or the day of review is past or too far away.
    """
    if not permissions.may_sign(person):
        raise Refused(code)
    module = known(code)
    if version != module.version:
        raise Fault(_("The assessment has changed since you opened it. Read it again, then sign."))
    if not today() < review_on <= today() + LONGEST_REVIEW:
        raise Fault(_("Choose a day for the review after today, at most three years away."), "review_on")
    with transaction.atomic():
        member = Membership.objects.get(pk=person.membership_id)
        signature: Signature = Signature.objects.create(
            school_id=person.school_id,
            module=code,
            version=version,
            signed_by=member,
            signed_at=timezone.now(),
            review_on=review_on,
            note=note,
        )
        settle(kind="assessment-to-sign", thing=f"module:{code}")
        for membership_id in holding("headteacher"):
            notify(membership_id=membership_id, kind="assessment-signed", thing=f"module:{code}")
        _entry(person, "module.assessment-signed", code, {"words": module.text.encode(), "note": note.encode()})
    return signature


def _set(person: Person, code: str, *, wanted: bool) -> None:
    member = Membership.objects.get(pk=person.membership_id)
    Switch.objects.update_or_create(
        school_id=person.school_id,
        module=code,
        defaults={"wanted": wanted, "changed_by": member, "changed_at": timezone.now()},
    )


def _entry(person: Person, action: str, code: str, contents: dict[str, bytes]) -> None:
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=f"module:{code}",
        contents=contents,
    )
