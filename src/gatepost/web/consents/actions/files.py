"""Reports of other systems: sent, mapped, applied or put away."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.consents import permissions, rule
from gatepost.web.consents.actions.record import entry, refuse_if_off
from gatepost.web.consents.models import Answer, ConsentFile
from gatepost.web.consents.models.answers import IMPORTED
from gatepost.web.consents.queries.asked import current_wording
from gatepost.web.consents.queries.files import Preview, preview
from gatepost.web.consents.report import Table, identifies
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person


def stage(*, person: Person, table: Table) -> ConsentFile:
    """A report is read and waits to be mapped; nothing has been answered by it yet."""
    _refuse(person)
    with transaction.atomic():
        made: ConsentFile = ConsentFile.objects.create(
            school_id=person.school_id,
            table={"headers": table.headers, "rows": table.rows, "dropped": table.dropped},
            staged_by_id=person.membership_id,
            staged_at=timezone.now(),
        )
        entry(person, "consent.file-staged", f"consent-file:{made.pk}")
    return made


def map_columns(*, person: Person, file: ConsentFile, columns: Mapping[str, str]) -> None:
    """Say what the columns are; what their words mean is asked next."""
    _refuse(person)
    if not identifies(columns):
        raise Fault(
            _("Choose by which columns a child is found: the UPN, a number, or forename, surname and date of birth.")
        )
    ConsentFile.objects.filter(pk=file.pk).update(mapping={"columns": {h: m for h, m in columns.items() if m}})


def map_words(*, person: Person, file: ConsentFile, types: Mapping[str, str], words: Mapping[str, str]) -> None:
    """Say what the words in those columns mean; what is left out stays open."""
    _refuse(person)
    kept = ConsentFile.objects.filter(pk=file.pk).first()
    if kept is None:
        raise Fault(_("This file has been dealt with already."))
    said = {**(kept.mapping or {}), "types": dict(types), "words": dict(words)}
    ConsentFile.objects.filter(pk=file.pk).update(mapping=said)


def apply(*, person: Person, file: ConsentFile, responsible: bool) -> Preview:
    """Add what the report says to what was answered; returns what that was. Nothing of the file is kept.

    `responsible`: the school knows that the other system takes consents from people with parental responsibility alone.
    Without that, no yes of it counts.
    """
    _refuse(person)
    with transaction.atomic():
        kept = ConsentFile.objects.select_for_update().filter(pk=file.pk).first()
        if kept is None:
            raise Fault(_("This file has been dealt with already."))
        found = preview(kept)
        (wording, _texts), now = current_wording(), timezone.now()
        Answer.objects.bulk_create(
            Answer(
                school_id=person.school_id,
                child_id=child,
                purpose=purpose.code,
                says=rule.YES if one.yes else rule.NO,
                by=rule.RECORD,
                responsible="yes" if responsible else "unknown",
                method=IMPORTED,
                wording=wording,
                starts=one.starts,
                ends=one.ends,
                keyed_by_id=person.membership_id,
                at=now,
            )
            for (child, purpose), one in found.answers.items()
        )
        kept.delete()
        told = "\n".join(
            sorted(
                f"{child} {purpose.code} {one.yes} {one.starts} {one.ends}"
                for (child, purpose), one in found.answers.items()
            )
        )
        entry(person, "consent.file-applied", f"consent-file:{file.pk}", {"answers": told.encode()})
    return found


def give_up(*, person: Person, file: ConsentFile) -> None:
    """Put it away unused, also while the module is off."""
    if not permissions.may_keep(person):
        raise Refused("not theirs to put away")
    with transaction.atomic():
        ConsentFile.objects.filter(pk=file.pk).delete()
        entry(person, "consent.file-given-up", f"consent-file:{file.pk}")


def _refuse(person: Person) -> None:
    if not permissions.may_keep(person):
        raise Refused("not theirs to take in")
    refuse_if_off()
