"""Who may be shown, for programs: by class, as the page shows it to the token's holder."""

from datetime import date
from typing import Literal

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from gatepost.web.consents import permissions
from gatepost.web.consents.purposes import CHANNELS, MEDIA, NAMINGS, Purpose, UnknownPurpose
from gatepost.web.consents.queries.asked import PHOTO_CONSENTS
from gatepost.web.consents.queries.verdicts import by_class
from gatepost.web.modules.queries import is_on
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from gatepost.web.tokens.access import Bearer, TokenRequest

router = Router()
SCOPE = "consents:read"


class Wanted(Schema):
    """Where a child would be shown, how, and with how much of a name."""

    channel: str = Field("website", json_schema_extra={"enum": list(CHANNELS)})
    media: str = Field("photo", json_schema_extra={"enum": list(MEDIA)})
    naming: str = Field("none", json_schema_extra={"enum": list(NAMINGS)})


class ChildShown(Schema):
    """A child. Whatever is not a yes is a no."""

    number: int = Field(description="The child's number on the roll, as `POST /check` takes it.")
    name: str
    shown: bool
    why: str = Field(description="Why not, for whoever may see reasons; else empty.")


class ClassShown(Schema):
    """A class, those first who may not be shown."""

    name: str
    children: list[ChildShown]


class WhoIsShown(Schema):
    """The whole school for one purpose."""

    state: Literal["on", "off"] = Field(description="Whether the school keeps photo consents here.")
    day: date
    purpose: str = Field(description="In words.")
    classes: list[ClassShown]


@router.get(
    "/consents",
    auth=Bearer("consents", permissions.may_see_who, SCOPE),
    response=WhoIsShown,
    url_name="consents",
    summary="Who may be shown where, by class",
)
def consents(request: TokenRequest, wanted: Query[Wanted]) -> WhoIsShown:
    """Scope `consents:read`. Unknown, expired, withdrawn and disputed consents are a no; so is the child's own no."""
    try:
        purpose = Purpose(wanted.channel, wanted.media, wanted.naming)
    except UnknownPurpose:
        raise Fault(_("Name a channel, a medium and a naming that the description of this route lists.")) from None
    on = is_on(PHOTO_CONSENTS)
    return WhoIsShown(
        state="on" if on else "off",
        day=today(),
        purpose=purpose.words,
        classes=[
            ClassShown(
                name=room.name,
                children=[
                    ChildShown(number=one.number, name=one.name, shown=one.shown, why=one.why[0]) for one in room.lines
                ],
            )
            for room in (by_class(request.person, (purpose,), today()) if on else ())
        ],
    )
