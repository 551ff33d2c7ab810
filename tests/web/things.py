"""One of everything that an address can name, at a school, so that no address is only tried on what is not there."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from gatepost.rosters.reading import Options
from gatepost.web.modules.actions import sign, switch_on
from gatepost.web.modules.queries import is_on
from gatepost.web.modules.registry import module
from gatepost.web.notices.actions import notify
from gatepost.web.people.actions.reading import stage
from gatepost.web.people.known import PAST_PUPILS
from gatepost.web.people.models import FamilyLink, OnRoll, PastPupil
from gatepost.web.policies.models import AdoptedPolicy, ProposedPolicy
from gatepost.web.safe.models import Card
from gatepost.web.schools.models import ApprovedChannel, Cover, Invitation, Membership, RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from gatepost.web.terms.actions import save_years
from gatepost.web.terms.spans import Year
from gatepost.web.tokens.models import Token
from tests.web.cast import person, school

MISSING = 999_999_999
_numbers = count(1)


def things(slug: str = "quillbrook") -> dict[str, Any]:
    """The parameter values of the school's own addresses; each number is a row's that exists."""
    here = school(slug)
    with school_scope(here.pk):
        return {"school": slug} | {name: make(slug) for name, make in MAKERS.items()}


def _membership(slug: str) -> Membership:
    return Membership.objects.get(pk=person("parent", slug).membership_id)


def _notice(slug: str) -> int:
    return notify(membership_id=person("head", slug).membership_id, kind="assessment-to-sign", thing="module:x").pk


def _turn(slug: str) -> int:
    begins = datetime(2030, 1, 7, 8, tzinfo=UTC) + timedelta(days=next(_numbers))
    deputy = Membership.objects.get(pk=person("head", slug).membership_id)
    turn = Cover(school=school(slug), membership=deputy, starts_at=begins, ends_at=begins + timedelta(hours=9))
    turn.save()
    return turn.pk


def _channel(slug: str) -> int:
    channel = ApprovedChannel(school=school(slug), name=f"Channel {next(_numbers)}")
    channel.save()
    return channel.pk


def _invitation(slug: str) -> int:
    invitation = Invitation(
        school=school(slug),
        email="somebody@example.org",
        name="Some Body",
        roles=["volunteer"],
        starts_on=today(),
        invited_by=Membership.objects.get(pk=person("head", slug).membership_id),
        token_hash=f"{next(_numbers):064}",
        expires_at=timezone.now() + timedelta(days=7),
    )
    invitation.save()
    return invitation.pk


def _proposed(slug: str) -> int:
    proposed = ProposedPolicy(
        school=school(slug),
        text=AdoptedPolicy.objects.order_by("pk")[0].text,
        origin="file",
        in_force_from=today() + timedelta(days=30),
        proposed_at=timezone.now(),
        proposed_by=Membership.objects.get(pk=person("head", slug).membership_id),
    )
    proposed.save()
    return proposed.pk


def _version(slug: str) -> int:
    """One that is adopted and has not begun, since that is what can be withdrawn."""
    version = AdoptedPolicy.objects.order_by("pk")[0]
    version.pk = None
    version._state.adding = True
    version.in_force_from = today() + timedelta(days=60)
    version.save()
    return version.pk


def _card(slug: str) -> int:
    card = Card(
        school=school(slug),
        number=1 + Card.objects.count(),
        office="chair",
        holder_id=person("chair", slug).membership_id,
        named_by_id=person("head", slug).membership_id,
        named_at=timezone.now(),
    )
    card.save()
    return card.pk


def _year(slug: str) -> str:
    """The weeks of August and September: a year needs no term yet."""
    known = Year("2027-28", date(2027, 8, 1), date(2027, 9, 15), ())
    save_years(person=person("head", slug), years=[known])
    return known.name


def _link(slug: str) -> int:
    link = FamilyLink(
        school=school(slug),
        membership=Membership.objects.get(pk=person("office", slug).membership_id),
        other_name="Some Child",
        other_is="pupil",
        relationship="child",
        statement="My daughter.",
        declared_at=timezone.now(),
    )
    link.save()
    return link.pk


def _past_pupil(slug: str) -> int:
    """One who can be seen, since the module is on."""
    if not is_on(PAST_PUPILS):
        version, review_on = module(PAST_PUPILS).version, today() + timedelta(days=365)
        sign(person=person("dpo", slug), code=PAST_PUPILS, version=version, review_on=review_on, note="")
        switch_on(person=person("head", slug), code=PAST_PUPILS)
    born, left = today() - timedelta(days=12 * 365), today() - timedelta(days=100)
    row = PastPupil(school=school(slug), forename="Some", surname="Child", date_of_birth=born, left_on=left)
    row.save()
    return row.pk


def _someone(slug: str) -> int:
    row = OnRoll(school=school(slug), kind="pupil", forename="Some", surname="Child", class_name="Owls")
    row.save()
    return row.pk


def _file(slug: str) -> int:
    """One that waits and would put somebody on the roll."""
    source = b"kind,forename,surname\npupil,Never,Seenbefore\n"
    return stage(person=person("head", slug), source=source, name="roll.csv", options=Options(on=today())).pk


def _token(slug: str) -> int:
    """The headteacher's own."""
    now = timezone.now()
    token = Token(
        school=school(slug),
        membership=Membership.objects.get(pk=person("head", slug).membership_id),
        name="Some program",
        secret_hash=f"{next(_numbers):064}",
        scopes=["terms"],
        made_at=now,
        expires_at=now + timedelta(days=7),
    )
    token.save()
    return token.pk


MAKERS: dict[str, Callable[[str], Any]] = {
    "notice": _notice,
    "code": lambda _slug: "past-pupils",
    "version": _version,
    "proposed": _proposed,
    "member": lambda slug: _membership(slug).pk,
    "role": lambda slug: RoleHeld.objects.filter(membership=_membership(slug))[0].pk,
    "turn": _turn,
    "channel": _channel,
    "invitation": _invitation,
    "someone": _someone,
    "file": _file,
    "part": lambda _slug: "new",
    "link": _link,
    "past": _past_pupil,
    "card": _card,
    "year": _year,
    "issued": _token,
    "rest": lambda _slug: "no-such-route",
}
