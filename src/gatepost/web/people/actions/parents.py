"""The office says which member is which adult of which child; a parent opens the page of their own children."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.modules.queries import is_on
from gatepost.web.people import permissions
from gatepost.web.people.journal import unpack, would_bring_back
from gatepost.web.people.models import Contact, Import, OnRoll, OwnChild
from gatepost.web.people.queries.parents import PARENTS, has_address, has_name
from gatepost.web.record.actions import append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions.membership import end_role_when_over
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import Person


def refuse_if_off() -> None:
    """Raise Fault where parents have no pages of their own."""
    if not is_on(PARENTS):
        raise Fault(_("Parents have no pages of their own here: a headteacher has to switch that part on first."))


def confirm(
    *, person: Person, member: Membership, shown: Collection[int], chosen: Collection[int], sure: bool = False
) -> None:
    """Of the contacts that were on the page, `chosen` are this member's and the others are not, or no longer.

    Raises Fault where two chosen ones are different adults, where the roll does not say `yes` to parental
    responsibility, and, about the field `sure`, where the adult has neither the name nor the address of the member,
    unless `sure`.
    """
    with transaction.atomic():
        told = _say(person, member, shown, chosen, sure)
        _entry(person, "own-child.confirmed", f"membership:{member.pk}", {"children": told})


def confirm_several(*, person: Person, children: Mapping[Membership, Collection[int]]) -> None:
    """For each member the contacts that are theirs, with nothing said of others. Raises like `confirm`, for all."""
    members = sorted(children, key=lambda one: one.pk)
    with transaction.atomic():
        told = {one.pk: _say(person, one, children[one], children[one], sure=False) for one in members}
        for number, text in told.items():  # last, since the first entry locks the record
            _entry(person, "own-child.confirmed", f"membership:{number}", {"children": text})


def _say(person: Person, member: Membership, shown: Collection[int], chosen: Collection[int], sure: bool) -> bytes:
    """Write it, and return what the record is to know of it."""
    if not permissions.may_confirm_parents(person) or member.pk == person.membership_id:
        raise Refused("nobody confirms their own children")
    refuse_if_off()
    contacts = list(Contact.objects.filter(pk__in=shown).select_related("adult").order_by("pk"))
    wanted = [one for one in contacts if one.pk in chosen]
    if any(one.parental_responsibility != "yes" for one in wanted):
        raise Fault(_("The roll does not say that this person has parental responsibility."))
    kept = OwnChild.objects.filter(membership=member)
    unseen = set(kept.exclude(child_id__in=[one.child_id for one in contacts]).values_list("child_id", "adult_id"))
    # What the roll no longer joins is on no page, so nobody could untick it.
    joined = Contact.objects.filter(child_id__in=[child for child, _adult in unseen])
    adults = {one.adult_id for one in joined if (one.child_id, one.adult_id) in unseen}
    adults |= {one.adult_id for one in wanted}
    if len(adults) > 1:
        raise Fault(_("One member cannot be two adults on the roll. Untick the children of the other one first."))
    if wanted and not sure and not kept.filter(adult_id__in=adults).exists():
        _refuse_other_name(wanted[0].adult, member)
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
    return " ".join(f"{child}/{adult}" for child, adult in sorted(pairs)).encode()


def _refuse_other_name(adult: OnRoll, member: Membership) -> None:
    if not has_name(adult, member) and not has_address(adult, member):
        told = {"adult": str(adult), "member": member.account.name}
        raise Fault(_("The roll calls this adult %(adult)s, the member is %(member)s.") % told, "sure")


def read(*, person: Person) -> None:
    """A parent opened the page of their own children."""
    _entry(person, "own-child.read", "own-children")


def opened(*, person: Person, member: Membership | None = None) -> None:
    """Somebody opened the page where a parent's children are confirmed, or one that lists several parents' children."""
    _entry(person, "own-child.looked-up", f"membership:{member.pk}" if member else "own-children")


def forget_leavers(on: date) -> None:
    """The clock's part: what was said of whoever is no parent here any more. If they come back, it is said anew."""
    held = RoleHeld.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), role="parent")
    here = Membership.objects.filter(ended_at__isnull=True, pk__in=held.values("membership_id"))
    gone = OwnChild.objects.exclude(membership__in=here)
    if gone.exists():  # a statement that deletes nothing keeps others waiting too
        gone.delete()


def forget_gone(now: datetime) -> None:
    """The clock's part, once no file can be taken back that would bring them back under their numbers: what was
    confirmed about people who are no longer on the roll goes, and with their last child parents leave.
    """
    here = OnRoll.objects.values("pk")
    gone = list(OwnChild.objects.exclude(child_id__in=here, adult_id__in=here).order_by("membership_id", "pk"))
    if not gone:  # the journal is read for nothing, and a statement that deletes nothing keeps others waiting too
        return
    back: set[int] = set()
    for packed in Import.objects.filter(journal__isnull=False).values_list("journal", flat=True):
        back |= would_bring_back(unpack(packed))
    kept = [one for one in gone if back.isdisjoint((one.child_id, one.adult_id))]
    if not kept:
        return
    with transaction.atomic():
        OwnChild.objects.filter(pk__in=[one.pk for one in kept]).delete()
        adults = {one.adult_id for one in kept}
        with_child = set(Contact.objects.filter(adult_id__in=adults).values_list("adult_id", flat=True))
        left = {one.membership_id for one in kept if one.adult_id not in with_child}
        # A file can put an adult on the roll anew, under another number, whose child has been here all along.
        staying = set(here.filter(pk__in=[one.child_id for one in kept]).values_list("pk", flat=True))
        left -= {one.membership_id for one in kept if one.child_id in staying}
        left -= set(OwnChild.objects.filter(membership_id__in=left).values_list("membership_id", flat=True))
        for member in Membership.objects.filter(pk__in=left, ended_at__isnull=True).order_by("pk"):
            end_role_when_over(member=member, role="parent", now=now)


def _entry(person: Person, action: str, thing: str, contents: dict[str, bytes] | None = None) -> None:
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=thing,
        contents=contents,
    )
