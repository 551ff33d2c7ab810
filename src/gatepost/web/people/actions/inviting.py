"""The office invites the parents of a class, and says of several members at once whose children are theirs."""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from gatepost.web.people import permissions
from gatepost.web.people.actions.parents import confirm_several, refuse_if_off
from gatepost.web.people.queries.inviting import address_of, alike, of_class
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions.invitation import Guest, invite_several
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person, today
from gatepost.web.schools.standing import lock_school

MOST = 60  # letters at once


def invite_parents(*, person: Person, room: str, chosen: Collection[int]) -> int:
    """Invite these adults of a class's pupils, each at the address that the roll has; how many.

    Raises Refused, and Fault where nobody or too many are chosen, or where one of them can no longer be invited: then
    nobody is.
    """
    if not permissions.may_confirm_parents(person):
        raise Refused("not theirs to invite")
    refuse_if_off()
    if not settings.MAIL_IS_SET_UP:
        raise Fault(_("This site sends no e-mail yet, so nobody would get the link."))
    if not chosen:
        raise Fault(_("Tick at least one parent."))
    if len(chosen) > MOST:
        raise Fault(_("Tick at most {number} parents at once.").format(number=MOST))
    with transaction.atomic():
        lock_school(person.school_id)  # of two who send at once, the second finds them invited
        ready = {one.adult.pk: one.adult for one in of_class(person, room) if one.can_be}
        if not ready.keys() >= set(chosen):
            raise Fault(_("Somebody whom you ticked has been invited meanwhile, or the roll has changed. Look again."))
        guests = [Guest(str(ready[number]), address_of(ready[number])) for number in sorted(chosen)]
        invite_several(person=person, guests=guests, roles=("parent",), starts_on=today(), ends_on=None)
    return len(guests)


def confirm_alike(*, person: Person, shown: Collection[tuple[int, int]], chosen: Collection[int]) -> int:
    """Of these members say that they are the adult who is like them; how many.

    `shown` are the pairs of member and contact that stood on the page: a child whom nobody saw is never confirmed.
    Raises Refused and Fault; then nothing is said of anybody.
    """
    if not permissions.may_confirm_parents(person):
        raise Refused("not theirs to say")
    if not chosen:
        raise Fault(_("Tick at least one parent."))
    with transaction.atomic():
        found = {one.member.pk: one for one in alike(person)}
        wanted = {}
        for number in chosen:
            one = found.get(number)
            contacts = {contact.pk for contact in one.contacts} if one else set()
            if one is None or contacts != {contact for member, contact in shown if member == number}:
                raise Fault(_("The roll or the members have changed meanwhile. Look again."))
            wanted[one.member] = contacts
        confirm_several(person=person, children=wanted)
    return len(wanted)
