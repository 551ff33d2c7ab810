"""What waits for the holder of a token, for programs."""

from django.urls import resolve
from django.utils import timezone
from ninja import Field, Router, Schema

from gatepost.web.home.waiting import waiting
from gatepost.web.policies.queries import in_force
from gatepost.web.schools.access import anyone
from gatepost.web.tokens.access import Bearer, TokenRequest

router = Router()


class WaitingOut(Schema):
    """One thing that waits. It tells that something does, never what it holds."""

    kind: str = Field(description="The page that deals with it, such as `modules:list`; empty where none here does.")
    says: str
    address: str = Field(description="Where a browser opens that page; empty where none here does.")


class AllWaiting(Schema):
    """All that waits."""

    waiting: list[WaitingOut]


@router.get(
    "/waiting",
    auth=Bearer("waiting", anyone, "waiting"),
    response=AllWaiting,
    url_name="waiting",
    summary="What waits for the holder",
)
def all_waiting(request: TokenRequest) -> AllWaiting:
    """Scope `waiting`. The same lines as on the holder's Home; asking marks nothing as read."""
    found = waiting(request.person, request.school, in_force(request.school), timezone.now())
    return AllWaiting(
        waiting=[
            WaitingOut(
                kind=resolve(one.at).view_name if one.at else "",
                says=one.says,
                address=request.build_absolute_uri(one.at) if one.at else "",
            )
            for one in found
        ]
    )
