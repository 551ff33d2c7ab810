"""What a token is and whom it stands for."""

from datetime import datetime

from ninja import Field, Router, Schema

from gatepost.web.schools.access import anyone
from gatepost.web.schools.roles import ROLES, called
from gatepost.web.tokens.access import Bearer, TokenRequest

router = Router()


class AtSchool(Schema):
    """The school that this API speaks of."""

    slug: str = Field(description="Its name in addresses.")
    name: str
    jurisdiction: str = Field(description="`england` or `wales`.")


class RoleNow(Schema):
    """A role that the holder has today."""

    code: str
    name: str = Field(description="What the school calls it.")


class AboutToken(Schema):
    """The token that was sent."""

    name: str
    scopes: list[str]
    expires_at: datetime


class Me(Schema):
    """Whom the token stands for, without their name."""

    school: AtSchool
    roles: list[RoleNow]
    token: AboutToken


@router.get("/me", auth=Bearer("me", anyone), response=Me, url_name="me", summary="The school, the roles, the token")
def me(request: TokenRequest) -> Me:
    """Any token will do. Answers change when the holder's roles do."""
    school, held = request.school, request.person.roles
    return Me(
        school=AtSchool(slug=school.slug, name=school.name, jurisdiction=school.jurisdiction),
        roles=[RoleNow(code=code, name=called(code, school.jurisdiction)) for code in ROLES if code in held],
        token=AboutToken(
            name=request.auth.token.name,
            scopes=list(request.auth.token.scopes),
            expires_at=request.auth.token.expires_at,
        ),
    )
