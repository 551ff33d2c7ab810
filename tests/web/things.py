"""One of everything that an address can name, at a school, so that no address is only tried on what is not there."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from gatepost.rosters.reading import Options
from gatepost.web.approvals import words
from gatepost.web.approvals.models import PermissionRequest, RequestPicture, SchoolAccount, place
from gatepost.web.checks.drafts.holding import hold
from gatepost.web.consents.models import Answer, ConsentFile, ImageBar, Round, RoundChild, Shown, ShownChild
from gatepost.web.consents.models.answers import sealed_at
from gatepost.web.modules.actions import sign, switch_on
from gatepost.web.modules.queries import is_on
from gatepost.web.modules.registry import module
from gatepost.web.notices.actions import notify
from gatepost.web.people.actions.reading import stage
from gatepost.web.people.known import PAST_PUPILS
from gatepost.web.people.models import FamilyLink, OnRoll, PastPupil
from gatepost.web.phones.models import Ban, Permission
from gatepost.web.phones.words import Said, seal_need, seal_told, seal_why
from gatepost.web.policies.models import AdoptedPolicy, ProposedPolicy
from gatepost.web.releases.models import Hold, Release
from gatepost.web.releases.permissions import INSIDE
from gatepost.web.safe.models import Card
from gatepost.web.schools.models import ApprovedChannel, Cover, Invitation, Membership, RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from gatepost.web.sealed import seal
from gatepost.web.terms.actions import save_years
from gatepost.web.terms.spans import Year
from gatepost.web.tokens.models import Token
from tests.web.cast import person, school

MISSING = 999_999_999
MISSING_NAME = "0123456789abcdef" * 2  # of what is named by chance
_numbers = count(1)


class Things(dict[str, Any]):
    """The parameter values of a school's own addresses; each number is a row's, which is made when it is asked for."""

    def __init__(self, slug: str) -> None:
        super().__init__(school=slug)
        self._slug = slug

    def __missing__(self, name: str) -> Any:
        with school_scope(school(self._slug).pk):
            self[name] = MAKERS[name](self._slug)
        return self[name]


def things(slug: str = "quillbrook") -> Things:
    """The parameter values of the school's own addresses."""
    return Things(slug)


def everything(slug: str = "quillbrook") -> dict[str, Any]:
    """All of them, made."""
    made = things(slug)
    return {name: made[name] for name in ("school", *MAKERS)}


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


def _draft(slug: str) -> str:
    """One that the headteacher is in doubt about: nobody else can open it."""
    told = {"text": "Perhaps.", "action": "post", "account": "personal"}
    return hold(person=person("head", slug), told=told).sealed_at


def _permission(slug: str) -> int:
    """One with a picture that the office asks for: a headteacher decides on it."""
    at = place()
    asked = PermissionRequest(
        school=school(slug),
        membership=Membership.objects.get(pk=person("office", slug).membership_id),
        kind="event",
        clauses=["CP-19"],
        level="spoken",
        sealed_at=at,
        told=words.seal_told(at, words.Told("Our fair is on Friday.", ("A stall.",), "The newsletter")),
        asked_at=timezone.now(),
        lapses_on=today() + timedelta(days=28),
    )
    asked.save()
    at = place()
    sealed = words.seal_picture(at, b"\xff\xd8\xff picture")
    RequestPicture(school=school(slug), request=asked, number=1, sealed_at=at, content=sealed).save()
    return asked.pk


def _registered(slug: str) -> int:
    owner = Membership.objects.get(pk=person("office", slug).membership_id)
    account = SchoolAccount(
        school=school(slug), owner=owner, platform="A blog", handle="Owls", purpose="News.", since=today()
    )
    account.save()
    return account.pk


def _answer(slug: str) -> int:
    """A parent's, which a headteacher can set aside."""
    day = today()
    answer = Answer(
        school=school(slug),
        child_id=_someone(slug),
        purpose="website/photo/none",
        says="yes",
        by="adult",
        adult_id=OnRoll.objects.filter(kind="parent")[0].pk,
        responsible="yes",
        method="paper",
        wording=0,
        starts=day,
        ends=day + timedelta(days=100),
        keyed_by_id=person("office", slug).membership_id,
        at=timezone.now(),
    )
    answer.save()
    return answer.pk


def _bar(slug: str) -> int:
    name = f"{next(_numbers):032}"
    sealed = seal(content="Do not ask.", **sealed_at(name))
    bar = ImageBar(school=school(slug), child_id=_someone(slug), name=name, sealed_reason=sealed)
    bar.set_by_id, bar.set_at, bar.by_lead = person("head", slug).membership_id, timezone.now(), False
    bar.save()
    return bar.pk


def _picture(slug: str) -> int:
    shown = Shown(school=school(slug), picture_hash="0f" * 16, purpose="website/photo/none", shown_on=today())
    shown.remembered_by_id, shown.remembered_at = person("head", slug).membership_id, timezone.now()
    shown.save()
    ShownChild(school=school(slug), shown=shown, child_id=_someone(slug)).save()
    return shown.pk


def _consent_round(slug: str) -> int:
    held = Round(school=school(slug), whom="Owls", started_at=timezone.now(), closes_on=today() + timedelta(days=9))
    held.started_by_id = person("office", slug).membership_id
    held.save()
    RoundChild(school=school(slug), round=held, child_id=_someone(slug)).save()
    return held.pk


def _consent_file(slug: str) -> int:
    """One that has been mapped and waits to be taken in."""
    table = {"headers": ["UPN", "Website"], "rows": [[2, ["H801200001001", "Yes"]]]}
    mapping = {"columns": {"UPN": "upn", "Website": "website/photo/none"}, "types": {}, "words": {"Yes": "yes"}}
    held = ConsentFile(school=school(slug), table=table, mapping=mapping, staged_at=timezone.now())
    held.staged_by_id = person("office", slug).membership_id
    held.save()
    return held.pk


def _release(slug: str) -> int:
    """One that everybody at the school knows of."""
    release = Release(school=school(slug), knows_roles=sorted(INSIDE), noted_at=timezone.now())
    release.noted_by_id = person("head", slug).membership_id
    told = '["News", "zebra crossing"]'
    release.words = seal(content=told, table="releases_release", row=release.name, field="words")
    release.save()
    Hold(school=school(slug), release=release, audience="public", until=timezone.now() + timedelta(days=9)).save()
    return release.pk


def _leave(slug: str) -> int:
    given = person("head", slug).membership_id
    leave = Permission(school=school(slug), child_id=_someone(slug), starts=today(), until=today())
    leave.told = seal_told(leave.name, Said("alone", "Walks alone."))
    leave.given_by_id, leave.given_at = given, timezone.now()
    leave.save()
    return leave.pk


def _ban(slug: str) -> int:
    head = person("head", slug).membership_id
    ban = Ban(school=school(slug), child_id=_someone(slug), starts=today(), until=today())
    ban.why = seal_why(ban.name, "It was used in a lesson.")
    ban.need = seal_need(ban.name, Said("none", "Asked the family."))
    ban.considered_by_id, ban.made_by_id, ban.made_at = head, head, timezone.now()
    ban.save()
    return ban.pk


MAKERS: dict[str, Callable[[str], Any]] = {
    "draft": _draft,
    "answer": _answer,
    "bar": _bar,
    "picture": _picture,
    "asking": _consent_round,
    "report": _consent_file,
    "asked": _permission,
    "shown": lambda _slug: 1,
    "kind": lambda _slug: "event",
    "registered": _registered,
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
    "release": _release,
    "leave": _leave,
    "ban": _ban,
    "past": _past_pupil,
    "card": _card,
    "year": _year,
    "issued": _token,
    "rest": lambda _slug: "no-such-route",
}
