"""The entry of the record that each action ends with."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from gatepost.web.consents.models import Asking
from gatepost.web.consents.queries.asked import PHOTO_CONSENTS
from gatepost.web.consents.queries.own import own_numbers
from gatepost.web.modules.queries import is_on
from gatepost.web.record.actions import append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person


def entry(person: Person, action: str, thing: str, contents: Mapping[str, bytes] | None = None) -> None:
    """Who did what to which number."""
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=thing,
        contents=contents,
    )


def refuse_if_off() -> None:
    """Raise Fault while the module is off."""
    if not is_on(PHOTO_CONSENTS):
        raise Fault(_("Photo consents are not kept here: a headteacher has to switch that part on first."))


def refuse_own(person: Person, child: int) -> None:
    """Raise Refused for a child of the person's own: for them they answer as a parent, and others do the rest."""
    if child in own_numbers(person):
        raise Refused("a child of their own")


def one_at_a_time(person: Person) -> None:
    """Inside a transaction: whoever else changes what the school asks waits until it has ended."""
    Asking.objects.get_or_create(school_id=person.school_id)
    Asking.objects.select_for_update().get(school_id=person.school_id)
