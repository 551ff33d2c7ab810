"""Who may ask what with a token: every route of the API says it in one line, and a test reads it from there.

To a program that may not ask something, it does not exist, byte for byte; a cookie opens nothing here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadhandler import FileUploadHandler
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from gatepost.web.record.actions import append
from gatepost.web.schools.access import TOKEN, Access, Predicate, SchoolRequest
from gatepost.web.schools.person import Person
from gatepost.web.tokens.actions import used
from gatepost.web.tokens.limits import too_often
from gatepost.web.tokens.queries import Holder, holder_of


class TokenRequest(SchoolRequest):
    """A question of a program: `person` is whom its token stands for."""

    person: Person
    auth: Holder


class TooOften(Exception):
    """More questions than the limit allows; `again` is in how many seconds the next one is answered."""

    def __init__(self, again: int) -> None:
        super().__init__(again)
        self.again = again


@dataclass(frozen=True, slots=True)
class TokenAccess(Access):
    """For whose tokens a route is, and of which scope; "" where any token will do."""

    scope: str = ""


class Bearer(HttpBearer):
    """Lets in whoever has a live token with the scope, made by somebody for whom `may` holds now."""

    def __init__(
        self,
        name: str,
        may: Predicate,
        scope: str = "",
        counts_as: int = 1,
        uploads: Callable[[HttpRequest], FileUploadHandler] | None = None,
    ) -> None:
        """`counts_as`: how many questions towards the token's limit; `uploads`: what takes the route's files in."""
        super().__init__()
        self.name = name
        self.counts_as = counts_as
        self.uploads = uploads
        self.access = TokenAccess(TOKEN, may, scope)

    def authenticate(self, request: HttpRequest, token: str) -> Holder | None:
        """The holder; None for a secret that opens nothing. Raises TooOften, and Http404 for what is not theirs."""
        now = timezone.now()
        holder = holder_of(token.strip(), now)
        if holder is None:
            return None
        if again := too_often(holder.token, now, self.counts_as):
            raise TooOften(again)
        used(token=holder.token)
        request.person = holder.person  # type: ignore[attr-defined]
        access = self.access
        if (access.scope and access.scope not in holder.token.scopes) or not (access.may and access.may(holder.person)):
            refuse(holder, self.name)
            raise Http404
        if self.uploads is not None:  # nothing of the body was read before this
            request.upload_handlers = [self.uploads(request)]
        return holder


def refuse(holder: Holder, name: str) -> None:
    """Put down that a program asked for what is not its holder's."""
    append(
        school_id=holder.person.school_id,
        actor=holder.person.actor,
        role=holder.person.role_words,
        action="access.refused",
        thing=f"page:api.{name}",
    )
