"""What the school asks, and in which words."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.consents import permissions
from gatepost.web.consents.actions.record import entry, one_at_a_time, refuse_if_off
from gatepost.web.consents.languages import ENGLISH, LANGUAGES
from gatepost.web.consents.models import Asking, Wording
from gatepost.web.consents.purposes import MOST_ASKED, Purpose, in_order
from gatepost.web.consents.queries.asked import current_wording
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person


def choose(*, person: Person, purposes: Collection[Purpose]) -> None:
    """From now on parents are asked for these. What was answered about others still counts."""
    if not permissions.may_keep(person):
        raise Refused("not theirs to choose")
    refuse_if_off()
    codes = [one.code for one in in_order(purposes)]
    if not codes:
        raise Fault(_("Choose at least one thing to ask for."), "purposes")
    if len(codes) > MOST_ASKED:
        raise Fault(_("Choose at most {number}: nobody reads a longer form.").format(number=MOST_ASKED), "purposes")
    with transaction.atomic():
        Asking.objects.update_or_create(school_id=person.school_id, defaults={"purposes": codes})
        entry(person, "consent.purposes-chosen", "consents", {"purposes": " ".join(codes).encode()})


def word(*, person: Person, texts: Mapping[str, str], earlier_count: bool = False) -> Wording:
    """A new version of what parents read. Unless a headteacher says that earlier answers count, all are asked again."""
    if not permissions.may_keep(person) or (earlier_count and not permissions.may_settle(person)):
        raise Refused("not theirs to word")
    refuse_if_off()
    kept = {language: text.strip() for language, text in texts.items() if language in LANGUAGES and text.strip()}
    if ENGLISH not in kept:
        raise Fault(_("Write the English text: it is shown where there is no other."), ENGLISH)
    with transaction.atomic():
        one_at_a_time(person)
        if kept == current_wording()[1]:
            raise Fault(_("These are the words that are in use."), ENGLISH)
        last = Wording.objects.aggregate(last=Max("number"))["last"] or 0
        made: Wording = Wording.objects.create(
            school_id=person.school_id,
            number=last + 1,
            texts=kept,
            earlier_count=earlier_count,
            made_by_id=person.membership_id,
            made_at=timezone.now(),
        )
        told = {language: text.encode() for language, text in kept.items()}
        entry(person, "consent.wording-changed", f"consent-wording:{made.number}", told)
    return made
