"""The office says which member is which adult of which child; a parent opens the page of their own children."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.modules.queries import is_on
from gatepost.web.people import permissions
from gatepost.web.people.models import Contact, Import, OnRoll, OwnChild
from gatepost.web.people.queries.parents import PARENTS
from gatepost.web.record.actions import append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person


def confirm(*, person: Person, member: Membership, shown: Collection[int], chosen: Collection[int]) -> None:
    """Of the contacts that were on the page, `chosen` are this member's and the others are not, or no longer.

    Raises Fault where two chosen ones are different adults, or the roll does not say `yes` to parental responsibility.
    """
    if not permissions.may_confirm_parents(person) or member.pk == person.membership_id:
        raise Refused("nobody confirms their own children")
    if not is_on(PARENTS):
        raise Fault(_("Parents have no pages of their own here: a headteacher has to switch that part on first."))
    with transaction.atomic():
        contacts = list(Contact.objects.filter(pk__in=shown).order_by("pk"))
        wanted = [one for one in contacts if one.pk in chosen]
        if any(one.parental_responsibility != "yes" for one in wanted):
            raise Fault(_("The roll does not say that this person has parental responsibility."))
        kept = OwnChild.objects.filter(membership=member)
        unseen = kept.exclude(child_id__in=[one.child_id for one in contacts])
        adults = {one.adult_id for one in wanted} | set(unseen.values_list("adult_id", flat=True))
        if len(adults) > 1:
            raise Fault(_("One member cannot be two adults on the roll. Choose the children of one of them."))
        pairs = {(one.child_id, one.adult_id) for one in wanted}
        kept.filter(child_id__in={one.child_id for one in contacts} - {child for child, _adult in pairs}).delete()
        for child, adult in sorted(pairs):
            OwnChild.objects.update_or_create(
                school_id=person.school_id,
                membership=member,
                child_id=child,
                defaults={
                    "adult_id": adult,
                    "confirmed_by_id": person.membership_id,
                    "confirmed_at": timezone.now(),
                },
            )
        told = " ".join(f"{child}/{adult}" for child, adult in sorted(pairs))
        _entry(person, "own-child.confirmed", f"membership:{member.pk}", {"children": told.encode()})


def read(*, person: Person) -> None:
    """A parent opened the page of their own children."""
    _entry(person, "own-child.read", "own-children")


def opened(*, person: Person, member: Membership) -> None:
    """Somebody opened the page where a parent's children are confirmed."""
    _entry(person, "own-child.looked-up", f"membership:{member.pk}")


def forget_gone() -> None:
    """The clock's part: what was confirmed about people who are no longer on the roll, once no file can be taken back
    that would bring them back under their numbers.
    """
    if Import.objects.filter(journal__isnull=False).exists():
        return
    here = OnRoll.objects.values("pk")
    gone = OwnChild.objects.exclude(child_id__in=here, adult_id__in=here)
    if gone.exists():  # a statement that deletes nothing would keep others waiting too
        gone.delete()


def _entry(person: Person, action: str, thing: str, contents: dict[str, bytes] | None = None) -> None:
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=thing,
        contents=contents,
    )
