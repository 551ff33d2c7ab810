"""Rounds in which parents are asked, and the clock's reminder."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.consents import permissions
from gatepost.web.consents.actions.answers import round_thing
from gatepost.web.consents.actions.record import entry, one_at_a_time, refuse_if_off
from gatepost.web.consents.models import Round, RoundChild
from gatepost.web.consents.queries.rounds import chosen, newcomers, pages, silent
from gatepost.web.notices.actions import notify, settle
from gatepost.web.notices.queries import told_of
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person, today

LONGEST = timedelta(days=90)
LEFT_ALONE = timedelta(days=2)  # after somebody was asked


def start(*, person: Person, whom: str, closes_on: date) -> Round:
    """Ask the parents of these children: whoever has a page of their own gets a letter that says that something waits.

    `whom` is a word of `queries.rounds.choices`.
    """
    if not permissions.may_keep(person):
        raise Refused("not theirs to ask")
    refuse_if_off()
    if not today() < closes_on <= today() + LONGEST:
        raise Fault(_("Choose a day after today, at most three months away."), "closes_on")
    said, children = chosen(person, whom)
    if not children:
        raise Fault(_("Choose whose parents are asked."), "whom")
    with transaction.atomic():
        one_at_a_time(person)
        if Round.objects.filter(whom=said, closes_on__gte=today()).exists():
            raise Fault(_("These parents are being asked already. Close that round first."), "whom")
        made: Round = Round.objects.create(
            school_id=person.school_id,
            whom=said,
            started_by_id=person.membership_id,
            started_at=timezone.now(),
            closes_on=closes_on,
        )
        RoundChild.objects.bulk_create(
            RoundChild(school_id=person.school_id, round=made, child_id=number) for number in children
        )
        for membership_id in sorted(pages(children)):
            notify(membership_id=membership_id, kind="consents-asked", thing=round_thing(made.pk, membership_id))
        entry(person, "consent.round-started", f"consent-round:{made.pk}")
    return made


def close(*, person: Person, round: Round) -> None:
    """Nobody is asked or reminded any more by this round; what was answered stands."""
    if not permissions.may_keep(person):
        raise Refused("not theirs to close")
    with transaction.atomic():
        still = Round.objects.filter(pk=round.pk, closes_on__gte=today())
        if not still.update(closes_on=today() - timedelta(days=1)):
            raise Fault(_("This round has closed already."))
        children = round.children.values_list("child_id", flat=True)
        for membership_id in sorted(pages(children)):
            for kind in ("consents-asked", "consents-asked-again"):
                settle(kind=kind, thing=round_thing(round.pk, membership_id))
        entry(person, "consent.round-closed", f"consent-round:{round.pk}")


def ask_newcomers(*, round: Round) -> None:
    """The clock's part: whoever got a page of their own after the round began is asked like the others, once."""
    new = {round_thing(round.pk, membership_id): membership_id for membership_id in newcomers(round)}
    untold = new.keys() - told_of(new)
    if not untold:  # a transaction that writes nothing keeps others waiting too
        return
    with transaction.atomic():
        open_now = Round.objects.select_for_update().filter(pk=round.pk, closes_on__gte=today())
        waiting = silent(round) if open_now.exists() else set()
        for thing in sorted(untold):
            if new[thing] in waiting:
                notify(membership_id=new[thing], kind="consents-asked", thing=thing)


def remind(*, round: Round, now: datetime) -> None:
    """The clock's part: the last day comes near, and some have not answered yet. Once for each round."""
    with transaction.atomic():
        if Round.objects.filter(pk=round.pk, reminded_at__isnull=True).update(reminded_at=now):
            member_of = {round_thing(round.pk, membership_id): membership_id for membership_id in silent(round)}
            for thing in sorted(member_of.keys() - told_of(member_of, since=now - LEFT_ALONE)):
                notify(membership_id=member_of[thing], kind="consents-asked-again", thing=thing)
            append(
                school_id=round.school_id,
                actor=SYSTEM,
                role="-",
                action="consent.round-reminded",
                thing=f"consent-round:{round.pk}",
            )
