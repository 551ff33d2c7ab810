"""What a school sets for itself, and what whoever runs the site sets up: schools, bodies, the jurisdiction."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools import permissions
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Account, ApprovedChannel, Body, BodyOfficer, School, SchoolSettings
from gatepost.web.schools.person import Person, today
from gatepost.web.schools.scope import school_scope
from gatepost.web.schools.standing import lock_school


def change_settings(*, person: Person, name: str, urn: str, record_mailbox: str) -> School:
    """Change the school's name, its number in the register (England only) and where the heads of its record go."""
    _refuse_others(person)
    with transaction.atomic():
        school = lock_school(person.school_id)
        if urn and school.jurisdiction != "england":
            raise Fault(_("Only schools in England have a URN."), "urn")
        if urn and not (urn.isascii() and urn.isdigit() and len(urn) == 6):
            raise Fault(_("A URN is six digits."), "urn")
        school.name, school.urn = name.strip(), urn
        school.save(update_fields=["name", "urn"])
        SchoolSettings.objects.update_or_create(school_id=person.school_id, defaults={"record_mailbox": record_mailbox})
        told = {"name": school.name, "urn": urn, "record-mailbox": record_mailbox}
        _entry(person, "school.changed", f"school:{school.pk}", told)
    return school


def approve_channel(*, person: Person, name: str, for_parents: bool, for_pupils: bool) -> ApprovedChannel:
    """Put a channel on the school's list of approved ones."""
    _refuse_others(person)
    with transaction.atomic():
        lock_school(person.school_id)
        if ApprovedChannel.objects.filter(name__iexact=name.strip()).exists():
            raise Fault(_("This channel is on the list already."), "name")
        channel = ApprovedChannel.objects.create(
            school_id=person.school_id, name=name.strip(), for_parents=for_parents, for_pupils=for_pupils
        )
        _entry(person, "school.channel-approved", f"channel:{channel.pk}", {"name": channel.name})
    return channel


def withdraw_channel(*, person: Person, channel: ApprovedChannel) -> None:
    """Take a channel off the list."""
    _refuse_others(person)
    with transaction.atomic():
        number, name = channel.pk, channel.name
        channel.delete()
        _entry(person, "school.channel-withdrawn", f"channel:{number}", {"name": name})


def open_body(*, slug: str, name: str, kind: str, jurisdiction: str) -> Body:
    """A trust or council, made by whoever runs the site. Raises Fault where the address is taken."""
    if Body.objects.filter(slug=slug).exists():
        raise Fault(_("There is a trust or council with this address already."))
    return Body.objects.create(slug=slug, name=name, kind=kind, jurisdiction=jurisdiction)


def send_heads_to(*, body: Body, mailbox: str) -> None:
    """Name the mailbox of a trust or council to which the heads of its schools' records go each day; raises Fault."""
    try:
        validate_email(mailbox)
    except ValidationError:
        raise Fault(_("This is not an e-mail address.")) from None
    body.heads_mailbox = mailbox
    body.save(update_fields=["heads_mailbox"])


def appoint_officer(*, body: Body, name: str, email: str) -> BodyOfficer:
    """Let somebody see a trust's or council's page from today on; made by whoever runs the site."""
    with transaction.atomic():
        account = Account.objects.filter(email=email.strip().lower()).first()
        account = account or Account.objects.create_account(name=name.strip(), email=email.strip())
        made, _new = BodyOfficer.objects.update_or_create(
            body=body, account=account, defaults={"starts_on": today(), "ends_on": None}
        )
    return made


def open_school(*, slug: str, name: str, jurisdiction: str, body: Body | None) -> School:
    """A school without anybody in it, made by whoever runs the site. Raises Fault where the address is taken, or the
    trust or council is in the other country.
    """
    if School.objects.filter(slug=slug).exists():
        raise Fault(_("There is a school with this address already."))
    if body is not None and body.jurisdiction != jurisdiction:
        raise Fault(_("The school and its trust or council must be in the same country."))
    with transaction.atomic():
        school = School.objects.create(slug=slug, name=name, jurisdiction=jurisdiction, body=body)
        with school_scope(school.pk):
            append(school_id=school.pk, actor=SYSTEM, role="-", action="school.opened", thing=f"school:{school.pk}")
    return school


def change_jurisdiction(*, school_id: int, jurisdiction: str) -> None:
    """Move a school to the other country's words and deadlines: for whoever runs the site. Its scope must be open."""
    with transaction.atomic():
        school = lock_school(school_id)
        school.jurisdiction = jurisdiction
        school.urn = school.urn if jurisdiction == "england" else ""
        school.save(update_fields=["jurisdiction", "urn"])
        append(
            school_id=school_id,
            actor=SYSTEM,
            role="-",
            action="school.jurisdiction-changed",
            thing=f"school:{school_id}",
            contents={"jurisdiction": jurisdiction.encode()},
        )


def _refuse_others(person: Person) -> None:
    if not permissions.may_change_settings(person):
        raise Refused("the settings are not theirs to change")


def _entry(person: Person, action: str, thing: str, told: dict[str, str]) -> None:
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=thing,
        contents={name: text.encode() for name, text in told.items()},
    )
